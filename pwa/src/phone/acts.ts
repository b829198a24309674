/** Every write of a screen goes through here: one at a time for a place, the truth in the slot, undo at hand. */

import type { Fields, Sealed } from "../store/types";
import { WriteFailed } from "../store/types";
import { said } from "../ui/slot";
import type { Words } from "../words";
import { amend, record, voidRecord } from "./data";
import { haptics } from "./settings";

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
async function written<T>(place: string, write: () => Promise<T>): Promise<T | null> {
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
  readonly slot: string;
  readonly fields: Fields;
  /** Said only after the record is durable. */
  readonly say: (w: Words) => string;
  readonly undone: (w: Words) => string;
  readonly loud?: boolean;
}

async function undo(act: Act, sealed: Sealed): Promise<void> {
  const gone = await written(act.place, () => voidRecord(sealed.recordId, "undo"));
  if (gone) said.value = { tone: "plain", say: act.undone };
}

/** Records, then says so with an undo beside it. */
export async function recordAct(act: Act): Promise<Sealed | null> {
  const { kind, place, slot, fields } = act;
  const sealed = await written(place, () => record({ kind, place, slot, fields }));
  if (!sealed) return null;
  buzz(act.loud ? [12, 60, 12] : 12);
  said.value = { tone: "plain", place, say: act.say, undo: () => undo(act, sealed) };
  return sealed;
}

/** Amends a record; undo puts the former values back. */
export async function amendAct(place: string, recordId: string, change: Fields, before: Fields, say: (w: Words) => string): Promise<boolean> {
  const sealed = await written(place, () => amend(recordId, change));
  if (!sealed) return false;
  const former = Object.fromEntries(Object.keys(change).map((name) => [name, before[name] ?? null]));
  said.value = {
    tone: "plain",
    place,
    say,
    undo: async () => {
      const back = await written(place, () => amend(recordId, former));
      if (back) said.value = { tone: "plain", say: (w) => w.takenBack };
    },
  };
  return true;
}

/** Strikes a record out, with the reason the person chose. */
export async function voidAct(place: string, recordId: string, why: string, say: (w: Words) => string): Promise<boolean> {
  const sealed = await written(place, () => voidRecord(recordId, why));
  if (!sealed) return false;
  said.value = { tone: "plain", say };
  return true;
}
