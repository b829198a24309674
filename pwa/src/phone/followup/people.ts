/** Who is under observation and for how long: one person from all the events that carry the same code. */

import type { Stated } from "../../store/records";
import { dayPlus, daysBetween, isDay } from "../../sync/days";

export interface Person {
  readonly code: string;
  readonly category: string;
  /** Their door, or the gate where they were met. */
  readonly place: string;
  readonly openedOn: string;
  /** Days of observation; null where it ends with an exclusion and not with a day. */
  readonly days: number | null;
  /** The first day on which they may be released. */
  readonly releaseFrom: string | null;
  readonly masked: string | null;
  readonly atHome: boolean;
}

/** How many days the policy observes a category, null where it names none. */
type DaysOf = (category: string) => number | null;

const OPENS = new Set(["opened", "converted"]);
const CLOSES = new Set(["released", "excluded"]);
const AWAY = new Set(["central", "clinic", "hospital"]);

export const opens = (event: string): boolean => OPENS.has(event);
export const isAway = (location: string): boolean => AWAY.has(location);

function text(one: Stated, field: string): string {
  const value = one.fields[field];
  return typeof value === "string" ? value : "";
}

function personOf(code: string, events: readonly Stated[], daysOf: DaysOf): Person | null {
  const ordered = [...events].sort((a, b) => text(a, "happened_on").localeCompare(text(b, "happened_on")) || a.at - b.at);
  const turns = ordered.filter((one) => opens(text(one, "event")) || CLOSES.has(text(one, "event")));
  const last = turns[turns.length - 1];
  const openedOn = last ? text(last, "happened_on") : "";
  if (!last || CLOSES.has(text(last, "event")) || !isDay(openedOn)) return null;
  const category = text(last, "converted_to") || text(last, "category");
  const asked = last.fields.observe_days;
  const days = daysOf(category) === null ? null : typeof asked === "number" ? asked : daysOf(category);
  const where = ordered.map((one) => text(one, "location")).filter(Boolean);
  const masked = ordered.map((one) => text(one, "name_masked")).filter(Boolean);
  return {
    code, category, place: last.place, openedOn, days, releaseFrom: days === null ? null : dayPlus(openedOn, days),
    masked: masked[masked.length - 1] ?? null, atHome: !isAway(where[where.length - 1] ?? ""),
  };
}

/** Everybody who is not released, the longest observed first; those in hospital or elsewhere are followed up there. */
export function peopleOf(events: readonly Stated[], daysOf: DaysOf): readonly Person[] {
  const byCode = new Map<string, Stated[]>();
  for (const one of events) byCode.set(text(one, "person"), [...(byCode.get(text(one, "person")) ?? []), one]);
  const people = [...byCode].flatMap(([code, all]) => personOf(code, all, daysOf) ?? []);
  return people.filter((one) => one.atHome).sort((a, b) => a.openedOn.localeCompare(b.openedOn) || a.code.localeCompare(b.code));
}

/** Which day of the observation it is: the first on the day it began, as the desk counts. */
export function dayNumber(person: Person, day: string): number {
  return daysBetween(person.openedOn, day) + 1;
}

export interface Reading {
  readonly day: string;
  readonly session: string;
  readonly tenths: number;
}

function tenthsOf(one: Stated): number | null {
  const list = Array.isArray(one.fields.readings) ? one.fields.readings : [];
  const all = [one.fields.temperature, ...list.map((each) => (typeof each === "object" && each !== null && "tenths" in each ? each.tenths : null))];
  const known = all.filter((value): value is number => typeof value === "number");
  return known.length > 0 ? Math.max(...known) : null;
}

/** The temperatures taken at a door since a day, oldest first, the highest of each session; of one person where it says whose. */
export function readingsOf(screenings: readonly Stated[], who: string, since: string): readonly Reading[] {
  const found = new Map<string, Reading>();
  for (const one of screenings) {
    const tenths = tenthsOf(one);
    const [day = "", session = ""] = one.slot?.split("/") ?? [];
    const whose = text(one, "who");
    if (tenths === null || day < since || (whose !== "" && whose !== who)) continue;
    const key = `${day}/${session}`;
    if (tenths > (found.get(key)?.tenths ?? 0)) found.set(key, { day, session, tenths });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reading]) => reading);
}

/** Typed again so soon, a number mends the one before; later it is another reading, and the higher counts. */
const MISTYPED_MS = 5 * 60_000;

/** My own reading of a round that was typed a moment ago, of the same person. */
export function mistypedOf(screenings: readonly Stated[], slot: string, who: string, now: number): Stated | undefined {
  return screenings.find((one) => one.byMe && one.slot === slot && typeof one.fields.temperature === "number" && text(one, "who") === who && now - one.at < MISTYPED_MS);
}
