/** What the building screen does: one door, one floor, and the honest question at the end. */

import { signal } from "@preact/signals";
import type { DoorView, Place, Sealed } from "../../store/types";
import { said } from "../../ui/slot";
import type { Words } from "../../words";
import { recordAct } from "../acts";
import { amend, outbox, record, voidRecord } from "../data";
import { isDue, isWatched, slotText, type Round } from "../rounds";
import { doorLabel, type Floor } from "./floors";
import { spendStamp, stamp } from "./stamps";
import { method } from "./state";
import { tally } from "./tally";
import { meaningOf } from "./tap";
import { tempo } from "./tempo";

/** The household whose sheet is open. */
export const openDoor = signal<Place | null>(null);
/** Set when a round went faster than anyone walks. */
export const tempoQuestion = signal<{ readonly doors: number; readonly seconds: number; readonly recordIds: readonly string[] } | null>(null);

type Views = ReadonlyMap<string, DoorView>;

/** A second tap right after the first is the same tap, not a wish to open the door. */
const SAME_TAP_MS = 400;
let last = { place: "", at: 0 };

function isEcho(place: string, at: number): boolean {
  return last.place === place && at - last.at < SAME_TAP_MS;
}

function isLastOne(doors: readonly Place[], views: Views, household: Place): boolean {
  const before = tally(doors, views);
  return (views.get(household.id)?.state ?? "due") === "due" && before.due - before.visited === 1;
}

function askTempo(views: Views, alreadyAsked: Set<string>, slot: string): void {
  const mine = [...views.values()].filter((v) => v.byMe && v.fields.method === "door" && v.observedAt !== null);
  const judged = tempo(mine.map((v) => v.observedAt ?? 0));
  if (!judged.askWhether || alreadyAsked.has(slot)) return;
  alreadyAsked.add(slot);
  tempoQuestion.value = { ...judged, recordIds: mine.flatMap((v) => (v.recordId === null ? [] : [v.recordId])) };
}

const asked = new Set<string>();

/** One tap on a door under the chosen stamp. */
export async function tapDoor(round: Round, doors: readonly Place[], views: Views, household: Place, at: number): Promise<void> {
  const meaning = meaningOf(stamp.value, views.get(household.id), isDue(household), isWatched(household));
  if (meaning.outcome === null) {
    if (isEcho(household.id, at)) return;
    openDoor.value = household;
    spendStamp();
    return;
  }
  spendStamp();
  last = { place: household.id, at };
  const { outcome } = meaning;
  const finishing = isLastOne(doors, views, household);
  const what = (w: Words) => w.building.recorded(doorLabel(household), w.outcome[outcome]);
  const sealed = await recordAct({
    place: household.id, kind: "screening", slot: slotText(round), fields: { outcome, method: method.value },
    say: finishing ? (w) => w.building.finished(outbox.value.count) : what,
    undone: (w) => w.building.undone(doorLabel(household)),
    loud: outcome === "exception",
  });
  if (!sealed) return;
  if (meaning.opens) openDoor.value = household;
  if (finishing) askTempo(views, asked, slotText(round));
}

/** Doors of a floor that a fill may touch: due ones that are not watched. */
export function fillable(floor: Floor, views: Views): readonly Place[] {
  return floor.doors.filter((d) => isDue(d) && !isWatched(d) && (views.get(d.id)?.state ?? "due") === "due");
}

/** Records a whole floor as normal, tagged by floor; what fails stays due, and the count says so. */
export async function fillFloor(round: Round, floor: Floor, views: Views): Promise<void> {
  const sealed: Sealed[] = [];
  try {
    for (const door of fillable(floor, views)) {
      const fields = { outcome: "normal", method: "floor" };
      sealed.push(await record({ kind: "screening", place: door.id, slot: slotText(round), fields }));
    }
  } catch (error) {
    console.error(error);
    said.value = { tone: "bad", say: (w) => w.failed.notSaved };
    return;
  }
  said.value = {
    tone: "plain",
    say: (w) => w.building.filled(floor.floor, sealed.length),
    undo: async () => {
      for (const one of sealed) await voidRecord(one.recordId, "undo");
      said.value = { tone: "plain", say: (w) => w.building.undone(w.building.floor(floor.floor)) };
    },
  };
}

/** "Yes, from a list": every door of the round that said 上门 now says 补记. */
export async function sayLater(recordIds: readonly string[]): Promise<void> {
  tempoQuestion.value = null;
  try {
    for (const id of recordIds) await amend(id, { method: "later" });
  } catch (error) {
    console.error(error);
    said.value = { tone: "bad", say: (w) => w.failed.notSaved };
  }
}
