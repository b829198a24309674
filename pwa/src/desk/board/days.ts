/** What `GET /board/days` answers: doors or areas × sessions. */

import type { Time } from "../missed/types";
import type { Named } from "../types";
import { type Look, lookOf } from "./look";

export interface DayCell {
  readonly state: "none" | "open" | "done" | "attempted" | "missed" | "not_yet_known";
  readonly code: string | null;
  readonly record: string | null;
}

export interface DayRow extends Named {
  readonly above: Named | null;
  readonly compound: Named | null;
  readonly cells: readonly DayCell[];
}

export interface Days {
  readonly place: Named;
  readonly known_at: number;
  readonly times: readonly Time[];
  readonly rows: readonly DayRow[];
}

/** How a cell is drawn; null where nothing was owed. */
export function cellLook({ state, code }: DayCell): Look | null {
  return state === "none" ? null : lookOf({ state, code });
}

export interface Finding {
  /** Somebody went, and nobody opened once. */
  readonly never: readonly DayRow[];
  /** Nobody has gone, as far as is known. */
  readonly untouched: readonly DayRow[];
}

export function findingOf(rows: readonly DayRow[]): Finding {
  const has = (row: DayRow, ...states: DayCell["state"][]) => row.cells.some((cell) => states.includes(cell.state));
  const tried = (row: DayRow) => row.cells.some((cell) => cell.code !== null);
  const unseen = rows.filter((row) => !has(row, "done"));
  return { never: unseen.filter(tried), untouched: unseen.filter((row) => !tried(row) && has(row, "missed", "not_yet_known")) };
}
