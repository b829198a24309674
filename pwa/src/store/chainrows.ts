/** My own ops as rows of a chain: a new install, the next link, and starting over when a chain proves broken. */

import { b64urlToBytes, bytesToB64url, randomBytes } from "../sync/bytes";
import { FIRST_LINK, nextLink } from "../sync/chain";
import { getMeta, putMeta } from "./database";
import type { LostRow, OpRow, ReadTx, ReplicaRow, WriteTx } from "./schema";
import { readWitness } from "./witness";

export function newReplica(now: number): ReplicaRow {
  return { id: bytesToB64url(randomBytes(16)), n: 0, link: FIRST_LINK, acked: 0, kept: 1, openedAt: now };
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

/** Rows after < n <= upto of one replica, in order. */
export function rowsBetween(tx: ReadTx | WriteTx, replica: string, after: number, upto = Infinity): Promise<OpRow[]> {
  if (upto <= after) return Promise.resolve([]);
  return tx.objectStore("op").getAll(IDBKeyRange.bound([replica, after + 1], [replica, upto]));
}

/**
 * Starts a new chain with every body still held; ids stay, so the server recognises what it has. `sealed` is the
 * highest number that the old chain is known to have reached: what is missing of it is declared lost, with numbers.
 */
export async function startOver(tx: WriteTx, old: ReplicaRow, sealed: number, why: string, now: number): Promise<ReplicaRow> {
  let replica = newReplica(now);
  for (const { r, n, link: _link, ...row } of await rowsBetween(tx, old.id, 0)) {
    if (row.body === null) continue;
    await tx.objectStore("op").delete([r, n]);
    replica = await append(tx, replica, { ...row, status: "saved", why: null, receivedAt: null });
  }
  await putMeta(tx, "replica", replica);
  await declareLost(tx, { replica: old.id, n: Math.max(sealed, old.n), kept: old.n, why, declaredAt: now }, sealed - old.n);
  return replica;
}

async function declareLost(tx: WriteTx, lost: LostRow, missing: number): Promise<void> {
  await tx.objectStore("lost").put(lost);
  if (missing > 0)
    await tx.objectStore("notice").put({ id: `lost-${lost.replica}`, code: "lost", at: lost.declaredAt, why: lost.why, amount: missing });
}

/**
 * The replica of this database, made now when there is none. The witness outside the database is asked each time:
 * when it knows of more than is here, the database went back or was cleared, and a new chain begins with a
 * declaration of what is gone.
 */
export async function replicaOf(tx: WriteTx, user: string, now: number): Promise<ReplicaRow> {
  const held = await getMeta(tx, "replica");
  const witness = readWitness(user);
  if (held) return witness?.replica === held.id && witness.n > held.n ? startOver(tx, held, witness.n, "rolled_back", now) : held;
  const fresh = newReplica(now);
  await putMeta(tx, "replica", fresh);
  if (witness)
    await declareLost(tx, { replica: witness.replica, n: witness.n, kept: 0, why: "evicted", declaredAt: now }, witness.n - witness.acked);
  return fresh;
}
