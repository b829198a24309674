/** What the screens watch, and the database behind it: one person at a time. */

import { signal } from "@preact/signals";

import { own } from "../sync/fields";
import type { Catalogue } from "../sync/kinds";
import type { FoldedRecord } from "../sync/merge";
import { PlaceBook } from "./book";
import { bundledCatalogue } from "./catalogue";
import { Connection, databaseName, getMeta } from "./database";
import { readState } from "./log";
import { EMPTY, readUnsent, type Unsent } from "./outbox";
import type { ReadTx } from "./schema";
import type { Book, Grant, Me, Notice, Outbox, PhoneState, StorageView } from "./types";

export const phone = signal<PhoneState>("starting");
export const book = signal<Book | null>(null);
export const outbox = signal<Outbox>(EMPTY.outbox);
export const lastReceivedAt = signal<number | null>(null);
export const attention = signal<readonly Notice[]>([]);
export const storage = signal<StorageView>({ persisted: null, freeBytes: null, usedBytes: null });

/** Rounds whose records changed; null: everything may have. */
export const changed = signal<{ readonly rounds: ReadonlySet<string> | null }>({ rounds: null });

/** The person whose database is open. */
export interface Open {
  readonly db: Connection;
  readonly me: Me;
  places: PlaceBook;
  unsent: Unsent;
}

let current: Open | null = null;

export function opened(): Open | null {
  return current;
}

export function catalogueNow(): Catalogue {
  return book.value?.catalogue ?? bundledCatalogue;
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("six-changed");

function tellOtherTabs(rounds: ReadonlySet<string> | null): void {
  channel?.postMessage({ user: current?.me.id, rounds: rounds && [...rounds] });
}

channel?.addEventListener("message", ({ data }: MessageEvent<{ user: string; rounds: string[] | null }>) => {
  if (data.user === current?.me.id) void refresh(data.rounds && new Set(data.rounds));
});

async function recordsOf(tx: ReadTx, kind: string): Promise<readonly FoldedRecord[]> {
  return (await tx.objectStore("rec").index("round").getAll(kind)).map((row) => row.record);
}

interface Loaded {
  readonly catalogue: Catalogue;
  readonly grants: readonly Grant[];
  readonly places: PlaceBook;
  readonly complete: boolean;
  readonly receivedAt: number | null;
}

function load(db: Connection): Promise<Loaded> {
  return db.read(["meta", "rec", "feed"], async (tx) => {
    const [catalogue, grants, state, places, lives] = await Promise.all([
      getMeta(tx, "catalogue"),
      getMeta(tx, "grants"),
      readState(tx),
      recordsOf(tx, "place"),
      recordsOf(tx, "occupancy"),
    ]);
    return {
      catalogue: catalogue ?? bundledCatalogue,
      grants: grants ?? [],
      places: new PlaceBook(places, lives),
      // Heard from the server at least once, and no feed is half downloaded.
      complete: state !== null && state.epoch !== null && [...state.feeds.values()].every((feed) => feed.live),
      receivedAt: state?.receivedAt ?? null,
    };
  });
}

function touchesBook(rounds: ReadonlySet<string> | null): boolean {
  return rounds === null || rounds.has("place") || rounds.has("occupancy");
}

/** Reads again what changed and tells the screens; `rounds` null reads all. */
export async function refresh(rounds: ReadonlySet<string> | null): Promise<void> {
  const open = current;
  if (!open) return;
  if (touchesBook(rounds)) {
    const { catalogue, grants, places, complete, receivedAt } = await load(open.db);
    if (open !== current) return;
    open.places = places;
    book.value = { me: open.me, grants, places: places.places, catalogue, complete };
    lastReceivedAt.value = receivedAt;
  }
  open.unsent = await readUnsent(open.db, (place) => open.places.unitOf(place));
  if (open !== current) return;
  outbox.value = open.unsent.outbox;
  attention.value = await open.db.read(["notice"], (tx) => tx.objectStore("notice").getAll());
  changed.value = { rounds };
}

/** As `refresh`, and the other tabs do the same. */
export async function publish(rounds: ReadonlySet<string> | null): Promise<void> {
  tellOtherTabs(rounds);
  await refresh(rounds);
}

/** Makes the database of this person the open one. */
export async function openBook(me: Me): Promise<Open> {
  await closeBook();
  const places = new PlaceBook([], []);
  current = { db: new Connection(databaseName(me.id)), me, places, unsent: EMPTY };
  return current;
}

/** Puts the book away; nothing is deleted. */
export async function closeBook(): Promise<void> {
  const open = current;
  current = null;
  phone.value = "none";
  book.value = null;
  outbox.value = EMPTY.outbox;
  attention.value = [];
  await open?.db.close();
}

/** Whether this build reads the kind. */
export function knows(kind: string): boolean {
  return own(catalogueNow().kinds, kind) !== undefined;
}
