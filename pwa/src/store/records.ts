/** Records that owe nothing to a round, as signals: read again when one of their kind changed, and only their days. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";

import { own } from "../sync/fields";
import type { FoldedRecord } from "../sync/merge";
import { dayKey, roundKey } from "./project";
import { book, catalogueNow, changed, type Open, opened } from "./state";
import type { Fields } from "./types";
import { plainFields } from "./views";

/** What a record says now; struck-out records and corrections of something that is not here are left out. */
export interface Stated {
  readonly id: string;
  readonly kind: string;
  readonly place: string;
  readonly slot: string | null;
  readonly fields: Fields;
  readonly by: readonly string[];
  readonly byMe: boolean;
  /** When it was observed, ms. */
  readonly at: number;
  readonly unsent: boolean;
  readonly conflict: boolean;
}

interface Watched {
  readonly kinds: readonly string[];
  readonly find: (open: Open) => Promise<readonly FoldedRecord[]>;
  readonly found: ReturnType<typeof signal<readonly Stated[]>>;
}

const watched = new Map<string, Watched>();

function stated(record: FoldedRecord, open: Open): Stated {
  return {
    id: record.id, kind: record.kind, place: record.place, slot: record.slot,
    fields: plainFields(record),
    by: record.by, byMe: record.by.includes(open.me.id), at: record.observed[0],
    unsent: open.unsent.records.has(record.id), conflict: record.conflicts.length > 0,
  };
}

async function reload({ find, found }: Watched): Promise<void> {
  const open = opened();
  if (!open) return void (found.value = []);
  const records = (await find(open)).filter((record) => !record.voided && !record.pending);
  if (open !== opened()) return;
  found.value = records.map((record) => stated(record, open)).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function watch(key: string, one: Omit<Watched, "found">): ReadonlySignal<readonly Stated[]> {
  const held = watched.get(key);
  if (held) return held.found as ReadonlySignal<readonly Stated[]>;
  const fresh: Watched = { ...one, found: signal<readonly Stated[]>([]) };
  watched.set(key, fresh);
  void reload(fresh).catch(console.error);
  return fresh.found as ReadonlySignal<readonly Stated[]>;
}

/** Records of a round go under its day, others under the day of their observation. */
function rangeOf(kind: string, since: string): readonly [string, string] {
  const isOwed = (own(catalogueNow().kinds, kind)?.slot ?? "none") !== "none";
  if (isOwed) return [roundKey(kind, since), dayKey(kind, "")];
  return [since === "" ? kind : dayKey(kind, since), dayKey(kind, "\uffff")];
}

/** Every record of a kind, oldest first; `since` is the first day that is asked for. */
export function recordsOf(kind: string, since = ""): ReadonlySignal<readonly Stated[]> {
  const [from, to] = rangeOf(kind, since);
  const range = IDBKeyRange.bound(from, to);
  return watch(`${kind} ${since}`, {
    kinds: [kind],
    find: ({ db }) => db.read(["rec"], async (tx) => (await tx.objectStore("rec").index("round").getAll(range)).map((row) => row.record)),
  });
}

/** Every record of some kinds at one place, oldest first. */
export function recordsAt(place: string, kinds: readonly string[]): ReadonlySignal<readonly Stated[]> {
  return watch(`at ${place} ${kinds.join()}`, {
    kinds,
    find: async ({ db }) => {
      const rows = await db.read(["rec"], (tx) => tx.objectStore("rec").index("place").getAll(place));
      return rows.map((row) => row.record).filter((record) => kinds.includes(record.kind));
    },
  });
}

function touches({ kinds }: Watched, rounds: ReadonlySet<string> | null): boolean {
  return rounds === null || [...rounds].some((round) => kinds.some((kind) => round === kind || round.startsWith(`${kind}/`)));
}

let unsentBefore: ReadonlySet<string> | undefined;

// What was sent changes no record, but the mark "only on this phone".
effect(() => {
  const { rounds } = changed.value;
  const sent = opened()?.unsent.records !== unsentBefore;
  unsentBefore = opened()?.unsent.records;
  for (const one of watched.values()) if (sent || touches(one, rounds)) void reload(one).catch(console.error);
});

// Another person's book: nothing of the last one may stay on a screen.
effect(() => {
  if (book.value === null) {
    watched.forEach((one) => (one.found.value = []));
    watched.clear();
  }
});
