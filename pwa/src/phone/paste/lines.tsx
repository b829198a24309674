/** The lines of a pasted list: what was recognised, and what a person has to say about the rest. */

import type { Place } from "../../store/types";
import { words } from "../../words";
import { paste as pasteWords } from "../../words/phone/paste";
import { feverTenths } from "../building/state";
import { labelOf } from "../building/summary";
import { degreesText } from "../door/temperature";
import { PlaceSelect } from "../forms/place-select";
import { wordsOf } from "../page-words";
import type { Line } from "./jielong";
import { fieldsOfLine, type Outcome, type Settled } from "./keep";

const t = wordsOf(pasteWords);

/** What a person said of a line so far; null: skipped. */
export type Answer = { readonly place: string | null; readonly outcome: Outcome | null } | null;

interface SureProps {
  readonly settled: Settled;
  readonly label: string;
  /** What stands beside it already, in words. */
  readonly note: string | null;
}

export function Sure({ settled: { line, outcome }, label, note }: SureProps) {
  const w = words.value;
  const isIll = fieldsOfLine(line, outcome, feverTenths.value).outcome === "exception";
  return (
    <li class={isIll ? "paste-line paste-ill" : "paste-line"}>
      <b class="num">{label}</b> {isIll ? w.tile.exception : w.tile.normal}
      {line.temperature === null ? "" : ` ${degreesText(line.temperature)}`}
      {note === null ? "" : ` · ${note}`}
      <br /><span class="small">{line.text}</span>
    </li>
  );
}

interface UnsureProps {
  readonly line: Line;
  readonly answer: Exclude<Answer, null>;
  readonly doors: readonly Place[];
  readonly onAnswer: (answer: Answer) => void;
}

/** The door first, where it is in doubt; then whether all is well, where the line does not say. */
export function Unsure({ line, answer, doors, onAnswer }: UnsureProps) {
  const place = answer.place ?? line.place;
  const door = doors.find((one) => one.id === place);
  const label = door ? labelOf(door, doors) : "";
  const candidates = line.candidates.flatMap((id) => doors.find((one) => one.id === id) ?? []);
  return (
    <li class="paste-line">
      「{line.text}」<br /><span class="small">{line.doubt ? t().doubt[line.doubt] : ""}</span>
      <div class="chips" role="group" aria-label={line.text}>
        {door ? (["normal", "exception"] as const).map((outcome) => (
          <button key={outcome} type="button" onClick={() => onAnswer({ place: door.id, outcome })}>{outcome === "normal" ? t().asNormal(label) : t().asException(label)}</button>
        )) : candidates.map((one) => <button key={one.id} type="button" onClick={() => onAnswer({ place: one.id, outcome: null })}>{labelOf(one, doors)}</button>)}
        <button type="button" onClick={() => onAnswer(null)}>{t().skip}</button>
      </div>
      {door ? null : <PlaceSelect label={`${t().otherDoor}:${line.text}`} places={doors} value="" onChoose={(id) => onAnswer({ place: id, outcome: null })} />}
    </li>
  );
}
