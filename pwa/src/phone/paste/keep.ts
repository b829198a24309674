/** What becomes of the lines: one record a door through the same path as a tap, and one undo for all of them. */

import { useState } from "preact/hooks";
import type { DoorView, Fields } from "../../store/types";
import { said } from "../../ui/slot";
import { paste as pasteWords } from "../../words/phone/paste";
import { recordAll, takeAllBack } from "../acts";
import { wordsOf } from "../page-words";
import { slotText, type Round } from "../rounds";
import type { Line } from "./jielong";

const t = wordsOf(pasteWords);

const NOTE_MAX = 200;

export type Outcome = "normal" | "exception";

/** A line whose door and meaning are settled, by the text or by a person. */
export interface Settled {
  readonly line: Line;
  readonly place: string;
  readonly outcome: Outcome;
}

/** What a line says of its door, as the fields of a record; a fever in it is one whatever was picked. */
export function fieldsOfLine(line: Line, outcome: Outcome, feverFrom: number): Fields {
  const { temperature, text } = line;
  const isHot = temperature !== null && temperature >= feverFrom;
  const symptoms = isHot && !line.symptoms.includes("fever") ? ["fever", ...line.symptoms] : line.symptoms;
  const measured = temperature === null ? {} : { temperature };
  if (outcome === "normal" && symptoms.length === 0) return { outcome, method: "wechat", ...measured };
  return { outcome: "exception", method: "wechat", ...measured, ...(symptoms.length > 0 ? { symptoms } : {}), note: text.slice(0, NOTE_MAX) };
}

/** Whether a line adds something: at a door that is done only an exception does, and stands beside what was there. */
export function adds({ line, outcome }: Settled, view: DoorView | undefined, feverFrom: number): boolean {
  if ((view?.state ?? "due") !== "done") return true;
  return view?.code !== "exception" && fieldsOfLine(line, outcome, feverFrom).outcome === "exception";
}

async function takeBack(records: readonly string[]): Promise<void> {
  const gone = await takeAllBack(records);
  const left = records.filter((one) => !gone.includes(one));
  said.value =
    left.length > 0
      ? { tone: "bad", say: () => t().halfTaken(gone.length, records.length), undo: () => takeBack(left) }
      : { tone: "plain", say: () => t().takenBack(records.length) };
}

/** Records the lines and says how many are kept, with one undo for all. True when all are. */
async function keepAll(lines: readonly Settled[], at: Round, feverFrom: number): Promise<boolean> {
  const drafts = lines.map(({ line, place, outcome }) => ({ kind: "screening", place, slot: slotText(at), fields: fieldsOfLine(line, outcome, feverFrom) }));
  const kept = (await recordAll(drafts)).map((one) => one.recordId);
  const undo = kept.length > 0 ? { undo: () => takeBack(kept) } : {};
  const all = kept.length === lines.length;
  said.value = all
    ? { tone: "good", say: () => t().saved(kept.length), ...undo }
    : { tone: "bad", say: (w) => `${t().saved(kept.length)} · ${w.failed.notSaved}`, ...undo };
  return all;
}

/** Keeping, once at a time: a second tap while the first is written does nothing. */
export function useKeeping(at: Round, feverFrom: number): { readonly busy: boolean; readonly keep: (lines: readonly Settled[]) => Promise<boolean> } {
  const [busy, setBusy] = useState(false);
  const keep = async (lines: readonly Settled[]) => {
    if (busy) return false;
    setBusy(true);
    const all = await keepAll(lines, at, feverFrom);
    setBusy(false);
    return all;
  };
  return { busy, keep };
}
