/** Doors of the present round where nobody answered or nobody was let in: they stay until somebody does. */

import { computed } from "@preact/signals";
import type { DoorView, Place } from "../../store/types";
import { book, descendantsOf, slotsOf } from "../data";
import { round } from "../building/state";
import { myBuildings } from "../rounds";

export interface WaitingDoor {
  readonly building: Place;
  readonly household: Place;
  readonly view: DoorView;
}

/** In the order of the buildings and their doors. */
export const waitingDoors = computed<readonly WaitingDoor[]>(() => {
  const from = book.value;
  const at = round.value;
  if (!from || !at) return [];
  return myBuildings(from).flatMap((building) => {
    const views = slotsOf(building.id, "screening", at.day, at.session).value;
    return descendantsOf(building.id, "household").flatMap((household) => {
      const view = views.get(household.id);
      return view?.state === "attempted" ? [{ building, household, view }] : [];
    });
  });
});
