/** What the gate records: a passage, a fever with its case, a hand-over. */

import type { Fields, Place } from "../../store/types";
import { dayOf } from "../../sync/days";
import { said } from "../../ui/slot";
import { gate as gateWords } from "../../words/phone/gate";
import { recordAct, written } from "../acts";
import { amend, record, voidRecord } from "../data";
import { wordsOf } from "../page-words";
import type { Shift } from "./duty";
import { caseOf, fever, passed, turnedAway, type Must, type Way } from "./passing";

const t = wordsOf(gateWords);

/** Somebody at the gate: what is recorded of them, and how the slot names them. */
export interface Passer {
  readonly name: () => string;
  readonly fields: Fields;
  /** Where a case of theirs is opened: their door, else the gate. */
  readonly place: string;
}

export async function letThrough(gate: Place, way: Way, musts: readonly Must[], who: Passer): Promise<boolean> {
  const sealed = await recordAct({
    place: gate.id, kind: "gate_entry", fields: passed(way, musts, who.fields),
    say: () => t().through(who.name(), t().ways[way]), undone: () => t().undone(who.name()),
  });
  return sealed !== null;
}

export async function turnAway(gate: Place, musts: readonly Must[], who: Passer): Promise<boolean> {
  const sealed = await recordAct({
    place: gate.id, kind: "gate_entry", fields: turnedAway("in", musts, who.fields), loud: true,
    say: () => t().away(who.name()), undone: () => t().undone(who.name()),
  });
  return sealed !== null;
}

async function takeBack(place: string, records: readonly string[], say: () => string): Promise<void> {
  const gone = await written(place, async () => {
    for (const id of records) await voidRecord(id, "undo");
    return true;
  });
  if (gone) said.value = { tone: "plain", say };
}

/** Opens the case of a fever that was met at the gate; null when it was not stored. */
export async function openCase(gate: string, entryId: string, place: string, tenths: number, disposition: string, at: number): Promise<string | null> {
  const fields = caseOf(entryId, tenths, disposition, dayOf(at));
  const opened = await written(gate, () => record({ kind: "case_event", place, fields }));
  if (opened) said.value = { tone: "plain", say: () => t().caseKept };
  return opened?.recordId ?? null;
}

/** Not let through, with what is done about it; the case for the follow-up is opened in the same act. */
export async function turnFeverAway(gate: Place, musts: readonly Must[], who: Passer, tenths: number, disposition: string): Promise<boolean> {
  const at = Date.now();
  const entry = await recordAct({
    place: gate.id, kind: "gate_entry", fields: fever(musts, who.fields, tenths, disposition, at), loud: true,
    say: () => t().away(who.name()), undone: () => t().undone(who.name()),
  });
  if (!entry) return false;
  const opened = await openCase(gate.id, entry.recordId, who.place, tenths, disposition, at);
  if (opened === null) {
    said.value = { tone: "bad", say: () => t().caseLost };
    return true;
  }
  const undo = () => takeBack(gate.id, [opened, entry.recordId], () => t().undone(who.name()));
  said.value = { tone: "plain", place: gate.id, say: () => t().feverKept(who.name()), undo };
  return true;
}

async function undoHandOver(gate: Place, begun: string, ended: readonly Shift[]): Promise<void> {
  const back = await written(gate.id, async () => {
    for (const shift of ended) await amend(shift.id, { ended_at: null, handed_to: null });
    await voidRecord(begun, "undo");
    return true;
  });
  if (back) said.value = { tone: "plain", say: () => t().handUndone };
}

/** Ends every shift that lasts and begins the next one; the new one first, so that a crash between leaves no gap. */
export async function handOver(gate: Place, lasting: readonly Shift[], to: string): Promise<void> {
  const at = Date.now();
  const begun = await written(gate.id, async () => {
    const fields = { stage: "worked", task: "gate", who: to, started_at: at };
    const sealed = await record({ kind: "duty_shift", place: gate.id, fields });
    for (const shift of lasting) await amend(shift.id, { ended_at: at, handed_to: to });
    return sealed.recordId;
  });
  if (begun === null) return;
  said.value = {
    tone: "plain", place: gate.id, undo: () => undoHandOver(gate, begun, lasting),
    say: () => (lasting.length > 0 ? t().handed(to) : t().started(to)),
  };
}
