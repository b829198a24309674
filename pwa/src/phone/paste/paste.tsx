/** P5: the group's 接龙, read on this phone; what is not certain is asked, nothing is guessed. */

import { signal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import type { Book, DoorView, Place } from "../../store/types";
import { Slot, said } from "../../ui/slot";
import { words } from "../../words";
import { paste as pasteWords } from "../../words/phone/paste";
import { Bar } from "../bar";
import { doorLabel } from "../building/floors";
import { buildingName, feverTenths, round, sessionName } from "../building/state";
import { labelOf } from "../building/summary";
import { book, descendantsOf, slotsOf } from "../data";
import { wordsOf } from "../page-words";
import { backOr } from "../route";
import { isDue, isWatched, type Round } from "../rounds";
import { SyncNote } from "../sync-note";
import { readJielong, type Line, type Reading } from "./jielong";
import { adds, fieldsOfLine, useKeeping, type Settled } from "./keep";
import { Sure, Unsure, type Answer } from "./lines";
import "./paste.css";

const t = wordsOf(pasteWords);

/** What is in the box, by building: a call in between loses nothing. */
const typedIn = signal<Readonly<Record<string, string>>>({});

function keepTyped(building: string, text: string): void {
  typedIn.value = { ...typedIn.value, [building]: text };
}

/** The line's door and meaning, as far as the text and the person together settle them. */
function settle(line: Line, answer: Answer | undefined): Settled | null {
  const place = answer?.place ?? line.place;
  if (answer === null || place === null) return null;
  // A door that the person chose for a line that speaks of health needs no second question.
  const isPlain = line.says === "well" || line.says === "ill";
  const isTold = line.doubt !== "watched" && isPlain ? (line.says === "ill" ? "exception" : "normal") : null;
  const outcome = answer?.outcome ?? (line.doubt === null || answer ? isTold : null);
  return outcome === null ? null : { line, place, outcome };
}

/** One settled line a door: of two that the person chose for it the later one stands. */
function oneADoor(lines: readonly Settled[]): readonly Settled[] {
  return [...new Map(lines.map((one) => [one.place, one])).values()];
}

interface FoundProps {
  /** Everything is recorded or skipped. */
  readonly onDone: () => void;
  readonly reading: Reading;
  readonly doors: readonly Place[];
  readonly views: ReadonlyMap<string, DoorView>;
  readonly at: Round;
}

interface Sorted {
  readonly settled: readonly Settled[];
  readonly ready: readonly Settled[];
  readonly open: readonly Line[];
  readonly missing: readonly Place[];
}

function sorted({ reading, doors, views }: FoundProps, answers: ReadonlyMap<Line, Answer>): Sorted {
  const fever = feverTenths.value;
  const lines = [...reading.sure, ...reading.unsure];
  const settled = oneADoor(lines.flatMap((line) => settle(line, answers.get(line)) ?? []));
  const isIll = ({ line, outcome }: Settled) => fieldsOfLine(line, outcome, fever).outcome === "exception";
  const named = new Set(settled.map((one) => one.place));
  return {
    settled: [...settled.filter(isIll), ...settled.filter((one) => !isIll(one))],
    ready: settled.filter((one) => adds(one, views.get(one.place), fever)),
    open: reading.unsure.filter((line) => answers.get(line) !== null && settle(line, answers.get(line)) === null),
    missing: doors.filter((door) => isDue(door) && !named.has(door.id) && (views.get(door.id)?.state ?? "due") === "due"),
  };
}

function Open({ open, doors, answers, onAnswer }: { readonly open: readonly Line[]; readonly doors: readonly Place[]; readonly answers: ReadonlyMap<Line, Answer>; readonly onAnswer: (lines: readonly Line[], make: (line: Line) => Answer) => void }) {
  const silent = open.filter((line) => line.doubt === "silent");
  if (open.length === 0) return null;
  return (
    <>
      <h2 class="heading">{t().unsure(open.length)}</h2>
      {silent.length > 1 ? (
        <button type="button" class="button button-wide" onClick={() => onAnswer(silent, (line) => ({ place: line.place, outcome: "normal" }))}>{t().allNormal(silent.length)}</button>
      ) : null}
      <ul class="list">
        {open.map((line) => <Unsure key={line.text} line={line} answer={answers.get(line) ?? { place: null, outcome: null }} doors={doors} onAnswer={(answer) => onAnswer([line], () => answer)} />)}
      </ul>
    </>
  );
}

function Found(props: FoundProps) {
  const { reading, doors, views, at, onDone } = props;
  const [answers, setAnswers] = useState<ReadonlyMap<Line, Answer>>(new Map());
  const { busy, keep } = useKeeping(at, feverTenths.value);
  const { settled, ready, open, missing } = sorted(props, answers);
  const answer = (lines: readonly Line[], make: (line: Line) => Answer) => setAnswers(new Map([...answers, ...lines.map((line) => [line, make(line)] as const)]));
  const skipped = reading.unsure.filter((line) => answers.get(line) === null);
  const noteOf = (one: Settled) => ((views.get(one.place)?.state ?? "due") !== "done" ? null : ready.includes(one) ? t().beside : t().already);
  const nameOf = (id: string) => {
    const door = doors.find((one) => one.id === id);
    return door ? labelOf(door, doors) : "";
  };
  const save = async () => {
    if (!(await keep(ready)) || open.length > 0) return;
    onDone();
  };
  return (
    <>
      <main class="scroll stack">
        {settled.length + reading.unsure.length === 0 ? <p class="panel panel-warn" role="status">{t().nothing}</p> : null}
        <Open open={open} doors={doors} answers={answers} onAnswer={answer} />
        {settled.length > 0 ? <h2 class="heading">{t().sure(settled.length)}</h2> : null}
        <ul class="list">{settled.map((one) => <Sure key={one.place} settled={one} label={nameOf(one.place)} note={noteOf(one)} />)}</ul>
        {skipped.length > 0 ? <p class="note">{t().skipped(skipped.length)} <button type="button" class="link" onClick={() => answer(skipped, () => ({ place: null, outcome: null }))}>{t().takeUp}</button></p> : null}
        <details class="paste-missing">
          <summary>{missing.length === 0 ? t().allThere : t().unmentioned(missing.length)}</summary>
          <p class="num">{missing.map((door) => labelOf(door, doors)).join(" · ")}</p>
        </details>
      </main>
      <section class="bottom" aria-label={t().title}>
        <Slot hint={open.length > 0 ? t().stillOpen(open.length) : words.value.sync.worksOffline}><SyncNote /></Slot>
        <button type="button" class="button button-main button-wide" disabled={ready.length === 0 || busy} onClick={() => void save()}>{t().save(ready.length)}</button>
      </section>
    </>
  );
}

interface BoxProps {
  readonly building: Place;
  readonly onRead: (text: string) => void;
}

function Box({ building, onRead }: BoxProps) {
  const typed = typedIn.value[building.id] ?? "";
  const [hint, setHint] = useState(t().how);
  const put = (text: string) => keepTyped(building.id, text);
  const fetchCopied = async () => {
    try {
      const text = await navigator.clipboard.readText();
      put(text);
      if (text.trim() !== "") onRead(text);
    } catch {
      setHint(t().cannotPaste);
    }
  };
  return (
    <main class="scroll stack">
      <button type="button" class="button button-wide" onClick={() => void fetchCopied()}>{t().paste}</button>
      <label class="field">
        <span role="status">{hint}</span>
        <textarea class="input" rows={8} aria-label={t().text} value={typed} onInput={(event) => put(event.currentTarget.value)} />
      </label>
      <button type="button" class="button button-main button-wide" disabled={typed.trim() === ""} onClick={() => onRead(typed)}>{t().read}</button>
    </main>
  );
}

function Paste({ from, building, at }: { readonly from: Book; readonly building: Place; readonly at: Round }) {
  const [text, setText] = useState<string | null>(null);
  const doors = descendantsOf(building.id, "household");
  const views = slotsOf(building.id, "screening", at.day, at.session).value;
  const reading = useMemo(() => {
    const known = doors.map((d) => ({ id: d.id, door: doorLabel(d), stairwell: d.stairwell, head: d.occupancy?.head ?? null, isDue: isDue(d), isWatched: isWatched(d) }));
    return text === null ? null : readJielong(text, { building: building.name, doors: known });
  }, [text]);
  const onDone = () => {
    keepTyped(building.id, "");
    backOr("building", building.id);
  };
  const read = (next: string) => {
    said.value = null;
    setText(next);
  };
  return (
    <div class="screen">
      <Bar title={t().title} canGoBack below={<p class="note paste-round">{t().round(buildingName(building, words.value), sessionName(from, at.session))}</p>} />
      {reading ? <Found key={text} reading={reading} doors={doors} views={views} at={at} onDone={onDone} /> : <Box building={building} onRead={read} />}
    </div>
  );
}

export function PasteScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const building = from?.places.get(id);
  const at = round.value;
  if (from && building && at) return <Paste key={id} from={from} building={building} at={at} />;
  return (
    <div class="screen">
      <Bar title={t().title} canGoBack />
      <main class="scroll"><p class="empty">{words.value.building.none}</p></main>
    </div>
  );
}
