/** What is only on this phone: its count by round, and the records concerned. */

import type { Connection } from "./database";
import { ownAfter, readState } from "./log";
import type { OwnRow } from "./schema";
import type { Outbox, RoundCount } from "./types";

export interface Unsent {
  readonly outbox: Outbox;
  /** The newest of my ops that the server has confirmed. */
  readonly acked: number;
  readonly records: ReadonlySet<string>;
}

export const EMPTY: Unsent = { outbox: { count: 0, oldestAt: null, byRound: [] }, acked: 0, records: new Set() };

function byRound(rows: readonly OwnRow[], unitOf: (place: string) => string | null): readonly RoundCount[] {
  const found = new Map<string, RoundCount>();
  for (const { kind, place, slot } of rows) {
    const unit = unitOf(place);
    const key = JSON.stringify([kind, unit, slot]);
    found.set(key, { kind, unit, slot, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

export async function readUnsent(db: Connection, unitOf: (place: string) => string | null): Promise<Unsent> {
  const { acked, rows } = await db.read(["meta", "op", "feed"], async (tx) => {
    const state = await readState(tx);
    return { acked: state?.acked ?? 0, rows: state ? await ownAfter(tx, state.acked) : [] };
  });
  return {
    outbox: { count: rows.length, oldestAt: rows[0]?.sealedAt ?? null, byRound: byRound(rows, unitOf) },
    acked,
    records: new Set(rows.map((row) => row.record)),
  };
}
