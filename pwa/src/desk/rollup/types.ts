/** What the server says of the roll-up. */

import type { PlaceRow } from "../types";

/** A number of the roll-up: of which level, and which of its places it counts. */
export interface Counted {
  readonly level: string;
  readonly which: "all" | "free" | "incomplete" | "suspended" | "revoked" | "gained" | "removed";
}

/** From the smallest up: compounds are what is counted first. */
export const LEVELS = ["compound", "community", "village", "street", "district"];

/** 1,406 */
export const figure = (n: number): string => n.toLocaleString("en");

export interface Counts {
  readonly all: number;
  readonly free: number;
  readonly percent: string | null;
  readonly incomplete: number;
  readonly suspended: number;
  readonly revoked: number;
  readonly withdrawn: number;
}

export interface Bridge {
  readonly previous: number;
  readonly gained: number;
  readonly removed: number;
  readonly current: number;
}

type ByLevel<T> = Readonly<Record<string, T>>;

export interface Child {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly counts: ByLevel<Counts>;
  /** [free, all] of compounds in each round, the oldest first. */
  readonly trend: readonly (readonly [number, number])[];
}

interface RoundHead {
  readonly id: number;
  readonly number: number;
  readonly cut_off: number;
}

export interface RoundLine extends RoundHead {
  readonly counts: ByLevel<Counts & { readonly gained: number; readonly removed: number }>;
}

export interface Rollup {
  readonly place: PlaceRow;
  readonly path: readonly PlaceRow[];
  readonly known_at: number;
  readonly cut_off: { readonly last: number | null; readonly next: number | null };
  readonly judged: { readonly never: number };
  readonly counts: ByLevel<Counts>;
  readonly bridge: ByLevel<Bridge>;
  readonly since: RoundHead | null;
  readonly rows: readonly Child[];
  /** How many places right below are not among the rows. */
  readonly more: number;
  readonly line: readonly RoundLine[];
}

export interface Listed extends PlaceRow {
  readonly state: string;
}

export interface Changed {
  readonly added: readonly Listed[];
  readonly removed: readonly Listed[];
}

export interface Round extends RoundHead {
  readonly place: PlaceRow;
  readonly counts: ByLevel<Counts>;
  readonly bridge: ByLevel<Bridge>;
  readonly amended: ByLevel<{ readonly free: number; readonly all: number; readonly percent: string | null }>;
  readonly amendments: readonly { readonly at: number; readonly note: string }[];
  readonly pending: ByLevel<Changed>;
  readonly changed: { readonly gained: readonly Listed[]; readonly removed: readonly Listed[]; readonly more: number };
}
