/** The building as it stands: stairwells, floors from the top, doors from left to right. */

import type { Place } from "../../store/types";

export interface Floor {
  readonly floor: number;
  readonly doors: readonly Place[];
}

/** Floors of one stairwell, highest first, or lowest first when `upwards`. */
export function floorsOf(doors: readonly Place[], upwards: boolean): readonly Floor[] {
  const byFloor = new Map<number, Place[]>();
  for (const door of doors) {
    const floor = door.floor ?? 0;
    const row = byFloor.get(floor);
    if (row) row.push(door);
    else byFloor.set(floor, [door]);
  }
  const floors = [...byFloor].map(([floor, row]) => ({ floor, doors: row }));
  return floors.sort((a, b) => (upwards ? a.floor - b.floor : b.floor - a.floor));
}

/** How many doors stand side by side: all of a floor up to five; longer floors break into even rows. */
export function columnsFor(mostDoorsOnAFloor: number): number {
  if (mostDoorsOnAFloor <= 5) return Math.max(mostDoorsOnAFloor, 1);
  return Math.ceil(mostDoorsOnAFloor / Math.ceil(mostDoorsOnAFloor / 5));
}

/** What is written on the door: its number, or its name where it has none. */
export function doorLabel(place: Place): string {
  return place.door ?? place.name;
}
