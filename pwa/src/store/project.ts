/** Records as the screens read them: folded again from all their ops, inside the transaction that brought one. */

import { dayOf } from "../sync/days";
import { own } from "../sync/fields";
import { type FoldedRecord, foldRecord, type Kinds } from "../sync/merge";
import { MalformedOp, type Op, readOp } from "../sync/ops";
import type { ReadTx, WriteTx } from "./schema";

/** The index value that finds all records of one round. */
export function roundKey(kind: string, slot: string | null): string {
  return slot === null ? kind : `${kind}/${slot}`;
}

/** Where the records of a kind that owes nothing to a round begin: those of a day are found without reading the others. */
export function dayKey(kind: string, day: string): string {
  return `${kind}/@${day}`;
}

/** A record without a round goes under the day on which it was observed, one that is named by its place under its kind. */
function keyOf(record: FoldedRecord, kinds: Kinds): string {
  const daily = record.slot === null && own(kinds, record.kind)?.identity === "op";
  return daily ? dayKey(record.kind, dayOf(record.observed[0])) : roundKey(record.kind, record.slot);
}

/** The kind of such a key. */
export function kindOf(round: string): string {
  return round.split("/", 1)[0] ?? "";
}

/** The op that a body says, null when it says none. */
export function readOr(body: string | null, bsha: Uint8Array): Op | null {
  if (body === null) return null;
  try {
    return readOp(body, bsha);
  } catch (error) {
    // The server keeps what nobody can read in quarantine; it takes part in the sums, not in the fold.
    if (error instanceof MalformedOp) return null;
    throw error;
  }
}

/** Every readable op of one record, my own and the pulled ones; `counted`: without changes that wait for the community. */
export async function opsOf(tx: ReadTx | WriteTx, record: string, counted = false): Promise<Op[]> {
  const [sealed, pulled] = await Promise.all([
    tx.objectStore("op").index("record").getAll(record),
    tx.objectStore("ent").index("record").getAll(record),
  ]);
  const mine = counted ? sealed.filter(({ why }) => why !== "amend") : sealed;
  const found = new Map<string, Op>();
  for (const { body, bsha } of [...mine, ...pulled]) {
    const op = readOr(body, bsha);
    if (op) found.set(op.id, op);
  }
  return [...found.values()];
}

/** Folds the records anew and stores them (or removes those without an op left); returns the touched rounds. */
export async function project(tx: WriteTx, records: Iterable<string>, kinds: Kinds): Promise<Set<string>> {
  const touched = new Set<string>();
  await Promise.all(
    [...new Set(records)].map(async (id) => {
      const [ops, held] = await Promise.all([opsOf(tx, id, true), tx.objectStore("rec").get(id)]);
      if (held) touched.add(held.round);
      if (ops.length === 0) {
        await tx.objectStore("rec").delete(id);
        return;
      }
      const record = foldRecord(id, ops, kinds);
      const round = keyOf(record, kinds);
      touched.add(round);
      await tx.objectStore("rec").put({ id, round, place: record.place, record });
    }),
  );
  return touched;
}
