/** My own ops as rows of a chain: a new install, the next link, and starting over when a chain proves broken. */

import { b64urlToBytes, bytesToB64url, randomBytes } from "../sync/bytes";
import { FIRST_LINK, nextLink } from "../sync/chain";
import { getMeta, putMeta } from "./database";
import type { OpRow, ReplicaRow, WriteTx } from "./schema";

export function newReplica(now: number): ReplicaRow {
  return { id: bytesToB64url(randomBytes(16)), n: 0, link: FIRST_LINK, acked: 0, openedAt: now };
}

/** The replica's row; made now when this database is new. */
export async function replicaOf(tx: WriteTx, now: number): Promise<ReplicaRow> {
  const held = await getMeta(tx, "replica");
  if (held) return held;
  const fresh = newReplica(now);
  await putMeta(tx, "replica", fresh);
  return fresh;
}

/** Puts one more op at the end of the chain; `row` says everything but its place in it. */
export async function append(tx: WriteTx, replica: ReplicaRow, row: Omit<OpRow, "r" | "n" | "link">): Promise<ReplicaRow> {
  const n = replica.n + 1;
  const link = nextLink(b64urlToBytes(replica.id), n, replica.link, row.bsha);
  await tx.objectStore("op").put({ ...row, r: replica.id, n, link });
  const next = { ...replica, n, link };
  await putMeta(tx, "replica", next);
  return next;
}

/** This replica's link at n; null when there is none. */
export async function linkAt(tx: WriteTx, replica: ReplicaRow, n: number): Promise<Uint8Array | null> {
  if (n === 0) return FIRST_LINK;
  return (await tx.objectStore("op").get([replica.id, n]))?.link ?? null;
}

/** Rows after < n of one replica, in order. */
export function rowsAfter(tx: WriteTx, replica: string, after: number): Promise<OpRow[]> {
  return tx.objectStore("op").getAll(IDBKeyRange.bound([replica, after + 1], [replica, Infinity]));
}

/**
 * Starts a new chain with every body still held; ids stay, so the server recognises what it has. `sealed` is the
 * highest number that the old chain is known to have reached: what is missing of it is declared lost, with numbers.
 */
export async function startOver(tx: WriteTx, old: { id: string; n: number }, sealed: number, why: string, now: number): Promise<ReplicaRow> {
  let replica = newReplica(now);
  for (const { r, n, link: _link, ...row } of await rowsAfter(tx, old.id, 0)) {
    if (row.body === null) continue;
    await tx.objectStore("op").delete([r, n]);
    replica = await append(tx, replica, { ...row, status: "saved", why: null, receivedAt: null });
  }
  await putMeta(tx, "replica", replica);
  await tx.objectStore("lost").put({ replica: old.id, n: Math.max(sealed, old.n), why, declaredAt: now });
  const missing = sealed - old.n;
  if (missing > 0)
    await tx.objectStore("notice").put({ id: `lost-${old.id}`, code: "lost", at: now, why, amount: missing });
  return replica;
}
