/** Local days, the sessions of a day, and counting days: the only date arithmetic on the phone. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Minutes east of UTC; China has had no summer time since 1991. */
export const SHANGHAI = 480;

/** Whether the value is an ISO day that exists. */
export function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value < "0001") return false;
  const ms = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(ms) && isoDay(ms / DAY) === value;
}

// 0001-01-01 and 9999-12-31. A phone may claim any moment: one beyond the calendar is of its first day, or of its last.
const FIRST = -719162;
const LAST = 2932896;

function isoDay(ordinal: number): string {
  return new Date(Math.min(Math.max(ordinal, FIRST), LAST) * DAY).toISOString().slice(0, 10);
}

/** Days since 1970; throws RangeError for what is no day. */
function ordinal(day: string): number {
  if (!isDay(day)) throw new RangeError(`not a day: ${day}`);
  return Date.parse(`${day}T00:00:00Z`) / DAY;
}

/** The local day that contains the moment; `tz` in minutes east of UTC. */
export function dayOf(ms: number, tz = SHANGHAI): string {
  return isoDay(Math.floor((ms + tz * MINUTE) / DAY));
}

/** The moment (ms) at which the local day begins. */
export function dayStart(day: string, tz = SHANGHAI): number {
  return ordinal(day) * DAY - tz * MINUTE;
}

/** The day `count` days later (earlier when negative). */
export function dayPlus(day: string, count: number): string {
  return isoDay(ordinal(day) + count);
}

/** How many days later `later` is: 14 from 1 to 15 March. */
export function daysBetween(earlier: string, later: string): number {
  return ordinal(later) - ordinal(earlier);
}

/** A window of the local day in minutes from its midnight; `end` is the first minute after it, beyond 1440 past midnight. */
export interface Session {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

interface Window {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Sessions from a policy's windows, in the order of the day; throws RangeError when there is none or two overlap. */
export function readSessions(windows: readonly Window[]): readonly Session[] {
  const sessions = windows
    .map(({ id, from, to }) => ({ id, start: minuteOf(from), end: minuteOf(to) }))
    .map(({ id, start, end }) => ({ id, start, end: end > start ? end : end + 1440 }))
    .sort((a, b) => a.start - b.start);
  if (sessions.length === 0) throw new RangeError("a day has at least one session");
  sessions.forEach((one, i) => {
    const next = sessions[i + 1]?.start ?? (sessions[0]?.start ?? 0) + 1440;
    if (one.end > next) throw new RangeError(`session ${one.id} runs into the next one`);
  });
  return sessions;
}

function minuteOf(clock: string): number {
  const found = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(clock);
  const minute = found ? Number(found[1]) * 60 + Number(found[2]) : 1441;
  if (minute > 1440) throw new RangeError(`not a time of the day: ${clock}`);
  return minute;
}

/** The [day, session id] that a moment belongs to: its window, between windows the next one, after the last the last. */
export function sessionAt(ms: number, sessions: readonly Session[], tz = SHANGHAI): readonly [day: string, session: string] {
  const day = dayOf(ms, tz);
  const minute = Math.floor((ms - dayStart(day, tz)) / MINUTE);
  const last = sessions[sessions.length - 1];
  if (!last) throw new RangeError("a day has at least one session");
  // Past midnight, still inside the window of the evening before.
  if (minute + 1440 < last.end) return [dayPlus(day, -1), last.id];
  return [day, sessions.find((one) => minute < one.end)?.id ?? last.id];
}

/** Start and end (ms, end exclusive) of a session of a day; `*` is all of the day's sessions. */
export function sessionWindow(day: string, session: string, sessions: readonly Session[], tz = SHANGHAI): readonly [number, number] {
  const chosen = sessions.filter((one) => session === "*" || one.id === session);
  const [start, end] = [chosen[0], chosen[chosen.length - 1]];
  if (!start || !end) throw new RangeError(`no such session: ${session}`);
  const midnight = dayStart(day, tz);
  return [midnight + start.start * MINUTE, midnight + end.end * MINUTE];
}
