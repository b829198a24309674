/** Who passes the gate: the door behind the digits, what was done, and how many went which way. */

import type { Stated } from "../../store/records";
import type { Fields, Place } from "../../store/types";

export const MUSTS = ["identity", "information", "temperature", "mask"] as const;
export type Must = (typeof MUSTS)[number];
export type Way = "in" | "out";

export interface Door {
  readonly household: Place;
  readonly building: Place | undefined;
  /** The building has several stairwells: the number alone may not be enough. */
  readonly split?: boolean;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** Everything that may be typed for a door: 1302, with its building 31302, in a building of several stairwells 311302. */
function spellings({ household, building, split }: Door): readonly string[] {
  const door = digitsOf(household.door ?? household.name);
  const before = digitsOf(building?.name ?? "");
  return [door, `${before}${door}`, ...(split ? [`${before}${digitsOf(household.stairwell ?? "")}${door}`] : [])];
}

/** The doors that the digits stand for, those whose whole number it is first; none before a whole number is typed. */
export function doorsFor(typed: string, doors: readonly Door[]): readonly Door[] {
  if (typed === "") return [];
  const found = doors.filter((door) => spellings(door).includes(typed));
  const whole = (door: Door) => spellings(door)[0] === typed;
  return [...found.filter(whole), ...found.filter((door) => !whole(door))];
}

/** Whether more digits could still make a door. */
export function mayGrow(typed: string, doors: readonly Door[]): boolean {
  return doors.some((door) => spellings(door).some((one) => one.length > typed.length && one.startsWith(typed)));
}

/** The fields of somebody who was let through. */
export function passed(direction: Way, musts: readonly Must[], who: Fields): Fields {
  return { direction, decision: "passed", four_musts: MUSTS.filter((must) => musts.includes(must)), ...who };
}

/** The fields of somebody who was not. */
export function turnedAway(direction: Way, musts: readonly Must[], who: Fields): Fields {
  return { ...passed(direction, musts, who), decision: "turned_away" };
}

/** A fever at the gate: not let through, and what became of the person. */
export function fever(musts: readonly Must[], who: Fields, tenths: number, disposition: string, at: number): Fields {
  const measured = [...new Set<Must>([...musts, "temperature"])];
  return { ...turnedAway("in", measured, who), temperature: tenths, disposition, disposed_at: at };
}

/** Where the person goes, as the case says it. */
const LOCATIONS: Readonly<Record<string, string>> = { clinic: "clinic", home: "home" };

/** The case that follows from a fever at the gate; its code names nobody and is the same wherever the entry is read. */
export function caseOf(entryId: string, tenths: number, disposition: string, day: string): Fields {
  return {
    person: `g-${entryId.slice(0, 8)}`, category: "fever", event: "opened", happened_on: day, found_in: entryId,
    basis: `${Math.floor(tenths / 10)}.${tenths % 10} ℃`, location: LOCATIONS[disposition] ?? "elsewhere",
  };
}

export interface Passages {
  readonly in: number;
  readonly out: number;
  readonly away: number;
}

/** How many passed this gate since a moment. */
export function passages(entries: readonly Stated[], gate: string, since: number): Passages {
  const here = entries.filter((one) => one.place === gate && one.at >= since);
  const through = here.filter((one) => one.fields.decision !== "turned_away");
  return {
    in: through.filter((one) => one.fields.direction === "in").length,
    out: through.filter((one) => one.fields.direction === "out").length,
    away: here.length - through.length,
  };
}

/** How often somebody of the household went out: at any gate, today. */
export function exitsOf(entries: readonly Stated[], household: string): number {
  return entries.filter((one) => one.fields.household === household && one.fields.direction === "out" && one.fields.decision === "passed").length;
}
