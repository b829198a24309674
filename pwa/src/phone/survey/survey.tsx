/** The building for any kind of record that declares its normal answer: one tap a door, a sheet to count. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { recordsOf } from "../../store/records";
import type { Book, DoorView, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { said, Slot } from "../../ui/slot";
import { labelled, words } from "../../words";
import { survey as surveyWords } from "../../words/phone/survey";
import { Bar, Progress } from "../bar";
import { doorLabel, floorsOf } from "../building/floors";
import { faceOf, Grid, type Face } from "../building/grid";
import { book, descendantsOf } from "../data";
import { placeText } from "../forms/place-select";
import { today } from "../gate/state";
import { wordsOf } from "../page-words";
import { keepScroll } from "../route";
import { asksFor, isDue, recordedBy } from "../rounds";
import { upwards } from "../settings";
import { SyncNote } from "../sync-note";
import { countsOf, countText, isNormal, isTapKind, sumOf, viewsOf, type TapKind } from "./reckon";
import { recordSurvey, SurveySheet } from "./sheet";
import "../building/building.css";
import "./survey.css";

const t = wordsOf(surveyWords);
const opened = signal<Place | null>(null);

type Views = ReadonlyMap<string, DoorView>;

/** Kinds of this campaign that are asked from door to door with one tap. */
export function tapKinds({ catalogue }: Book): readonly (readonly [string, TapKind])[] {
  return Object.entries(catalogue.kinds).flatMap(([id, kind]) => (isTapKind(kind) && asksFor(catalogue, id) ? [[id, kind] as const] : []));
}

/** What is asked in a building: its doors that somebody lives behind, and its shared places. */
export function placesIn(kind: TapKind, unit: string): { readonly doors: readonly Place[]; readonly areas: readonly Place[] } {
  const of = (type: "household" | "area") => (kind.places.includes(type) ? descendantsOf(unit, type) : []);
  return { doors: of("household"), areas: of("area") };
}

/** The buildings whose doors are mine to ask. */
export function unitsOf(from: Book, id: string): readonly Place[] {
  const may = recordedBy(from, id);
  const mine = from.grants.filter((grant) => may.includes(grant.role)).flatMap(({ place }) => {
    const held = from.places.get(place.id);
    return held?.type === "building" ? [held] : descendantsOf(place.id, "building");
  });
  return [...new Map(mine.map((one) => [one.id, one])).values()];
}

export function viewsToday(id: string, kind: TapKind): Views {
  return viewsOf(kind, recordsOf(id, today.value).value);
}

/** "12/60" */
export function surveyText(id: string, kind: TapKind, unit: Place): string {
  const views = viewsToday(id, kind);
  const { doors, areas } = placesIn(kind, unit.id);
  const due = [...doors.filter(isDue), ...areas];
  return `${due.filter((one) => views.has(one.id)).length}/${due.length}`;
}

/** A place that is normal says so; another says what was counted. */
function faceIn(kind: TapKind): Face {
  return (place, view) => {
    const { look, word } = faceOf(place, view, 0, words.value);
    return view && !isNormal(kind, view.fields) ? { look, word: `${look === "exc" ? "!" : "✓"}${countText(kind, view.fields)}` } : { look, word };
  };
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
  const [counts, setCounts] = useState(false);
  const scroll = useRef<HTMLElement>(null);
  useLayoutEffect(() => keepScroll(scroll.current), [unit.id]);
  useEffect(() => () => {
    said.value = null;
    opened.value = null;
  }, [unit.id]);
  const views = viewsToday(id, kind);
  const face = faceIn(kind);
  const { doors, areas } = placesIn(kind, unit.id);
  const due = [...doors.filter(isDue), ...areas];
  const done = due.filter((one) => views.has(one.id)).length;
  const sums = countsOf(kind).map(([name, spec]) => t().sum(labelled(spec.label, name), sumOf(due.flatMap((one) => views.get(one.id) ?? []), name)));
  const tap = (place: Place) => {
    if (counts || views.has(place.id) || (place.type === "household" && !isDue(place))) opened.value = place;
    else void recordSurvey({ id, kind, place }, kind.tap.normal);
    setCounts(false);
  };
  return (
    <div class="screen">
      <Bar canGoBack title={t().card(placeText(unit), labelled(kind.label, id))} below={<Progress done={done} total={due.length} label={t().progress(done, due.length)} />}>
        <span class="counted num" aria-hidden="true"><b>{done}</b>/{due.length}</span>
      </Bar>
      <main class="scroll" ref={scroll}>
        <p class="note survey-sums">{t().sums(sums.join(" · "))}</p>
        <Grid floors={floorsOf(doors, upwards.value)} views={views} face={face} onTap={tap} />
        <Areas areas={areas} views={views} face={face} onTap={tap} />
      </main>
      <section class="bottom" aria-label={t().stamp}>
        <Slot hint={counts ? t().hintCount : t().hintNormal}><SyncNote /></Slot>
        <Segmented label={t().stamp} options={[{ id: "normal", label: t().normal }, { id: "count", label: t().count }]} value={counts ? "count" : "normal"} onChoose={(which) => setCounts(which === "count")} />
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
