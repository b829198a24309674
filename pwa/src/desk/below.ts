/** The places below a place, of one type. */

import { type Loaded, useLoad } from "./load";
import type { Named, PlaceRow } from "./types";

export interface Places {
  readonly places: readonly PlaceRow[];
}

/** Where the places of a type below a place are asked for. */
export function below(place: Named, type: string): string {
  return `/places?within=${encodeURIComponent(place.id)}&type=${type}`;
}

/** The compounds of a place; none are asked for where there is none. */
export function useCompounds(place: Named | null, every = 0): Loaded<Places> {
  return useLoad<Places>(place && below(place, "compound"), every);
}
