/** What the building screen does: one door, one floor, and the honest question at the end. */

import { signal } from "@preact/signals";
import type { DoorView, Place } from "../../store/types";
import { said } from "../../ui/slot";
import type { Words } from "../../words";
import { recordAct, recordAll, takeAllBack } from "../acts";
import { amend, outbox } from "../data";
import { isDue, isWatched, slotText, type Round } from "../rounds";
import { doorLabel, type Floor } from "./floors";
import { spendStamp, stamp } from "./stamps";
import { method } from "./state";
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

const asked = new Set<string>();

/** Once a round: whether it was walked. */
function askTempo(views: Views, slot: string): void {
  const mine = [...views.values()].filter((v) => v.byMe && v.fields.method === "door" && v.observedAt !== null);
  const judged = tempo(mine.map((v) => v.observedAt ?? 0));
  if (!judged.askWhether || asked.has(slot)) return;
  asked.add(slot);
  tempoQuestion.value = { ...judged, recordIds: mine.flatMap((v) => (v.recordId === null ? [] : [v.recordId])) };
}

/** The last door was recorded, by a tap, on its sheet or with its floor: the undo of that act stays. */
export function endRound(views: Views, round: Round): void {
  const { undo } = said.peek() ?? {};
  said.value = { tone: "good", say: (w) => w.building.finished(outbox.value.count), ...(undo ? { undo } : {}) };
  askTempo(views, slotText(round));
}

/** One tap on a door under the chosen stamp. */
export async function tapDoor(round: Round, views: Views, household: Place, at: number): Promise<void> {
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
  const what = (w: Words) => w.building.recorded(doorLabel(household), w.outcome[outcome]);
  const sealed = await recordAct({
    place: household.id, kind: "screening", slot: slotText(round), fields: { outcome, method: method.value },
    say: what,
    undone: (w) => w.building.undone(doorLabel(household)),
    loud: outcome === "exception",
  });
  if (!sealed) return;
  if (meaning.opens) openDoor.value = household;
}

/** Doors of a floor that a fill may touch: due ones that are not watched. */
export function fillable(floor: Floor, views: Views): readonly Place[] {
  return floor.doors.filter((d) => isDue(d) && !isWatched(d) && (views.get(d.id)?.state ?? "due") === "due");
}

async function unfill(floor: Floor, records: readonly string[]): Promise<void> {
  const gone = await takeAllBack(records);
  const left = records.filter((one) => !gone.includes(one));
  said.value =
    left.length > 0
      ? { tone: "bad", say: (w) => w.failed.notSaved, undo: () => unfill(floor, left) }
      : { tone: "plain", say: (w) => w.building.undone(w.building.floor(floor.floor)) };
}

/** Records a whole floor as normal, tagged by floor; what fails stays due, and the count says so. */
export async function fillFloor(round: Round, floor: Floor, views: Views): Promise<void> {
  const doors = fillable(floor, views);
  const fields = { outcome: "normal", method: "floor" };
  const sealed = await recordAll(doors.map((door) => ({ kind: "screening", place: door.id, slot: slotText(round), fields })));
  const filled = (w: Words) => w.building.filled(floor.floor, sealed.length);
  const undo = sealed.length > 0 ? { undo: () => unfill(floor, sealed.map((one) => one.recordId)) } : {};
  said.value =
    sealed.length < doors.length
      ? { tone: "bad", say: (w) => (sealed.length > 0 ? `${filled(w)} · ${w.failed.notSaved}` : w.failed.notSaved), ...undo }
      : { tone: "plain", say: filled, ...undo };
}

/** "Yes, from a list": every door of the round that said 上门 now says 补记. */
export async function sayLater(recordIds: readonly string[]): Promise<void> {
  tempoQuestion.value = null;
  try {
    await Promise.all(recordIds.map((id) => amend(id, { method: "later" })));
  } catch (error) {
    console.error(error);
    said.value = { tone: "bad", say: (w) => w.failed.notSaved };
  }
}
