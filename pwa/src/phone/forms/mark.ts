/** A case at home marks its door, as the desk does, so that nobody stamps it in passing. The mark names no person and no reason. */

import type { Fields, Place } from "../../store/types";
import { isAway, opens } from "../followup/people";
import { isWatched } from "../rounds";

/** What a new case event changes of the door it is at; null where nothing is to change. */
export function markOf(kind: string, place: Place | undefined, said: Fields): Fields | null {
  if (kind !== "case_event" || place?.type !== "household" || isWatched(place)) return null;
  if (!opens(String(said.event)) || isAway(String(said.location ?? ""))) return null;
  return { state: place.occupancy?.state ?? "occupied", tags: [...(place.occupancy?.tags ?? []), "watch"] };
}
