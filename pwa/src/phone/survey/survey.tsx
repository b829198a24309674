/** The building for any kind of record that declares its normal answer: one tap a door, a sheet to count. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { recordsOf } from "../../store/records";
import type { Book, DoorView, Fields, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { said, Slot } from "../../ui/slot";
import { labelled, words } from "../../words";
import { survey as surveyWords } from "../../words/phone/survey";
import { Bar, Progress } from "../bar";
import { doorLabel, floorsOf } from "../building/floors";
import { faceOf, Grid, type Face } from "../building/grid";
import { pinRound, round } from "../building/state";
import { book, descendantsOf, slotsOf } from "../data";
import { placeText } from "../forms/place-select";
import { today } from "../gate/state";
import { wordsOf } from "../page-words";
import { keepScroll } from "../route";
import { above, asksFor, isDue, recordedBy } from "../rounds";
import { upwards } from "../settings";
import { SyncNote } from "../sync-note";
import { countsOf, countText, isNormal, isTapKind, lookOf, resultOf, sumOf, viewsOf, type TapKind } from "./reckon";
import { recordSurvey, SurveySheet } from "./sheet";
import "../building/building.css";
import "./survey.css";

const t = wordsOf(surveyWords);
const opened = signal<Place | null>(null);

const GLYPHS = { due: "", done: "✓", noans: "?", exc: "!" } as const;

type Views = ReadonlyMap<string, DoorView>;

/** Kinds of this campaign that are asked from door to door with one tap. */
export function tapKinds({ catalogue }: Book): readonly (readonly [string, TapKind])[] {
  return Object.entries(catalogue.kinds).flatMap(([id, kind]) => (isTapKind(kind) && asksFor(catalogue, id) ? [[id, kind] as const] : []));
}

/** What is asked in a building: its doors that somebody lives behind, and its shared places; of a compound those outside of buildings. */
function placesIn(from: Book, kind: TapKind, unit: Place): { readonly doors: readonly Place[]; readonly areas: readonly Place[] } {
  const of = (type: "household" | "area") => (kind.places.includes(type) ? descendantsOf(unit.id, type) : []);
  if (unit.type === "building") return { doors: of("household"), areas: of("area") };
  return { doors: [], areas: of("area").filter((area) => !above(area, from.places, "building")) };
}

/** The buildings whose doors are mine to ask, and the compounds that have places outside of them. */
export function unitsOf(from: Book, id: string, kind: TapKind): readonly Place[] {
  const may = recordedBy(from, id);
  const mine = from.grants.filter((grant) => may.includes(grant.role)).flatMap(({ place }) => {
    const held = from.places.get(place.id);
    if (held?.type === "building") return [held];
    const compounds = held?.type === "compound" ? [held] : descendantsOf(place.id, "compound");
    return [...descendantsOf(place.id, "building"), ...compounds.filter((one) => placesIn(from, kind, one).areas.length > 0)];
  });
  return [...new Map(mine.map((one) => [one.id, one])).values()];
}

/** What each place says: in the session that runs for a kind that is owed in each, else today. */
function viewsNow(id: string, kind: TapKind, unit: Place): Views {
  const at = round.value;
  if (kind.slot === "session" && at) return slotsOf(unit.id, id, at.day, at.session).value;
  return viewsOf(kind, recordsOf(id, today.value).value);
}

/** "12/60" */
export function surveyText(from: Book, id: string, kind: TapKind, unit: Place): string {
  const views = viewsNow(id, kind, unit);
  const { doors, areas } = placesIn(from, kind, unit);
  const due = [...doors.filter(isDue), ...areas];
  return `${due.filter((one) => views.has(one.id)).length}/${due.length}`;
}

/** A place that is normal says so; another says what was counted. */
function faceIn(kind: TapKind): Face {
  const result = resultOf(kind);
  return (place, view) => {
    if (result && view && view.state !== "due") {
      const look = lookOf(kind, view);
      return { look, word: `${GLYPHS[look]}${labelled(result.choices.find((one) => one.id === view.code)?.label, "")}` };
    }
    const { look, word } = faceOf(place, view, 0, words.value);
    return view && !isNormal(kind, view.fields) ? { look, word: `${look === "exc" ? "!" : "✓"}${countText(kind, view.fields)}` } : { look, word };
  };
}

interface Stamp {
  readonly id: string;
  readonly label: string;
  /** What a tap records; null opens the place. */
  readonly fields: Fields | null;
}

/** One for each way that a visit may go; for a kind that counts the normal answer alone. */
function stampsOf(kind: TapKind): readonly [Stamp, ...Stamp[]] {
  const result = resultOf(kind);
  if (!result) return [{ id: "normal", label: t().normal, fields: kind.tap.normal }, { id: "open", label: t().count, fields: null }];
  const { [result.field]: usual } = kind.tap.normal;
  const look = (code: string) => lookOf(kind, { state: kind.slot_state?.attempted?.includes(code) ? "attempted" : "done", code });
  const stamps = result.choices.map((one) => ({ id: one.id, label: `${GLYPHS[look(one.id)]}${labelled(one.label, one.id)}`, fields: { ...kind.tap.normal, [result.field]: one.id } }));
  const normal = stamps.find((one) => one.id === usual) ?? { id: "normal", label: t().normal, fields: kind.tap.normal };
  return [normal, ...stamps.filter((one) => one !== normal), { id: "open", label: t().open, fields: null }];
}

/** "积水容器 3 · 阳性容器 1", or how many visits went which way. */
function sumsText(kind: TapKind, views: readonly DoorView[]): string {
  const result = resultOf(kind);
  const counts = countsOf(kind).map(([name, spec]) => t().sum(labelled(spec.label, name), sumOf(views, name)));
  const ways = (result?.choices ?? []).map((one) => t().sum(labelled(one.label, one.id), views.filter((view) => view.code === one.id).length));
  return [...ways, ...counts].join(" · ");
}

interface Props {
  readonly from: Book;
  readonly id: string;
  readonly kind: TapKind;
  readonly unit: Place;
}

function Areas({ areas, views, face, onTap }: { readonly areas: readonly Place[]; readonly views: Views; readonly face: Face; readonly onTap: (place: Place) => void }) {
  if (areas.length === 0) return null;
  return (
    <>
      <h2 class="heading">{t().shared}</h2>
      <div class="places-grid">
        {areas.map((area) => {
          const { look, word } = face(area, views.get(area.id));
          return <button key={area.id} type="button" class={`door place door-${look}`} data-place={area.id} onClick={() => onTap(area)}><b>{doorLabel(area)}</b> <span>{word}</span></button>;
        })}
      </div>
    </>
  );
}

function Survey({ from, id, kind, unit }: Props) {
  const [normal, ...others] = stampsOf(kind);
  const [chosen, setChosen] = useState(normal.id);
  const stamp = others.find((one) => one.id === chosen) ?? normal;
  const scroll = useRef<HTMLElement>(null);
  useLayoutEffect(() => keepScroll(scroll.current), [unit.id]);
  useEffect(() => {
    const unpin = pinRound();
    return () => {
      unpin();
      said.value = null;
      opened.value = null;
    };
  }, [unit.id]);
  const views = viewsNow(id, kind, unit);
  const face = faceIn(kind);
  const { doors, areas } = placesIn(from, kind, unit);
  const due = [...doors.filter(isDue), ...areas];
  const done = due.filter((one) => views.has(one.id)).length;
  const sums = sumsText(kind, due.flatMap((one) => views.get(one.id) ?? []));
  const tap = (place: Place) => {
    const held = views.get(place.id);
    const again = held?.state === "attempted" && stamp !== normal;
    if (stamp.fields === null || (held && !again) || (place.type === "household" && !isDue(place))) opened.value = place;
    else void recordSurvey({ id, kind, place }, stamp.fields);
    setChosen(normal.id);
  };
  return (
    <div class="screen">
      <Bar canGoBack title={t().card(placeText(unit), labelled(kind.label, id))} below={<Progress done={done} total={due.length} label={t().progress(done, due.length)} />}>
        <span class="counted num" aria-hidden="true"><b>{done}</b>/{due.length}</span>
      </Bar>
      <main class="scroll" ref={scroll}>
        <p class="note survey-sums">{t().sums(sums)}</p>
        <Grid floors={floorsOf(doors, upwards.value)} views={views} face={face} onTap={tap} />
        <Areas areas={areas} views={views} face={face} onTap={tap} />
      </main>
      <section class="bottom" aria-label={t().stamp}>
        <Slot hint={t().hint(stamp.label)}><SyncNote /></Slot>
        <Segmented label={t().stamp} options={[normal, ...others]} value={stamp.id} onChoose={setChosen} />
      </section>
      {opened.value ? <SurveySheet key={opened.value.id} from={from} id={id} kind={kind} place={opened.value} view={views.get(opened.value.id)} onClose={() => { opened.value = null; }} /> : null}
    </div>
  );
}

/** The kind and the building in the address. */
export function SurveyScreen({ id, place }: { readonly id: string; readonly place: string }) {
  const from = book.value;
  const kind = from?.catalogue.kinds[id];
  const unit = from?.places.get(place);
  if (!from || !isTapKind(kind) || !unit) return <div class="screen"><Bar canGoBack title={t().shared} /><main class="scroll"><p class="empty">{t().none}</p></main></div>;
  return <Survey key={`${id} ${place}`} from={from} id={id} kind={kind} unit={unit} />;
}
