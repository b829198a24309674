/** The tree of places: explicit parents, opaque ids. */

export type PlaceType =
  | "city" | "district" | "street" | "community" | "village" | "compound"
  | "building" | "stairwell" | "household" | "area" | "gate";

export interface Occupancy {
  readonly state: "occupied" | "vacant" | "away" | "unknown";
  readonly people: number | null;
  readonly head: string | null;
  readonly tags: readonly string[];
  readonly phoneMasked: string | null;
}

/** A place as the phone's own feeds tell it; `parent` may be a place the phone does not hold. */
export interface Place {
  readonly id: string;
  readonly type: PlaceType;
  readonly name: string;
  readonly parent: string | null;
  readonly sort: number | string;
  readonly floor: number | null;
  readonly door: string | null;
  readonly stairwell: string | null;
  readonly areaKind: string | null;
  readonly cleanedBy: string | null;
  readonly sessions: readonly string[] | null;
  readonly tags: readonly string[];
  /** Households only; null until something was said about it (treat as unknown, hence due). */
  readonly occupancy: Occupancy | null;
}
