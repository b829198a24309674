/** What the screens see of records: a door in its round, and a record with its history. */

import { own } from "../sync/fields";
import { type Kind, WHY } from "../sync/kinds";
import type { FoldedRecord } from "../sync/merge";
import type { Fields, Op, Value } from "../sync/ops";
import { fulfilment } from "../sync/slots";
import { opsOf } from "./project";
import type { OwnRow, ReadTx } from "./schema";
import type { DoorView, FieldView, OpStatus, OpView, RecordView } from "./types";

/** What the reader must know beside the records. */
export interface Reader {
  readonly me: string;
  /** Records with at least one op that is only on this phone. */
  readonly unsent: ReadonlySet<string>;
  /** The newest of my ops that the server has confirmed. */
  readonly acked: number;
}

/** The values that a record shows, by field. */
export function plainFields(record: FoldedRecord): Fields {
  return Object.fromEntries(Object.entries(record.fields).map(([name, field]) => [name, field.value]));
}

function tenths(value: Value): readonly number[] {
  if (typeof value === "number") return [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: Value) =>
    typeof one === "object" && one !== null && !Array.isArray(one) && "tenths" in one && typeof one.tenths === "number" ? [one.tenths] : [],
  );
}

/** The highest temperature in tenths of a degree that any side of any record says. */
function highest(records: readonly FoldedRecord[]): number | null {
  const all = records.flatMap((record) =>
    ["temperature", "readings"].flatMap((name) => own(record.fields, name)?.heads.flatMap(([, value]) => tenths(value)) ?? []),
  );
  return all.length > 0 ? Math.max(...all) : null;
}

/** One place in one round, from all its records there. */
function doorView(kind: Kind, records: readonly FoldedRecord[], reader: Reader): DoorView {
  const { state, code, recordIds } = fulfilment(kind, records);
  const leading = records.find((record) => record.id === recordIds[0]);
  const counted = records.filter((record) => recordIds.includes(record.id));
  return {
    state,
    code,
    temperature: highest(counted),
    by: leading?.by[0] ?? null,
    byMe: leading?.by.includes(reader.me) ?? false,
    unsent: records.some((record) => reader.unsent.has(record.id)),
    conflict: records.some((record) => record.conflicts.length > 0),
    recordId: leading?.id ?? null,
    recordIds,
    observedAt: leading?.observed[1] ?? null,
    fields: leading ? plainFields(leading) : {},
  };
}

/** Every place of a round that has a record. */
export function doorViews(kind: Kind, records: readonly FoldedRecord[], reader: Reader): Map<string, DoorView> {
  const byPlace = new Map<string, FoldedRecord[]>();
  for (const record of records) {
    const held = byPlace.get(record.place);
    if (held) held.push(record);
    else byPlace.set(record.place, [record]);
  }
  return new Map([...byPlace].map(([place, found]) => [place, doorView(kind, found, reader)]));
}

function fieldView(field: FoldedRecord["fields"][string], ops: ReadonlyMap<string, Op>): FieldView {
  const heads = field.heads.map(([opId, value]) => {
    const op = ops.get(opId);
    return { opId, value, by: op?.by ?? "", observedAt: op?.atTo ?? 0 };
  });
  return { value: field.value, heads };
}

/** saved until the receipt that equals my own chain is stored; then what the receipt said of it. */
function statusOf(mine: OwnRow | undefined, acked: number): OpStatus {
  if (!mine) return "received";
  if (mine.n > acked) return "saved";
  if (mine.status === "withheld") return "held";
  return mine.status === "refused" ? "quarantined" : (mine.status ?? "received");
}

async function opView(tx: ReadTx, op: Op, { me, acked }: Reader): Promise<OpView> {
  const [mine, pulled] = await Promise.all([
    tx.objectStore("op").index("id").get(op.id),
    tx.objectStore("ent").index("id").get(op.id),
  ]);
  const why = own(op.fields, WHY);
  return {
    id: op.id,
    by: op.by,
    byMe: op.by === me,
    observedAt: op.atTo,
    recordedAt: op.rec,
    receivedAt: pulled?.rx ?? null,
    fields: op.fields,
    why: typeof why === "string" ? why : null,
    status: statusOf(mine, acked),
  };
}

/** A record with all its ops, oldest first. */
export async function recordView(tx: ReadTx, record: FoldedRecord, reader: Reader): Promise<RecordView> {
  const ops = await opsOf(tx, record.id);
  const byId = new Map(ops.map((op) => [op.id, op]));
  const views = await Promise.all(ops.map((op) => opView(tx, op, reader)));
  return {
    id: record.id,
    kind: record.kind,
    place: record.place,
    slot: record.slot,
    fields: Object.fromEntries(Object.entries(record.fields).map(([name, field]) => [name, fieldView(field, byId)])),
    by: record.by,
    observedFrom: record.observed[0],
    observedTo: record.observed[1],
    unsent: reader.unsent.has(record.id),
    voided: record.voided,
    pending: record.pending,
    conflicts: record.conflicts,
    ops: views.sort((a, b) => a.recordedAt - b.recordedAt),
  };
}
