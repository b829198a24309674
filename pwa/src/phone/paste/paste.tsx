/** P5: the group's 接龙, read on this phone; what is not certain is asked, nothing is guessed. */

import { useMemo, useState } from "preact/hooks";
import type { DoorView, Fields, Place } from "../../store/types";
import { said } from "../../ui/slot";
import { words } from "../../words";
import { Bar } from "../bar";
import { book, descendantsOf, record, slotsOf } from "../data";
import { withTemperature } from "../door/entry";
import { degreesText } from "../door/temperature";
import { back } from "../route";
import { isDue, slotText, type Round } from "../rounds";
import { doorLabel } from "../building/floors";
import { readJielong, type Line, type Reading } from "./jielong";
import { feverTenths, round } from "../building/state";
import { paste as pasteWords } from "../../words/phone/paste";
import { wordsOf } from "../page-words";

const t = wordsOf(pasteWords);

type Views = ReadonlyMap<string, DoorView>;

/** What a line says of its door, as the fields of a record. */
export function fieldsOfLine(line: Line, feverFrom: number): Fields {
  const said: Fields = line.symptoms.length > 0 ? { outcome: "exception", symptoms: line.symptoms } : { outcome: "normal" };
  const full = line.temperature === null ? said : { ...said, ...withTemperature(said, line.temperature, feverFrom) };
  return { ...full, method: "wechat" };
}

interface SureProps {
  readonly line: Line;
  readonly places: ReadonlyMap<string, Place>;
  readonly isFresh: boolean;
}

function Sure({ line, places, isFresh }: SureProps) {
  const w = words.value;
  const place = line.place === null ? undefined : places.get(line.place);
  const exception = fieldsOfLine(line, feverTenths.value).outcome === "exception";
  return (
    <li class="paste-line">
      <b class="num">{place ? doorLabel(place) : ""}</b> {exception ? w.tile.exception : w.tile.normal}
      {line.temperature === null ? "" : ` ${degreesText(line.temperature)}`}
      {isFresh ? "" : ` · ${t().already}`}
      <br /><span class="small">{line.text}</span>
    </li>
  );
}

interface UnsureProps {
  readonly line: Line;
  readonly places: ReadonlyMap<string, Place>;
  readonly onPick: (place: string) => void;
  readonly onSkip: () => void;
}

function Unsure({ line, places, onPick, onSkip }: UnsureProps) {
  return (
    <li class="paste-line">
      「{line.text}」
      <div class="chips" role="group" aria-label={line.text}>
        {line.candidates.map((id) => {
          const place = places.get(id);
          return place ? <button key={id} type="button" onClick={() => onPick(id)}>{doorLabel(place)}</button> : null;
        })}
        <button type="button" onClick={onSkip}>{t().skip}</button>
      </div>
    </li>
  );
}

/** Doors a line may still fill: what somebody recorded in this round is not overwritten. */
function fresh(lines: readonly Line[], views: Views): readonly Line[] {
  return lines.filter((line) => line.place !== null && (views.get(line.place)?.state ?? "due") === "due");
}

async function keepLines(lines: readonly Line[], at: Round, feverFrom: number): Promise<void> {
  let kept = 0;
  try {
    for (const line of lines) {
      if (line.place === null) continue;
      await record({ kind: "screening", place: line.place, slot: slotText(at), fields: fieldsOfLine(line, feverFrom) });
      kept += 1;
    }
  } catch (error) {
    console.error(error);
    said.value = { tone: "bad", say: (w) => `${t().saved(kept)} · ${w.failed.notSaved}` };
    return;
  }
  said.value = { tone: "good", say: () => t().saved(kept) };
  back();
}

interface ReadProps {
  readonly reading: Reading;
  readonly views: Views;
  readonly places: ReadonlyMap<string, Place>;
  readonly at: Round;
}

function Found({ reading, views, places, at }: ReadProps) {
  const [picked, setPicked] = useState<ReadonlyMap<Line, string | null>>(new Map());
  const pick = (line: Line, place: string | null) => setPicked(new Map(picked).set(line, place));
  const chosen = reading.unsure.flatMap((line) => {
    const place = picked.get(line);
    return place ? [{ ...line, place }] : [];
  });
  const open = reading.unsure.filter((line) => !picked.has(line));
  const ready = fresh([...reading.sure, ...chosen], views);
  return (
    <>
      <h2 class="heading">{t().sure(reading.sure.length + chosen.length)}</h2>
      <ul class="list">
        {[...reading.sure, ...chosen].map((line) => (
          <Sure key={line.place} line={line} places={places} isFresh={ready.includes(line)} />
        ))}
      </ul>
      <h2 class="heading">{t().unsure(open.length)}</h2>
      <ul class="list">
        {open.map((line) => <Unsure key={line.text} line={line} places={places} onPick={(id) => pick(line, id)} onSkip={() => pick(line, null)} />)}
      </ul>
      <p class="note">{t().unmentioned(reading.unmentioned.length)}</p>
      <button type="button" class="button button-main button-wide" disabled={ready.length === 0} onClick={() => void keepLines(ready, at, feverTenths.value)}>
        {t().save(ready.length)}
      </button>
    </>
  );
}

function Paste({ building, places, at }: { readonly building: Place; readonly places: ReadonlyMap<string, Place>; readonly at: Round }) {
  const [typed, setTyped] = useState("");
  const [text, setText] = useState("");
  const doors = descendantsOf(building.id, "household").filter(isDue);
  const views = slotsOf(building.id, "screening", at.day, at.session).value;
  const reading = useMemo(() => {
    const known = doors.map((d) => ({ id: d.id, door: doorLabel(d), head: d.occupancy?.head ?? null }));
    return text === "" ? null : readJielong(text, known);
  }, [text]);
  return (
    <main class="scroll stack">
      <label class="field">
        <span>{t().how}</span>
        <textarea class="input" rows={6} aria-label={t().text} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      <button type="button" class="button button-wide" disabled={typed.trim() === ""} onClick={() => setText(typed)}>{t().read}</button>
      {reading ? <Found key={text} reading={reading} views={views} places={places} at={at} /> : null}
    </main>
  );
}

export function PasteScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const building = from?.places.get(id);
  const at = round.value;
  return (
    <div class="screen">
      <Bar title={t().title} canGoBack />
      {from && building && at ? <Paste building={building} places={from.places} at={at} /> : <main class="scroll"><p class="empty">{words.value.building.none}</p></main>}
    </div>
  );
}
