/** What a tap on a door means under the chosen stamp. */

import type { DoorView } from "../../store/types";

export type Stamp = "normal" | "no_answer" | "exception" | "open";

export const STAMPS: readonly Stamp[] = ["normal", "no_answer", "exception", "open"];

export interface Tap {
  /** What to record at once, or null to record nothing. */
  readonly outcome: "normal" | "no_answer" | "exception" | null;
  readonly opens: boolean;
}

const OPEN: Tap = { outcome: null, opens: true };

/**
 * A tap records only where nothing can be spoilt by it: never over something that is done, never
 * at a door that is not due, and never "normal" at a watched door, whose temperatures are asked.
 */
export function meaningOf(stamp: Stamp, view: DoorView | undefined, due: boolean, watched: boolean): Tap {
  const state = view?.state ?? "due";
  if (stamp === "open" || !due || state === "done") return OPEN;
  if (stamp === "exception") return { outcome: "exception", opens: true };
  if (stamp === "no_answer") return { outcome: "no_answer", opens: false };
  return state === "due" && !watched ? { outcome: "normal", opens: false } : OPEN;
}
