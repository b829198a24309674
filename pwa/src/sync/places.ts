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

/** What the tree needs to know of a place. */
export interface Node {
  readonly id: string;
  readonly type: string;
  readonly parent: string | null;
}

/** The places that are known, each with its stated parent, in any order of arrival. */
export class Tree<P extends Node = Node> {
  private readonly places = new Map<string, P>();

  /** States a place, or states it anew: the last statement stands. */
  add(place: P): void {
    this.places.set(place.id, place);
  }

  get(id: string): P | undefined {
    return this.places.get(id);
  }

  /** The place itself and those above it, nearest first; ends at the first unknown one, or where a ring closes. */
  *ancestors(id: string): Generator<P> {
    const seen = new Set<string>();
    let place = this.get(id);
    while (place && !seen.has(place.id)) {
      seen.add(place.id);
      yield place;
      place = place.parent === null ? undefined : this.get(place.parent);
    }
  }

  /** Whether the place is `above` or lies below it. */
  isWithin(id: string, above: string): boolean {
    for (const place of this.ancestors(id)) if (place.id === above) return true;
    return false;
  }

  /** The place of level `unit` at or above `id`; a village answers for a community. */
  unitOf(id: string, unit: string): string | null {
    for (const place of this.ancestors(id))
      if ((place.type === "village" ? "community" : place.type) === unit) return place.id;
    return null;
  }
}
