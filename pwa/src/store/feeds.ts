/** What was pulled: feeds gained and lost, dense pages, and going back to the last entry that both ends agree on. */

import { add, entryHash, subtract, ZERO } from "../sync/digest";
import { type Kinds, recordId } from "../sync/merge";
import { MalformedOp, type Op, opId, readOp } from "../sync/ops";
import { readPage, type ReadEntry, type Regressed, type Scope, type WirePage } from "../sync/replica";
import type { EntRow, FeedRow, WriteTx } from "./schema";

export interface PageFault {
  readonly f: number;
  readonly is: "gap" | "mismatch" | "not_mine" | "regressed";
}

function entriesOf(feed: number, after = 0): IDBKeyRange {
  return IDBKeyRange.bound([feed, after + 1], [feed, Infinity]);
}

/** Purges what was pulled of a feed; my own ops stand in another store and are never named here. */
async function dropFeed(tx: WriteTx, feed: number, records: Set<string>): Promise<void> {
  for (const entry of await tx.objectStore("ent").getAll(entriesOf(feed))) records.add(entry.record);
  await tx.objectStore("ent").delete(entriesOf(feed));
  await tx.objectStore("feed").delete(feed);
}

export async function applyScope(tx: WriteTx, scope: Scope, records: Set<string>): Promise<void> {
  for (const feed of scope.drop) await dropFeed(tx, feed, records);
  for (const { f, pl: place, st: stream } of scope.add)
    if (!(await tx.objectStore("feed").get(f)))
      await tx.objectStore("feed").put({ f, place, stream, cursor: 0, acc: ZERO, head: null });
}

function readOrNull(body: string, bsha: Uint8Array): Op | null {
  try {
    return readOp(body, bsha);
  } catch (error) {
    if (error instanceof MalformedOp) return null;
    throw error;
  }
}

async function entRow(tx: WriteTx, feed: number, entry: ReadEntry, kinds: Kinds): Promise<EntRow> {
  const id = opId(entry.bsha);
  const op = entry.body === null ? null : readOrNull(entry.body, entry.bsha);
  const mine = entry.own === null ? undefined : await tx.objectStore("op").index("id").get(id);
  const record = op ? recordId(op, kinds) : (mine?.record ?? id);
  return { f: feed, q: entry.q, rx: entry.rx, id, record, bsha: entry.bsha, body: entry.body };
}

async function ownHashes(tx: WriteTx, replica: string, page: WirePage): Promise<(n: number) => Uint8Array | null> {
  const found = new Map<number, Uint8Array>();
  for (const { own: n } of page.entries) {
    const row = n === undefined ? undefined : await tx.objectStore("op").get([replica, n]);
    if (row) found.set(row.n, row.bsha);
  }
  return (n) => found.get(n) ?? null;
}

async function applyPage(tx: WriteTx, replica: string, page: WirePage, feed: FeedRow, records: Set<string>, kinds: Kinds): Promise<number | PageFault> {
  const verdict = readPage(page, feed.cursor, feed.acc, await ownHashes(tx, replica, page));
  if (verdict.is !== "good") return { f: page.f, is: verdict.is };
  const rows = await Promise.all(verdict.entries.map((entry) => entRow(tx, page.f, entry, kinds)));
  await Promise.all(rows.map((row) => tx.objectStore("ent").put(row)));
  rows.forEach((row) => records.add(row.record));
  await tx.objectStore("feed").put({ ...feed, cursor: verdict.cursor, acc: verdict.acc, head: page.head });
  return rows.length;
}

/** Goes back to `to`: later entries are forgotten and will be pulled again. */
export async function rewindFeed(tx: WriteTx, feed: FeedRow, to: number, records: Set<string>): Promise<number> {
  const gone = await tx.objectStore("ent").getAll(entriesOf(feed.f, to));
  let acc = feed.acc;
  for (const entry of gone) {
    acc = subtract(acc, entryHash(entry.f, entry.q, entry.rx, entry.bsha));
    records.add(entry.record);
  }
  await tx.objectStore("ent").delete(entriesOf(feed.f, to));
  await tx.objectStore("feed").put({ ...feed, cursor: to, acc });
  return gone.length;
}

export async function applyPages(
  tx: WriteTx,
  replica: string,
  pages: readonly (WirePage | Regressed)[],
  records: Set<string>,
  kinds: Kinds,
): Promise<{ faults: readonly PageFault[]; pulled: number }> {
  const faults: PageFault[] = [];
  let pulled = 0;
  for (const page of pages) {
    const feed = await tx.objectStore("feed").get(page.f);
    if (!feed) continue; // Lost meanwhile: nothing of it may come back.
    if ("code" in page) {
      if (feed.cursor > page.head) await rewindFeed(tx, feed, page.head, records);
      faults.push({ f: page.f, is: "regressed" });
      continue;
    }
    const result = await applyPage(tx, replica, page, feed, records, kinds);
    if (typeof result === "number") pulled += result;
    else faults.push(result);
  }
  return { faults, pulled };
}

/** The sum of the first q entries of a feed for each q asked, computed from what is stored. */
export function prefixSums(entries: readonly EntRow[], points: readonly number[]): ReadonlyMap<number, Uint8Array> {
  const wanted = new Set(points);
  const found = new Map<number, Uint8Array>();
  let acc: Uint8Array = ZERO;
  for (const entry of entries) {
    acc = add(acc, entryHash(entry.f, entry.q, entry.rx, entry.bsha));
    if (wanted.has(entry.q)) found.set(entry.q, acc);
  }
  return found;
}

