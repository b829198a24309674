/** What the gate's screen reads from the book and the records: its gates, doors, shifts and passages. */

import { computed } from "@preact/signals";
import { recordsOf, type Stated } from "../../store/records";
import type { Book, Catalogue, Place } from "../../store/types";
import { dayOf, dayPlus } from "../../sync/days";
import { FEVER_TENTHS } from "../door/entry";
import { book, descendantsOf } from "../data";
import { now } from "../now";
import { above, recordedBy, valueOn } from "../rounds";
import { gapsIn, present, watchedFrom, worked, type Gap, type Shift } from "./duty";
import { passages, type Door, type Passages } from "./passing";

const LONGEST_GAP_MINUTES = 15;
const LONGEST_SHIFT_HOURS = 12;

/** The gates of the compounds where I may record who passes. */
export function myGates(from: Book): readonly Place[] {
  const may = recordedBy(from, "gate_entry");
  const places = from.grants.filter((grant) => may.includes(grant.role)).map((grant) => grant.place.id);
  const gates = places.flatMap((place) => descendantsOf(place, "gate"));
  return [...new Map(gates.map((gate) => [gate.id, gate])).values()];
}

/** Every door of the gate's compound, in reading order. */
export function doorsBehind(from: Book, gate: Place): readonly Door[] {
  const compound = above(gate, from.places, "compound");
  const buildings = compound ? descendantsOf(compound.id, "building") : [];
  return buildings.flatMap((building) => {
    const split = descendantsOf(building.id, "stairwell").length > 1;
    return descendantsOf(building.id, "household").map((household) => ({ household, building, split }));
  });
}

export const today = computed(() => dayOf(now.value));

export function feverFrom(catalogue: Catalogue): number {
  return valueOn(catalogue, "fever_from", today.value, FEVER_TENTHS);
}

/** How often a household may go out on a day, where the policy in force says so. */
export function mostExits(catalogue: Catalogue): number | null {
  const most = valueOn(catalogue, "exits_per_day", today.value, 0);
  return most > 0 ? most : null;
}

export interface Watch {
  readonly records: readonly Stated[];
  readonly shift: Shift | null;
  /** Shifts nobody ended: a hand-over ends them all. */
  readonly lasting: readonly Shift[];
  /** Since when nobody is here, when nobody is. */
  readonly aloneSince: number | null;
  readonly gaps: readonly Gap[];
}

/** Who is at the gate and when nobody was, as far as this phone knows. */
export function watchAt(catalogue: Catalogue, gate: string): Watch {
  const records = recordsOf("duty_shift").value;
  const shifts = worked(records, gate);
  const allowed = valueOn(catalogue, "longest_gap", today.value, LONGEST_GAP_MINUTES);
  const longest = valueOn(catalogue, "longest_shift", today.value, LONGEST_SHIFT_HOURS);
  const shift = present(shifts, now.value, longest);
  const gaps = gapsIn(shifts, watchedFrom(shifts, now.value), now.value, allowed, longest);
  const last = gaps[gaps.length - 1];
  const aloneSince = shift === null && last?.to === now.value ? last.from : null;
  return { records, shift, lasting: shifts.filter((one) => one.endedAt === null), aloneSince, gaps: aloneSince === null ? gaps : gaps.slice(0, -1) };
}

/** Entries since yesterday: a shift may have begun before midnight. */
export function entriesOf(): readonly Stated[] {
  return recordsOf("gate_entry", dayPlus(today.value, -1)).value;
}

/** Today's own: how often a household went out is counted by the day. */
export function entriesToday(entries: readonly Stated[]): readonly Stated[] {
  return entries.filter((one) => dayOf(one.at) === today.value);
}

/** What passed in the present shift; without one, today. */
export function passagesNow(entries: readonly Stated[], gate: string, shift: Shift | null): Passages {
  return passages(shift ? entries : entriesToday(entries), gate, shift?.startedAt ?? 0);
}

/** The gate in the address, or null while the register does not hold it. */
export function gateOf(id: string): Place | null {
  const place = book.value?.places.get(id);
  return place?.type === "gate" ? place : null;
}
