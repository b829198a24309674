/** What is only on this phone: its count by round, the records concerned, and a file of it. */

import { writeRescue } from "../sync/rescue";
import { BUILD, device } from "../this-phone";
import type { Connection } from "./database";
import { ownAfter, readState } from "./log";
import type { OwnRow } from "./schema";
import type { Outbox, OutboxFile, RoundCount } from "./types";

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

/** The unsent ops in the file that the desk takes in (PROTOCOL.md §8); rejects when this phone has no log. */
export async function outboxFile(db: Connection, now: number): Promise<OutboxFile> {
  const { state, rows } = await db.read(["meta", "op", "feed"], async (tx) => {
    const held = await readState(tx);
    return { state: held, rows: held ? await ownAfter(tx, held.acked) : [] };
  });
  if (!state) throw new Error("this phone has no log yet");
  const text = writeRescue(state, rows, now, device().label, BUILD);
  const blob = new Blob([text], { type: "application/json" });
  return { name: `six-in-place-${state.user}-${new Date(now).toISOString().slice(0, 10)}.json`, blob, count: rows.length };
}
