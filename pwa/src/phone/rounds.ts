/** Which round it is, and which places are mine to do in it: read from the book, nothing kept. */

import type { Book, Catalogue, Place } from "../store/types";
import { DAY, dayPlus, MINUTE, readSessions, sessionAt, sessionWindow, SHANGHAI } from "../sync/days";
import { slotPart } from "../sync/slots";
import { descendantsOf } from "./data";

export interface Round {
  readonly day: string;
  readonly session: string;
}

/** "18:02" on the compound's clock. */
export function clockText(at: number): string {
  // Within its day, for a phone may claim a moment that no calendar has.
  return new Date((at + SHANGHAI * MINUTE) % DAY + DAY).toISOString().slice(11, 16);
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** The round as the slot of a record names it. */
export function slotText({ day, session }: Round): string {
  return slotPart(day, session);
}

export type Moment = "before" | "now" | "over";

/** Where a round stands against the clock. */
export function momentOf(catalogue: Catalogue, round: Round, at: number): Moment {
  const [start, end] = sessionWindow(round.day, round.session, readSessions(catalogue.policy.sessions));
  if (at < start) return "before";
  return at < end ? "now" : "over";
}

/** The round that runs, else the next of today, else the last one. */
export function roundAt(catalogue: Catalogue, at: number): Round {
  const [day, session] = sessionAt(at, readSessions(catalogue.policy.sessions));
  return { day, session };
}

/** Day and session of the round before. */
export function roundBefore({ policy: { sessions } }: Catalogue, { day, session }: Round): readonly [string, string] {
  const index = sessions.findIndex((s) => s.id === session);
  return index > 0 ? [day, sessions[index - 1]?.id ?? ""] : [dayPlus(day, -1), sessions[sessions.length - 1]?.id ?? ""];
}

/** The policy's figure in force on a day, or `otherwise` when the policy does not name it. */
export function valueOn({ policy }: Catalogue, name: string, day: string, otherwise: number): number {
  return figureOn(policy.values[name], day) ?? otherwise;
}

/** Whether the policy leaves something open; what it does not mention it leaves open. */
export function allows({ policy }: Catalogue, name: string, day: string): boolean {
  const inForce = (policy.values[name] ?? []).filter((v) => v.from <= day);
  return inForce[inForce.length - 1]?.value !== false;
}

/** The newest of dated figures that is in force on a day. */
export function figureOn(dated: Catalogue["policy"]["values"][string] | undefined, day: string): number | null {
  const inForce = (dated ?? []).filter((v) => v.from <= day);
  const value = inForce[inForce.length - 1]?.value;
  return typeof value === "number" ? value : null;
}

function below(unit: string, places: ReadonlyMap<string, Place>, type: Place["type"]): readonly Place[] {
  const self = places.get(unit);
  return self?.type === type ? [self] : descendantsOf(unit, type);
}

/** The place itself or the nearest one above it of a type. */
export function above(place: Place | undefined, places: ReadonlyMap<string, Place>, type: Place["type"]): Place | undefined {
  let at = place;
  while (at && at.type !== type) at = at.parent === null ? undefined : places.get(at.parent);
  return at;
}

function uniquely(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((p) => [p.id, p])).values()];
}

/** Whether the campaign asks for records of a kind; without a list it asks for all. */
export function asksFor({ policy }: Catalogue, kind: string): boolean {
  return !policy.asks?.length || policy.asks.includes(kind);
}

/** The roles that record a kind in this campaign. */
export function recordedBy({ catalogue }: Book, kind: string): readonly string[] {
  return asksFor(catalogue, kind) ? (catalogue.kinds[kind]?.record_by ?? []) : [];
}

/** Buildings whose doors I may record. */
export function myBuildings(book: Book): readonly Place[] {
  const may = recordedBy(book, "screening");
  const mine = book.grants.filter((g) => may.includes(g.role));
  return uniquely(mine.flatMap((g) => below(g.place.id, book.places, "building")));
}

/** Compounds whose shared places I disinfect. */
export function myCompounds(book: Book): readonly Place[] {
  const may = recordedBy(book, "disinfection");
  const mine = book.grants.filter((g) => may.includes(g.role));
  return uniquely(
    mine.flatMap((g) => {
      const up = above(book.places.get(g.place.id), book.places, "compound");
      return up ? [up] : below(g.place.id, book.places, "compound");
    }),
  );
}

/** The shared places that are mine to disinfect in a session: those that name a role of mine, or none. One that names no session is due in each. */
export function areasDue(book: Book, compound: string, session: string): readonly Place[] {
  const roles = new Set(book.grants.map((g) => g.role));
  const mine = (a: Place) => a.cleanedBy === null || roles.has(a.cleanedBy);
  const due = (a: Place) => a.sessions === null || a.sessions.length === 0 || a.sessions.includes(session);
  return descendantsOf(compound, "area").filter((a) => mine(a) && due(a));
}

/** False for a door that is known to be empty: nothing is due there. */
export function isDue(household: Place): boolean {
  const state = household.occupancy?.state;
  return state !== "vacant" && state !== "away";
}

/** Isolation and the three categories: never stamped without opening the door's sheet. */
export function isWatched(household: Place): boolean {
  return (household.occupancy?.tags ?? household.tags).includes("watch");
}
