/** Every write of a screen goes through here: one at a time for a place, the truth in the slot, undo at hand. */

import type { Draft, Fields, Sealed } from "../store/types";
import { WriteFailed } from "../store/types";
import { said } from "../ui/slot";
import type { Words } from "../words";
import { amend, record, voidRecord } from "./data";
import { haptics } from "./settings";
import { stayAwake } from "./wake";

const underWay = new Set<string>();

/** Quiet hours: no buzzing in a stairwell at night. */
function buzz(pattern: number | readonly number[]): void {
  const hour = new Date().getHours();
  if (haptics.value && hour >= 7 && hour < 22) navigator.vibrate?.([...(typeof pattern === "number" ? [pattern] : pattern)]);
}

function failure(error: unknown): (w: Words) => string {
  const reason = error instanceof WriteFailed ? error.reason : "aborted";
  if (reason === "quota") return (w) => w.failed.quota;
  return reason === "invalid" || reason === "too_large" ? (w) => w.failed.invalid : (w) => w.failed.notSaved;
}

/** Runs a write; says nothing of success itself. False when it failed (the slot says NOT saved) or one is under way. */
export async function written<T>(place: string, write: () => Promise<T>): Promise<T | null> {
  if (underWay.has(place)) return null;
  underWay.add(place);
  try {
    return await write();
  } catch (error) {
    console.error(error);
    buzz(200);
    said.value = { tone: "bad", place, say: failure(error) };
    return null;
  } finally {
    underWay.delete(place);
  }
}

export interface Act {
  readonly place: string;
  readonly kind: string;
  /** Left out for kinds that owe nothing to a round. */
  readonly slot?: string;
  readonly fields: Fields;
  /** When it was observed; now, when left out. */
  readonly at?: number;
  /** Said only after the record is durable. */
  readonly say: (w: Words) => string;
  readonly undone: (w: Words) => string;
  readonly loud?: boolean;
}

/** The record of the last act: what is added to it on the door's sheet belongs to the same act. */
let latest: { readonly recordId: string; readonly undo: () => Promise<void> } | null = null;

async function undo(act: Act, recordId: string): Promise<void> {
  const gone = await written(act.place, () => voidRecord(recordId, "undo"));
  if (gone) said.value = { tone: "plain", say: act.undone };
}

/** Records, then says so with an undo beside it. */
export async function recordAct(act: Act): Promise<Sealed | null> {
  const { place } = act;
  const sealed = await written(place, () => record(act));
  if (!sealed) return null;
  stayAwake();
  buzz(act.loud ? [12, 60, 12] : 12);
  latest = { recordId: sealed.recordId, undo: () => undo(act, sealed.recordId) };
  said.value = { tone: "plain", place, say: act.say, undo: latest.undo };
  return sealed;
}

/** Those that worked; what failed is told to the console, and missing. */
function workedOf<T>(tried: readonly PromiseSettledResult<T>[]): readonly T[] {
  return tried.flatMap((one) => {
    if (one.status === "fulfilled") return [one.value];
    console.error(one.reason);
    return [];
  });
}

/** Records of one act, written together: those that are kept. */
export async function recordAll(drafts: readonly Draft[]): Promise<readonly Sealed[]> {
  return workedOf(await Promise.allSettled(drafts.map((one) => record(one))));
}

/** Takes records back together: those that are gone. */
export async function takeAllBack(records: readonly string[]): Promise<readonly string[]> {
  return workedOf(await Promise.allSettled(records.map(async (id) => (await voidRecord(id, "undo"), id))));
}

async function putBack(place: string, recordId: string, former: Fields): Promise<void> {
  const back = await written(place, () => amend(recordId, former));
  if (back) said.value = { tone: "plain", say: (w) => w.takenBack };
}

/** Amends a record; undo takes the whole record back if it was made just now, else it puts the former values back. */
export async function amendAct(place: string, recordId: string, change: Fields, before: Fields, say: (w: Words) => string): Promise<boolean> {
  const sealed = await written(place, () => amend(recordId, change));
  if (!sealed) return false;
  const former = Object.fromEntries(Object.keys(change).map((name) => [name, before[name] ?? null]));
  if (latest?.recordId !== recordId) latest = null;
  said.value = { tone: "plain", place, say, undo: latest?.undo ?? (() => putBack(place, recordId, former)) };
  return true;
}
