/** What the screens watch, and the database behind it: one person at a time. */

import { computed, signal } from "@preact/signals";

import type { Catalogue } from "../sync/kinds";
import type { FoldedRecord } from "../sync/merge";
import { PlaceBook } from "./book";
import { NO_CATALOGUE } from "./catalogue";
import { Connection, databaseName, getMeta } from "./database";
import { readState } from "./log";
import { EMPTY, readUnsent, type Unsent } from "./outbox";
import type { ReadTx } from "./schema";
import type { Book, Grant, Me, Notice, Outbox, PhoneState, StorageView } from "./types";

export const phone = signal<PhoneState>("starting");
export const book = signal<Book | null>(null);
/** By how much (ms) the server's clock is ahead of this phone's, as last measured. */
export const clockOffset = signal(0);
export const outbox = signal<Outbox>(EMPTY.outbox);
export const lastReceivedAt = signal<number | null>(null);
/** Notices about records, and those about this browser, which are found anew at every start. */
const stored = signal<readonly Notice[]>([]);
export const deviceNotices = signal<readonly Notice[]>([]);
export const attention = computed<readonly Notice[]>(() => [...deviceNotices.value, ...stored.value]);
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
  return book.peek()?.catalogue ?? NO_CATALOGUE;
}

/** The catalogue that this database goes by; for what must know it before the book is open. */
export async function catalogueOf(db: Connection): Promise<Catalogue> {
  return (await db.read(["meta"], (tx) => getMeta(tx, "catalogue"))) ?? NO_CATALOGUE;
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("six-changed");

function tellOtherTabs(rounds: ReadonlySet<string> | null): void {
  channel?.postMessage({ user: current?.me.id, rounds: rounds && [...rounds] });
}

channel?.addEventListener("message", ({ data }: MessageEvent<{ user: string; rounds: string[] | null }>) => {
  if (data.user === current?.me.id) void refresh(data.rounds && new Set(data.rounds)).catch(console.error);
});

async function recordsOf(tx: ReadTx, kind: string): Promise<readonly FoldedRecord[]> {
  return (await tx.objectStore("rec").index("round").getAll(kind)).map((row) => row.record);
}

interface Heard {
  readonly grants: readonly Grant[];
  readonly complete: boolean;
  readonly receivedAt: number | null;
  readonly offset: number;
  readonly notices: readonly Notice[];
}

function readHeard(db: Connection): Promise<Heard> {
  return db.read(["meta", "feed", "notice"], async (tx) => {
    const [grants, state, notices] = await Promise.all([getMeta(tx, "grants"), readState(tx), tx.objectStore("notice").getAll()]);
    return {
      grants: grants ?? [],
      // Heard from the server at least once, and no feed is half downloaded.
      complete: state !== null && state.epoch !== null && [...state.feeds.values()].every((feed) => feed.live),
      receivedAt: state?.receivedAt ?? null,
      offset: state?.clock?.offset ?? 0,
      notices,
    };
  });
}

interface Shelf {
  readonly catalogue: Catalogue;
  readonly places: PlaceBook;
}

async function readShelf(db: Connection): Promise<Shelf> {
  const catalogue = await catalogueOf(db);
  const places = await db.read(["rec"], async (tx) => {
    const [stated, lives] = await Promise.all([recordsOf(tx, "place"), recordsOf(tx, "occupancy")]);
    return new PlaceBook(stated, lives);
  });
  return { catalogue, places };
}

function touchesShelf(rounds: ReadonlySet<string> | null): boolean {
  return rounds === null || rounds.has("place") || rounds.has("occupancy");
}

/** Reads again what changed and tells the screens; `rounds` null reads all. */
export async function refresh(rounds: ReadonlySet<string> | null): Promise<void> {
  const open = current;
  if (!open) return;
  const [shelf, heard] = await Promise.all([touchesShelf(rounds) ? readShelf(open.db) : null, readHeard(open.db)]);
  if (shelf) open.places = shelf.places;
  const unsent = await readUnsent(open.db, (place) => open.places.unitOf(place));
  if (open !== current) return;
  open.unsent = unsent;
  const before = book.peek();
  if (shelf || !before || before.complete !== heard.complete)
    book.value = {
      me: open.me,
      grants: heard.grants,
      places: open.places.places,
      catalogue: shelf?.catalogue ?? catalogueNow(),
      complete: heard.complete,
    };
  outbox.value = unsent.outbox;
  lastReceivedAt.value = heard.receivedAt;
  clockOffset.value = heard.offset;
  stored.value = heard.notices;
  changed.value = { rounds };
}

/** As `refresh`, and the other tabs do the same. */
export async function publish(rounds: ReadonlySet<string> | null): Promise<void> {
  tellOtherTabs(rounds);
  await refresh(rounds);
}

/** Makes the database of this person the open one. */
export async function openBook(me: Me): Promise<Open> {
  await shut();
  const places = new PlaceBook([], []);
  current = { db: new Connection(databaseName(me.id)), me, places, unsent: EMPTY };
  return current;
}

/** Puts the book away; nothing is deleted. The screens then ask for an invitation. */
export async function closeBook(): Promise<void> {
  await shut();
  phone.value = "none";
}

/** Without a word to the screens: a phone that only starts must not show the enrolment for a moment. */
async function shut(): Promise<void> {
  const open = current;
  current = null;
  book.value = null;
  outbox.value = EMPTY.outbox;
  stored.value = [];
  await open?.db.close();
}
