/** The phone's store as the screens use it; the shapes are in types.ts. */

import { own } from "../sync/fields";
import { VOID, WHY } from "../sync/kinds";
import type { Fields, Value } from "../sync/ops";
import { asWriteFailed, getMeta, putMeta } from "./database";
import { type Gone, noteGone } from "./gone";
import { LOG, openState } from "./log";
import { sealInTurn } from "./sealing";
import { book, catalogueNow, catalogueOf, closeBook as putAway, type Open, openBook, opened, phone, publish, refresh, storage } from "./state";
import {
  type Draft, type Grant, type Me, type Place, type PlaceType, type RecordView, type Sealed, WriteFailed,
} from "./types";
import { recordView } from "./views";
import { lastUser, rememberUser } from "./witness";

export { slotsOf } from "./rounds";
export { attention, book, clockOffset, deviceNotices, lastReceivedAt, opened, outbox, phone, publish, storage } from "./state";

function here(): Open {
  const open = opened();
  if (!open) throw new WriteFailed("unavailable");
  return open;
}

// ------------------------------------------------------------------ opening

interface Given {
  readonly grants: readonly Grant[];
  readonly pushKey: string;
  /** What others had on this phone before it was cleared. */
  readonly gone?: readonly Gone[];
}

/** Opens this person's database, made now when it is new, and says so to the screens. */
export async function openAs(me: Me, given: Given): Promise<void> {
  const isNew = opened()?.me.id !== me.id;
  if (isNew) await forgetSmallThings();
  const open = await openBook(me);
  // Also what lies here from a time that ended without a word.
  if (isNew) await forgetSmallThings();
  const { kinds } = await catalogueOf(open.db);
  await open.db.write(LOG, async (tx) => {
    await putMeta(tx, "me", me);
    await putMeta(tx, "grants", given.grants);
    await putMeta(tx, "pushKey", given.pushKey);
    await openState(tx, me.id, kinds);
  });
  await noteGone(open, given.gone ?? []);
  await ready(me);
}

async function ready(me: Me): Promise<void> {
  rememberUser(me.id);
  await refresh(null);
  phone.value = "ready";
  await lookAtStorage();
}

/** The last person of this phone, also when local storage was cleared and the databases were not. */
async function whoWasHere(): Promise<string | null> {
  const noted = lastUser();
  if (noted !== null || !("databases" in indexedDB)) return noted;
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => name.startsWith("six-"));
  return names.length === 1 ? (names[0] ?? "").slice("six-".length) : null;
}

/** Opens what this phone already holds. Needs no network; `phone` then says ready, none or failed. */
export async function start(): Promise<void> {
  try {
    const user = await whoWasHere();
    if (user === null) return void (phone.value = "none");
    const open = await openBook({ id: user, name: "" });
    const { kinds } = await catalogueOf(open.db);
    const me = await open.db.write(LOG, async (tx) => {
      const found = await getMeta(tx, "me");
      if (found) await openState(tx, user, kinds);
      return found;
    });
    if (!me) return void (phone.value = "none");
    await openBook(me);
    await ready(me);
  } catch (error) {
    console.error("the phone's database cannot be opened:", error);
    phone.value = "failed";
  }
}

/** Small things go with their person; a store that refuses keeps nobody from leaving. */
async function forgetSmallThings(): Promise<void> {
  await opened()?.db.write(["pref"], (tx) => tx.objectStore("pref").clear()).catch(console.error);
}

/** Puts the book away, forgets who was here last and what was half written; what was recorded stays. */
export async function closeBook(): Promise<void> {
  rememberUser(null);
  await forgetSmallThings();
  await putAway();
}

// ------------------------------------------------------------------ recording

export { onSealed } from "./sealing";

/** Resolves only after a strict transaction with it completed, and then alone a screen may say that it is stored; rejects with WriteFailed. */
export async function record(draft: Draft): Promise<Sealed> {
  return sealInTurn(here(), draft);
}

/** Changes fields of a record, naming the heads that this phone sees. */
export async function amend(recordId: string, fields: Fields): Promise<Sealed> {
  const open = here();
  const row = await open.db.read(["rec"], (tx) => tx.objectStore("rec").get(recordId)).catch((error: unknown) => {
    throw asWriteFailed(error);
  });
  if (!row) throw new WriteFailed("invalid", [{ field: "root", code: "missing" }]);
  const { kind, place } = row.record;
  return record({ kind, place, fields, root: recordId });
}

/** Strikes a record out; an empty reason is left away. */
export function voidRecord(recordId: string, why: string): Promise<Sealed> {
  return amend(recordId, { [VOID]: true, ...(why === "" ? {} : { [WHY]: why }) });
}

export function restoreRecord(recordId: string, why: string): Promise<Sealed> {
  return amend(recordId, { [VOID]: false, ...(why === "" ? {} : { [WHY]: why }) });
}

// ------------------------------------------------------------------ reading

/** The records of a place, newest first; what the place is, and who lives there, is in the book. */
export async function history(place: string): Promise<readonly RecordView[]> {
  const open = here();
  const reader = { me: open.me.id, unsent: open.unsent.records, acked: open.unsent.acked };
  const views = await open.db.read(["rec", "op", "ent"], async (tx) => {
    const rows = await tx.objectStore("rec").index("place").getAll(place);
    const wanted = rows.filter(({ record: { kind } }) => own(catalogueNow().kinds, kind)?.identity !== "place");
    return Promise.all(wanted.map((row) => recordView(tx, row.record, reader)));
  });
  return views.sort((a, b) => b.observedTo - a.observedTo);
}

export function childrenOf(place: string): readonly Place[] {
  return book.value ? (opened()?.places.childrenOf(place) ?? []) : [];
}

/** Descendants of one type in reading order; reading `book` makes a screen draw again when places change. */
export function descendantsOf(place: string, type: PlaceType): readonly Place[] {
  return book.value ? (opened()?.places.descendantsOf(place, type) ?? []) : [];
}

/** Puts a notice away for good. */
export async function dismiss(noticeId: string): Promise<void> {
  await here().db.write(["notice"], (tx) => tx.objectStore("notice").delete(noticeId));
  await publish(new Set());
}

/** Keeps a small thing that a screen wants back after a restart: the agent of this shift, a half-filled form. A function makes it of what was kept. */
export async function remember(key: string, value: Value | ((was: Value | undefined) => Value)): Promise<void> {
  await here().db.write(["pref"], async (tx) => {
    const pref = tx.objectStore("pref");
    await pref.put(typeof value === "function" ? value(await pref.get(key)) : value, key);
  });
}

export function recall(key: string): Promise<Value | undefined> {
  return here().db.read(["pref"], (tx) => tx.objectStore("pref").get(key));
}

// ------------------------------------------------------------------ the browser's storage

/** Looks up how safe and how full the storage is; browsers without the interface leave nulls. */
export async function lookAtStorage(): Promise<void> {
  const manager = (navigator as { storage?: Partial<StorageManager> }).storage;
  const [persisted, estimate] = await Promise.all([
    manager?.persisted?.().catch(() => null) ?? null,
    manager?.estimate?.().catch(() => null) ?? null,
  ]);
  const { quota, usage } = estimate ?? {};
  storage.value = {
    persisted,
    freeBytes: quota === undefined ? null : quota - (usage ?? 0),
    usedBytes: usage ?? null,
  };
}

/** Asks the browser not to evict; call from a tap, some browsers ask the person. */
export async function persist(): Promise<boolean> {
  const manager = (navigator as { storage?: Partial<StorageManager> }).storage;
  const granted = (await manager?.persist?.().catch(() => false)) ?? false;
  await lookAtStorage();
  return granted;
}
