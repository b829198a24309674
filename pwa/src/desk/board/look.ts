/** One look per state, carried by colour, pattern, glyph and word. */

import type { Door } from "../types";

export type Look =
  | "done" | "exception" | "refused" | "no_answer" | "open" | "missed" | "not_yet_known" | "vacant" | "away";

export const LOOKS: readonly Look[] = [
  "open", "missed", "not_yet_known", "no_answer", "exception", "refused", "done", "away", "vacant",
];

export const GLYPH: Record<Look, string> = {
  done: "✓", exception: "!", refused: "/", no_answer: "?", open: "○", missed: "✕", not_yet_known: "◐", vacant: "–", away: "→",
};

/** What the board lists buildings by: a look, or every door that has to be gone to again. */
export type Only = Look | "attempted";

/** How a door is drawn: its state, and within done and attempted what was found. */
export function lookOf(door: Pick<Door, "state" | "code">): Look {
  if (door.state === "done") return door.code === "exception" ? "exception" : "done";
  if (door.state === "attempted") return door.code === "refused" ? "refused" : "no_answer";
  return door.state;
}

export function isListed(door: Pick<Door, "state" | "code">, only: Only): boolean {
  return only === "attempted" ? door.state === "attempted" : lookOf(door) === only;
}
