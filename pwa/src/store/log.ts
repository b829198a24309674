/** The phone's log in the database: the state of sync/replica.ts read and its changes written, in one transaction. */

import { bytesToB64url, randomBytes } from "../sync/bytes";
import { own } from "../sync/fields";
import { type Feeds, sumKey, type Sums } from "../sync/feeds";
import { type Kinds, recordId } from "../sync/merge";
import { opId } from "../sync/ops";
import { type Changes, newState, type OwnOp, rechain, type Retired, type State } from "../sync/outbox";
import { getMeta, putMeta } from "./database";
import { kindOf, project, readOr } from "./project";
import type { EntRow, OwnRow, ReadTx, StateRow, Stores, WriteTx } from "./schema";
import { readWitness, type Witness } from "./witness";

/** What every write to the log touches. */
export const LOG: readonly Stores[] = ["meta", "op", "ent", "feed", "rec", "notice"];

/** The feed of decisions about one's own records. */
const INBOX = "inbox";

export type Held = State & Pick<StateRow, "kept" | "formerly">;

function freshId(): string {
  return bytesToB64url(randomBytes(16));
}

async function readFeeds(tx: ReadTx | WriteTx): Promise<Feeds> {
  return new Map((await tx.objectStore("feed").getAll()).map((feed) => [feed.feed, feed]));
}

/** The state as it is stored; null in a new database. */
export async function readState(tx: ReadTx | WriteTx): Promise<Held | null> {
  const [row, feeds] = await Promise.all([getMeta(tx, "state"), readFeeds(tx)]);
  return row ? { ...row, feeds } : null;
}

/** Own ops after < n, in order; at most `limit`. */
export function ownAfter(tx: ReadTx | WriteTx, after: number, limit?: number): Promise<OwnRow[]> {
  return tx.objectStore("op").getAll(IDBKeyRange.lowerBound(after, true), limit);
}

export async function ownOps(tx: ReadTx | WriteTx, numbers: Iterable<number>): Promise<ReadonlyMap<number, OwnRow>> {
  const rows = await Promise.all([...numbers].map((n) => tx.objectStore("op").get(n)));
  return new Map(rows.flatMap((row) => (row ? [[row.n, row] as const] : [])));
}

/** Our sums at the points of a check and at the low end of each suspect. */
export async function ownSums(tx: ReadTx | WriteTx, feeds: Feeds, points: readonly (readonly [number, number])[]): Promise<Sums> {
  const lows = [...feeds.values()].flatMap(({ feed, suspect }) => (suspect ? [[feed, suspect[0]] as const] : []));
  const rows = await Promise.all([...points, ...lows].map(([feed, q]) => tx.objectStore("ent").get([feed, q])));
  return new Map(rows.flatMap((row) => (row ? [[sumKey(row.feed, row.q), row.acc] as const] : [])));
}

// ------------------------------------------------------------------ writing

export interface Written {
  readonly state: Held;
  /** Rounds whose records changed. */
  readonly rounds: ReadonlySet<string>;
}

/** What `record`, `kind`, `place` and `slot` of a row are; an unread body belongs to nothing but itself. */
type Address = Pick<OwnRow, "record" | "kind" | "place" | "slot">;

/**
 * Writes changes and everything that follows from them: records folded anew, notices, and a new chain after a fork, of
 * which the server has the first `received`.
 */
export async function write(tx: WriteTx, before: Held, changes: Changes, kinds: Kinds, addresses?: ReadonlyMap<string, Address>, received = 0): Promise<Written> {
  const known = addresses ?? (await addressesOf(tx, changes));
  if (changes.allOwn) await tx.objectStore("op").clear();
  for (const op of changes.own) await tx.objectStore("op").put({ ...op, ...(known.get(op.id) ?? UNREAD) });
  const records = new Set<string>();
  for (const op of changes.own) records.add(known.get(op.id)?.record ?? "");
  records.delete("");
  for (const feed of changes.drops) await forget(tx, feed, 0, records);
  for (const [feed, q] of changes.cuts) await forget(tx, feed, q, records);
  for (const entry of changes.entries) {
    const row = entRow(entry, kinds);
    records.add(row.record);
    await tx.objectStore("ent").put(row);
  }
  const state = await putState(tx, before, changes.state, changes.allOwn);
  await noticeOps(tx, changes.own, known, state.anchor ?? 0);
  await hearDecisions(tx, changes.entries.filter(({ feed }) => state.feeds.get(feed)?.stream === INBOX), records);
  if (changes.fork) return startOver(tx, state, changes.fork, kinds, received);
  const rounds = await project(tx, records, kinds);
  await noticeUnknown(tx, rounds, kinds, state.anchor ?? 0);
  return { state, rounds };
}

/** A kind that this phone has not learned yet: kept and summed up like any other, and shown once it has. */
async function noticeUnknown(tx: WriteTx, rounds: ReadonlySet<string>, kinds: Kinds, at: number): Promise<void> {
  const kind = [...rounds].map(kindOf).find((each) => !own(kinds, each));
  if (kind !== undefined) await tx.objectStore("notice").put({ id: UNKNOWN, code: UNKNOWN, at, kind });
}

const UNKNOWN = "update_to_see";
const UNREAD: Address = { record: "", kind: "", place: "", slot: null };

async function addressesOf(tx: WriteTx, changes: Changes): Promise<ReadonlyMap<string, Address>> {
  const rows = await Promise.all(changes.own.map(({ id }) => tx.objectStore("op").index("id").get(id)));
  return new Map(rows.flatMap((row) => (row ? [[row.id, { record: row.record, kind: row.kind, place: row.place, slot: row.slot }]] : [])));
}

function entRow(entry: Changes["entries"][number], kinds: Kinds): EntRow {
  const id = opId(entry.bsha);
  return { ...entry, id, record: recordOf(entry.body, entry.bsha, kinds) ?? id };
}

function recordOf(body: string | null, bsha: Uint8Array, kinds: Kinds): string | null {
  const op = readOr(body, bsha);
  return op && recordId(op, kinds);
}

/** Deletes what was pulled of a feed after `q`; my own ops stand in another store and are never named here. */
async function forget(tx: WriteTx, feed: number, q: number, records: Set<string>): Promise<void> {
  const range = IDBKeyRange.bound([feed, q], [feed, Infinity], true);
  for (const entry of await tx.objectStore("ent").getAll(range)) records.add(entry.record);
  await tx.objectStore("ent").delete(range);
}

async function putState(tx: WriteTx, before: Held, { feeds, ...rest }: State, rechained: boolean): Promise<Held> {
  const kept = rechained ? 1 : before.kept;
  const formerly = rest.replica === before.replica ? before.formerly : [...before.formerly, before.replica];
  const { feeds: _feeds, ...row }: Held = { ...rest, feeds, kept, formerly };
  await putMeta(tx, "state", row);
  for (const [number, feed] of feeds) if (before.feeds.get(number) !== feed) await tx.objectStore("feed").put(feed);
  for (const number of before.feeds.keys()) if (!feeds.has(number)) await tx.objectStore("feed").delete(number);
  return { ...row, feeds };
}

async function noticeOps(tx: WriteTx, ops: readonly OwnOp[], known: ReadonlyMap<string, Address>, now: number): Promise<void> {
  for (const { id, status, why } of ops) {
    if (status === null || status === "duplicate") continue;
    const code = status === "refused" ? "quarantined" : status;
    const { kind = "", place = "" } = known.get(id) ?? {};
    await tx.objectStore("notice").put({ id: `op-${id}`, code, at: now, opId: id, kind, place, ...(why === null ? {} : { why }) });
  }
}

/** What a supervisor decided about my own records: said in place of the notice that they waited. */
async function hearDecisions(tx: WriteTx, entries: Changes["entries"], records: Set<string>): Promise<void> {
  for (const { body, bsha, rx } of entries) {
    const op = readOr(body, bsha);
    const decision = op?.fields.decision;
    if (!op?.subject || (decision !== "admit" && decision !== "refuse")) continue;
    const row = await tx.objectStore("op").index("id").get(op.subject);
    const taken = decision === "admit";
    if (row?.record) records.add(row.record);
    if (row) await tx.objectStore("op").put({ ...row, status: taken ? null : "refused", why: taken ? null : row.why });
    const why = typeof op.fields.why === "string" ? { why: op.fields.why } : {};
    const { kind = "", place = "" } = row ?? {};
    const code = taken ? "admitted" : "refused";
    await tx.objectStore("notice").put({ id: `op-${op.subject}`, code, at: rx, opId: op.subject, kind, place, ...why });
  }
}

/** Finds anew which record each op belongs to, and folds them all: for a catalogue that knows other kinds. */
export async function refold(tx: WriteTx, kinds: Kinds): Promise<void> {
  const [mine, pulled] = await Promise.all([tx.objectStore("op").getAll(), tx.objectStore("ent").getAll()]);
  const found = (row: OwnRow | EntRow): string => recordOf(row.body, row.bsha, kinds) ?? row.record;
  for (const row of mine) await tx.objectStore("op").put({ ...row, record: found(row) });
  for (const row of pulled) await tx.objectStore("ent").put({ ...row, record: found(row) });
  await tx.objectStore("rec").clear();
  const records = new Set([...mine, ...pulled].map(found));
  records.delete("");
  await tx.objectStore("notice").delete(UNKNOWN);
  await noticeUnknown(tx, await project(tx, records, kinds), kinds, 0);
}

/** A new chain with everything still held, and a notice when something is missing. */
async function startOver(tx: WriteTx, state: Held, retired: Retired, kinds: Kinds, received: number): Promise<Written> {
  const rows = await ownAfter(tx, 0);
  await noticeLost(tx, retired, received, state.anchor ?? 0);
  const addresses = new Map(rows.map((row) => [row.id, row]));
  const before = { ...state, formerly: [...state.formerly, retired.replica] };
  return write(tx, before, rechain(before, rows, [retired], freshId()), kinds, addresses);
}

/** Says how many records of a replica are nowhere any more: neither held here nor among the first `received`. */
export async function noticeLost(tx: WriteTx, { replica, n, kept, why }: Omit<Retired, "told">, received: number, at: number): Promise<void> {
  const amount = n - Math.max(kept, received);
  if (amount > 0) await tx.objectStore("notice").put({ id: `lost-${replica}`, code: "lost", at, why, amount });
}

// ------------------------------------------------------------------ opening

/** What the witness outside the database says is missing from it. A witness of a replica given up is merely late. */
function lostSince(state: Held | null, witness: Witness | null): Retired | null {
  if (witness === null || state?.formerly.includes(witness.replica)) return null;
  const { replica, n } = witness;
  const gone = { replica, n, kept: 0, told: null } as const;
  if (state === null) return { ...gone, why: "evicted" };
  if (state.replica !== replica) return { ...gone, why: "rolled_back" };
  return state.n < n ? { ...gone, kept: state.n, why: "rolled_back" } : null;
}

/**
 * The state of this person's database, made now when there is none. Asked before anything is sealed: when the
 * witness knows of more than is here, the database went back or was cleared; a new chain begins, and the loss is
 * declared with numbers.
 */
export async function openState(tx: WriteTx, user: string, kinds: Kinds): Promise<Held> {
  const held = await readState(tx);
  const witness = readWitness(user);
  const gone = lostSince(held, witness);
  const older = (witness?.retired ?? []).filter(({ replica }) => !held?.retired.some((each) => each.replica === replica));
  const received = witness?.acked ?? 0;
  if (held) return gone ? (await startOver(tx, { ...held, retired: [...held.retired, ...older] }, gone, kinds, received)).state : held;
  const fresh: Held = { ...newState(user, freshId()), retired: gone ? [...older, gone] : [], kept: 1, formerly: witness ? [witness.replica] : [] };
  if (gone) await noticeLost(tx, gone, received, 0);
  const { feeds: _feeds, ...row } = fresh;
  await putMeta(tx, "state", row);
  return fresh;
}
