/** What the records of one slot come to: the part of the judgement that a phone can make alone. */

import { own } from "./fields";
import type { Kind } from "./kinds";
import type { FoldedRecord } from "./merge";

/** The session of kinds that owe once a day. */
export const WHOLE_DAY = "*";

/** A slot as the body of an op names it. */
export function slotPart(day: string, session: string): string {
  return `${day}/${session}`;
}

interface Fulfilment {
  readonly state: "due" | "done" | "attempted";
  /** The most severe value among the records that make the state, "done" for kinds without one, null when due. */
  readonly code: string | null;
  /** All records that count, the one that `code` comes from first. */
  readonly recordIds: readonly string[];
}

const [DONE, ATTEMPTED, NOTHING] = [0, 1, 2];

interface Rank {
  readonly record: FoldedRecord;
  readonly tier: number;
  readonly mild: number;
  readonly code: string;
}

/** How good the record is for its slot, how mild its value is, and the value. */
function rank(kind: Kind, record: FoldedRecord): Rank {
  const rule = kind.slot_state;
  if (!rule) return { record, tier: DONE, mild: 0, code: "done" };
  const value = own(record.fields, rule.field)?.value;
  const tier = typeof value !== "string" ? NOTHING
    : rule.done.includes(value) ? DONE
    : rule.attempted?.includes(value) ? ATTEMPTED
    : NOTHING;
  if (tier === NOTHING || typeof value !== "string") return { record, tier: NOTHING, mild: 0, code: "" };
  const at = rule.severity?.indexOf(value) ?? -1;
  return { record, tier, mild: at < 0 ? (rule.severity?.length ?? 0) : at, code: value };
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Void and pending records do not count; one that is done makes the slot done, so a second person's record never
 * undoes it. The better state comes first, then the most severe, then the latest observed, then the least id.
 */
export function fulfilment(kind: Kind, records: Iterable<FoldedRecord>): Fulfilment {
  const ranked = [...records]
    .filter((record) => !record.voided && !record.pending)
    .map((record) => rank(kind, record))
    .sort(
      (a, b) =>
        a.tier - b.tier || a.mild - b.mild || order(a.code, b.code) ||
        b.record.observed[1] - a.record.observed[1] || order(a.record.id, b.record.id),
    );
  const recordIds = ranked.map(({ record }) => record.id);
  const best = ranked[0];
  if (!best || best.tier === NOTHING) return { state: "due", code: null, recordIds };
  return { state: best.tier === DONE ? "done" : "attempted", code: best.code, recordIds };
}
