/** What this shift works with: confirmed once, remembered over a restart, asked anew in the next round. */

import { signal } from "@preact/signals";
import type { Fields, Value } from "../../store/types";
import { recall, remember } from "../data";
import { listOf } from "../door/entry";

export interface Shift {
  readonly slot: string;
  readonly agent: string;
  readonly mgL: number | null;
  readonly minutes: number | null;
  readonly method: readonly string[];
}

export const shift = signal<Shift | null>(null);

const KEY = "shift";

/** The usual for an agent; the person changes what is different. */
export function usualOf(slot: string, agent: string): Shift {
  const chlorine = agent === "chlorine";
  const method = agent === "alcohol75" ? ["wipe"] : ["wipe", "spray"];
  return { slot, agent, mgL: chlorine ? 500 : null, minutes: chlorine ? 30 : null, method };
}

/** The fields of a disinfection record done with this shift's means. */
export function fieldsOf(now: Shift): Fields {
  return {
    agent: now.agent,
    ...(now.mgL === null ? {} : { mg_l: now.mgL }),
    ...(now.minutes === null ? {} : { contact_minutes: now.minutes }),
    ...(now.method.length === 0 ? {} : { method: now.method }),
  };
}

/** Confirmed once it is kept. A store that refuses costs it a restart only: the round goes on. */
export async function confirmShift(next: Shift): Promise<void> {
  await remember(KEY, { ...next }).catch(console.error);
  shift.value = next;
}

function read(kept: Value | undefined): Shift | null {
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return null;
  const { slot, agent, mgL, minutes, method } = kept as Fields;
  if (typeof slot !== "string" || typeof agent !== "string") return null;
  return { slot, agent, mgL: typeof mgL === "number" ? mgL : null, minutes: typeof minutes === "number" ? minutes : null, method: listOf(method) };
}

/** Brings back what was confirmed, for the same round only; the last agent stays as the proposal. */
export async function recallShift(): Promise<void> {
  const kept = read(await recall(KEY));
  if (kept && !shift.value) shift.value = kept;
}
