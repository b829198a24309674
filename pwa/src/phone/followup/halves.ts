/** The last fourteen days in halves: which round has a reading on this phone, and which should have one by now. */

import { dayPlus } from "../../sync/days";
import type { Reading } from "./people";

export const SHOWN_DAYS = 14;

export interface Half {
  readonly day: string;
  readonly session: string;
  /** null: nothing is known here; that nobody measured is not said by it. */
  readonly tenths: number | null;
  /** It began before now, and after the day on which the observation began. */
  readonly isOwed: boolean;
}

/** `openedOn`: asked for morning and evening since the day after; `hasBegun`: of the rounds of today. */
export function halvesOf(
  readings: readonly Reading[], sessions: readonly string[], openedOn: string | null, today: string, hasBegun: (session: string) => boolean,
): readonly Half[] {
  const taken = new Map(readings.map((one) => [`${one.day}/${one.session}`, one.tenths]));
  const days = Array.from({ length: SHOWN_DAYS }, (_, i) => dayPlus(today, i + 1 - SHOWN_DAYS));
  return days.flatMap((day) => sessions.map((session) => ({
    day, session, tenths: taken.get(`${day}/${session}`) ?? null,
    isOwed: (openedOn === null || day > openedOn) && (day < today || hasBegun(session)),
  })));
}
