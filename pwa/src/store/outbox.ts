/** What is only on this phone: its count by round, the records concerned, and a file of it. */

import { bytesToB64url } from "../sync/bytes";
import { FIRST_LINK } from "../sync/chain";
import { PROTO } from "../sync/replica";
import { rowsBetween } from "./chainrows";
import { type Connection, getMeta } from "./database";
import type { OpRow } from "./schema";
import type { Outbox, OutboxFile, RoundCount } from "./types";

export interface Unsent {
  readonly outbox: Outbox;
  readonly records: ReadonlySet<string>;
}

export const EMPTY: Unsent = { outbox: { count: 0, oldestAt: null, byRound: [] }, records: new Set() };

function unsentRows(db: Connection): Promise<readonly OpRow[]> {
  return db.read(["meta", "op"], async (tx) => {
    const replica = await getMeta(tx, "replica");
    return replica ? rowsBetween(tx, replica.id, replica.acked) : [];
  });
}

function byRound(rows: readonly OpRow[], unitOf: (place: string) => string | null): readonly RoundCount[] {
  const found = new Map<string, RoundCount>();
  for (const { kind, place, slot } of rows) {
    const unit = unitOf(place);
    const key = JSON.stringify([kind, unit, slot]);
    found.set(key, { kind, unit, slot, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

export async function readUnsent(db: Connection, unitOf: (place: string) => string | null): Promise<Unsent> {
  const rows = await unsentRows(db);
  const oldestAt = rows.length > 0 ? Math.min(...rows.map((row) => row.sealedAt)) : null;
  return {
    outbox: { count: rows.length, oldestAt, byRound: byRound(rows, unitOf) },
    records: new Set(rows.map((row) => row.record)),
  };
}

/** The unsent ops with their chain: what a colleague hands in at the desk for a phone that cannot reach the network. */
export async function outboxFile(db: Connection, user: string, now: number): Promise<OutboxFile> {
  const found = await db.read(["meta", "op"], async (tx) => {
    const replica = await getMeta(tx, "replica");
    if (!replica) return null;
    const rows = await rowsBetween(tx, replica.id, replica.acked);
    const before = (await rowsBetween(tx, replica.id, replica.acked - 1, replica.acked))[0];
    return { replica, rows, prev: before?.link ?? FIRST_LINK };
  });
  const rows = found?.rows ?? [];
  const bundle = {
    proto: PROTO,
    user,
    replica: found?.replica.id ?? null,
    sealed: found?.replica.n ?? 0,
    made_at: now,
    push: {
      n0: (found?.replica.acked ?? 0) + 1,
      prev: bytesToB64url(found?.prev ?? FIRST_LINK),
      link: bytesToB64url(found?.replica.link ?? FIRST_LINK),
      ops: rows.map((row) => row.body ?? { h: bytesToB64url(row.bsha) }),
    },
  };
  const blob = new Blob([JSON.stringify(bundle)], { type: "application/json" });
  return { name: `six-in-place-${user}-${new Date(now).toISOString().slice(0, 10)}.json`, blob, count: rows.length };
}
