/** Where a round is in its time: yet to begin, how long it still runs, or over. */

import type { Board } from "../types";
import { clock, w } from "../words";

export function timeLeft(board: Pick<Board, "starts_at" | "ends_at">, now: number): string {
  if (now < board.starts_at) return w().startsAt(clock(board.starts_at));
  const minutes = Math.round((board.ends_at - now) / 60_000);
  return minutes > 0 ? w().left(minutes) : w().over;
}
