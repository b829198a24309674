/** A round as a signal: every place of a unit with what was recorded there, read again when something changed. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";

import { own } from "../sync/fields";
import { slotPart, WHOLE_DAY } from "../sync/slots";
import { roundKey } from "./project";
import { book, catalogueNow, changed, type Open, opened } from "./state";
import type { DoorView } from "./types";
import { doorViews } from "./views";

type Doors = ReadonlyMap<string, DoorView>;

interface Watched {
  readonly unit: string;
  readonly kind: string;
  readonly round: string;
  readonly doors: ReturnType<typeof signal<Doors>>;
}

const watched = new Map<string, Watched>();
const NONE: Doors = new Map();

function slotFor(kind: string, day: string, session: string): string {
  const asked = own(catalogueNow().kinds, kind)?.slot;
  return slotPart(day, asked === "day" ? WHOLE_DAY : session);
}

async function read(open: Open, { unit, kind, round }: Watched): Promise<Doors> {
  const spec = own(catalogueNow().kinds, kind);
  if (!spec) return NONE;
  const rows = await open.db.read(["rec"], (tx) => tx.objectStore("rec").index("round").getAll(round));
  const here = rows.filter((row) => open.places.isWithin(row.place, unit)).map((row) => row.record);
  return doorViews(spec, here, { me: open.me.id, unsent: open.unsent.records, acked: open.unsent.acked });
}

async function reload(one: Watched): Promise<void> {
  const open = opened();
  const doors = open ? await read(open, one) : NONE;
  // What was read of the last person's book comes too late.
  if (open === opened()) one.doors.value = doors;
}

/** The signal is the same for the same arguments; a place without a record is due and not in the map. */
export function slotsOf(unit: string, kind: string, day: string, session: string): ReadonlySignal<Doors> {
  const round = roundKey(kind, slotFor(kind, day, session));
  const key = `${unit} ${round}`;
  const held = watched.get(key);
  if (held) return held.doors as ReadonlySignal<Doors>;
  const fresh: Watched = { unit, kind, round, doors: signal<Doors>(NONE) };
  watched.set(key, fresh);
  void reload(fresh).catch(console.error);
  return fresh.doors as ReadonlySignal<Doors>;
}

let unsentBefore: ReadonlySet<string> | undefined;

// What was sent changes no record, but the mark "only on this phone".
effect(() => {
  const { rounds } = changed.value;
  const sent = opened()?.unsent.records !== unsentBefore;
  unsentBefore = opened()?.unsent.records;
  for (const one of watched.values()) if (sent || rounds === null || rounds.has(one.round)) void reload(one).catch(console.error);
});

// Another person's book: nothing of the last one may stay on a screen.
effect(() => {
  if (book.value === null) {
    watched.forEach((one) => (one.doors.value = NONE));
    watched.clear();
  }
});
