/** How people at the gate are called on the screen, and what is kept of them. */

import { words } from "../../words";
import { buildingName } from "../building/state";
import type { Passer } from "./acts";
import type { Door } from "./passing";

/** "3栋 1302" */
export function doorText({ household, building }: Door): string {
  const door = household.door ?? household.name;
  return building ? `${buildingName(building, words.value)} ${door}` : door;
}

/** A resident as the gate records them: the household says who it is, no name is kept. */
export function residentOf(door: Door, tenths: number | null): Passer {
  const fields = { person: "resident", household: door.household.id, ...(tenths === null ? {} : { temperature: tenths }) };
  return { name: () => doorText(door), fields, place: door.household.id };
}
