/** The places below a place, of one type. */

import { asKnown } from "./asof";
import { type Loaded, useLoad } from "./load";
import type { Named, PlaceRow } from "./types";

export interface Places {
  readonly places: readonly PlaceRow[];
}

/** Where the places of a type below a place are asked for. */
export function below(place: Named, type: string): string {
  return `/places?within=${encodeURIComponent(place.id)}&type=${type}`;
}

/** What is looked back at one community at a time. */
const ABOVE: ReadonlySet<string> = new Set(["city", "district", "street"]);

/**
 * The compounds of a place; none are asked for where there is none. Those of the moment looked at; above
 * the communities, where one is only chosen, those of now.
 */
export function useCompounds(place: PlaceRow | null, every = 0): Loaded<Places> {
  const path = place && below(place, "compound");
  return useLoad<Places>(path && place && !ABOVE.has(place.type) ? asKnown(path) : path, every);
}
