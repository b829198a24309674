/** Whom this phone follows up: the people of its cases, and doors marked for observation of which it knows no case. */

import { recordsOf } from "../../store/records";
import type { Book, Place } from "../../store/types";
import { descendantsOf } from "../data";
import { today } from "../gate/state";
import { figureOn, isWatched, myBuildings, recordedBy } from "../rounds";
import { peopleOf, type Person } from "./people";

export interface Followed {
  readonly key: string;
  readonly place: Place;
  /** null: the door is marked, the case is kept by others. */
  readonly person: Person | null;
}

export function followed(from: Book): readonly Followed[] {
  if (!from.grants.some((grant) => recordedBy(from, "screening").includes(grant.role))) return [];
  const { observed } = from.catalogue.policy;
  const days = (category: string) => figureOn(observed?.[category], today.value);
  const people = peopleOf(recordsOf("case_event").value, days).flatMap((person) => {
    const place = from.places.get(person.place);
    return place ? [{ key: person.code, place, person }] : [];
  });
  const known = new Set(people.map((one) => one.place.id));
  const doors = myBuildings(from).flatMap((building) => descendantsOf(building.id, "household"));
  const marked = doors.filter((door) => isWatched(door) && !known.has(door.id)).map((place) => ({ key: place.id, place, person: null }));
  return [...people, ...marked];
}
