/** Who gets a portion first: the rule of the batch, applied to what the register says of each door. */

import type { Stated } from "../../store/records";
import type { Place } from "../../store/types";
import { listOf } from "../door/entry";

export type Reason = "medical" | "hardship" | "alone" | "isolated" | "passed_over" | "rest";

/** The tag of a door that each ground of the rule looks for. */
const TAGS: Readonly<Record<string, string>> = { medical: "medical", hardship: "hardship", alone: "alone", isolated: "watch" };

export interface Row {
  readonly household: Place;
  readonly reason: Reason;
}

export interface Last {
  /** Doors that got their portion, or wanted none, when there was something to give out last time. */
  readonly served: ReadonlySet<string>;
  /** The building of a door. */
  readonly buildingOf: (household: Place) => string;
}

function reasonOf(household: Place, priority: readonly string[], last: Last | null): Reason {
  const tags = household.occupancy?.tags ?? household.tags;
  const passedOver = last !== null && !last.served.has(household.id);
  const first = priority.find((ground) => (ground === "passed_over" ? passedOver : tags.includes(TAGS[ground] ?? "")));
  return (first ?? "rest") as Reason;
}

/** How much of each building was served last time, from 0 to 1. */
function sharesOf(households: readonly Place[], last: Last): ReadonlyMap<string, number> {
  const all = new Map<string, { served: number; doors: number }>();
  for (const household of households) {
    const key = last.buildingOf(household);
    const { served, doors } = all.get(key) ?? { served: 0, doors: 0 };
    all.set(key, { served: served + Number(last.served.has(household.id)), doors: doors + 1 });
  }
  return new Map([...all].map(([key, { served, doors }]) => [key, served / doors]));
}

/**
 * The doors in the order in which they are served: ground by ground as the batch names them, in each as the houses
 * stand; among those passed over last time the houses that got least then come first.
 */
export function orderOf(households: readonly Place[], priority: readonly string[], last: Last | null): readonly Row[] {
  const shares = last ? sharesOf(households, last) : new Map<string, number>();
  const rank = (reason: Reason) => (reason === "rest" ? priority.length : priority.indexOf(reason));
  const share = ({ household, reason }: Row) => (reason === "passed_over" && last ? (shares.get(last.buildingOf(household)) ?? 0) : 0);
  const rows = households.map((household, at) => ({ at, row: { household, reason: reasonOf(household, priority, last) } }));
  rows.sort((a, b) => rank(a.row.reason) - rank(b.row.reason) || share(a.row) - share(b.row) || a.at - b.at);
  return rows.map(({ row }) => row);
}

const BETTER = ["delivered", "not_wanted", "returned", "no_answer"];

/** One record a door, however many phones speak of it: what was delivered is delivered once. */
export function outcomesOf(deliveries: readonly Stated[], batch: string): ReadonlyMap<string, Stated> {
  const rank = (one: Stated) => BETTER.indexOf(String(one.fields.outcome));
  const found = new Map<string, Stated>();
  for (const one of deliveries) {
    const held = found.get(one.place);
    if (one.fields.batch === batch && (!held || rank(one) < rank(held))) found.set(one.place, one);
  }
  return found;
}

/** Portions that are left of a batch. */
export function remaining(quantity: number, outcomes: ReadonlyMap<string, Stated>): number {
  const given = [...outcomes.values()].filter((one) => one.fields.outcome === "delivered");
  return quantity - given.reduce((sum, one) => sum + (typeof one.fields.quantity === "number" ? one.fields.quantity : 1), 0);
}

/** The batch before this one in the same compound, or null for the first. */
export function batchBefore(batches: readonly Stated[], batch: Stated): Stated | null {
  const when = (one: Stated) => `${typeof one.fields.arrived_on === "string" ? one.fields.arrived_on : ""} ${String(one.at).padStart(15, "0")}`;
  const earlier = batches.filter((one) => one.place === batch.place && when(one) < when(batch));
  return earlier.sort((a, b) => (when(a) < when(b) ? 1 : -1))[0] ?? null;
}

/** Who was served of a batch, for the one after it. */
export function servedOf(outcomes: ReadonlyMap<string, Stated>): ReadonlySet<string> {
  return new Set([...outcomes.values()].filter((one) => one.fields.outcome === "delivered" || one.fields.outcome === "not_wanted").map((one) => one.place));
}

/** The grounds that a batch names, in its order. */
export function priorityOf(batch: Stated): readonly string[] {
  return listOf(batch.fields.priority);
}
