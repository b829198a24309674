/** Writes what is touched on a door's sheet, one after another, each on top of what the last one made. */

import { useRef } from "preact/hooks";
import type { DoorView, Fields, Place } from "../../store/types";
import type { Words } from "../../words";
import { amendAct, recordAct } from "../acts";
import { doorLabel } from "../building/floors";
import { method, type Method } from "../building/state";
import { slotText, type Round } from "../rounds";
import { asFirst } from "./entry";

export interface DoorWriter {
  /** `make` gets the record's present fields and gives what is to change. */
  readonly change: (make: (fields: Fields) => Fields) => void;
}

interface Mine {
  readonly recordId: string;
  readonly fields: Fields;
}

/**
 * The record that a touch amends: my own, once somebody answered. A visit after 没人 is a new
 * record, and another person's record is never rewritten from here.
 */
function mineIn(view: DoorView | undefined): Mine | null {
  if (!view?.byMe || view.recordId === null || view.state === "due" || view.code === "no_answer") return null;
  return { recordId: view.recordId, fields: view.fields };
}

function applied(fields: Fields, change: Fields): Fields {
  return Object.fromEntries(Object.entries({ ...fields, ...change }).filter(([, value]) => value !== null));
}

const OUTCOMES = ["normal", "no_answer", "exception", "refused"] as const;

/** "1302 记为异常 · 已存手机", whatever was touched last. */
function sayOf(door: string, fields: Fields): (w: Words) => string {
  const outcome = OUTCOMES.find((o) => o === fields.outcome);
  return (w) => (outcome ? w.building.recorded(door, w.outcome[outcome]) : w.door.saved(door));
}

/** `by`: how it was said, where that is not how the round is made. */
export function useDoorWriter(household: Place, round: Round, view: DoorView | undefined, by?: Method): DoorWriter {
  const queue = useRef<Promise<void>>(Promise.resolve());
  // Own writes of this sheet, kept here because the next touch may come before the screen is drawn again.
  const made = useRef<Mine | null>(null);
  const seen = useRef<DoorView | undefined>(undefined);
  if (seen.current !== view) {
    seen.current = view;
    made.current = null;
  }
  const door = doorLabel(household);

  async function write(make: (fields: Fields) => Fields): Promise<void> {
    const mine = made.current ?? mineIn(seen.current);
    const change = make(mine?.fields ?? {});
    if (mine) {
      const after = applied(mine.fields, change);
      const kept = await amendAct(household.id, mine.recordId, change, mine.fields, sayOf(door, after));
      if (kept) made.current = { recordId: mine.recordId, fields: after };
      return;
    }
    const fields = asFirst(change, by ?? method.value);
    const sealed = await recordAct({
      place: household.id, kind: "screening", slot: slotText(round), fields,
      say: sayOf(door, fields), undone: (w) => w.building.undone(door),
    });
    if (sealed && fields.outcome !== "no_answer") made.current = { recordId: sealed.recordId, fields };
  }

  return {
    change: (make) => {
      queue.current = queue.current.then(() => write(make));
    },
  };
}
