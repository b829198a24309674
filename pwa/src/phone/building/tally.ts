/** How far a round is in one building: only doors where something is due are counted. */

import type { DoorView, Place } from "../../store/types";
import { isDue } from "../rounds";

export interface Tally {
  readonly due: number;
  readonly done: number;
  readonly attempted: number;
  /** Everything that was visited, answered or not. */
  readonly visited: number;
}

export function tally(doors: readonly Place[], views: ReadonlyMap<string, DoorView>): Tally {
  const asked = doors.filter(isDue);
  const states = asked.map((d) => views.get(d.id)?.state ?? "due");
  const done = states.filter((s) => s === "done").length;
  const attempted = states.filter((s) => s === "attempted").length;
  return { due: asked.length, done, attempted, visited: done + attempted };
}

/** Same for shared places, all of which are due. */
export function tallyPlaces(places: readonly Place[], views: ReadonlyMap<string, DoorView>): Tally {
  const done = places.filter((p) => views.get(p.id)?.state === "done").length;
  return { due: places.length, done, attempted: 0, visited: done };
}
