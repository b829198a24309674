import { describe, expect, it } from "vitest";

import { readSessions, sessionAt, sessionWindow } from "../src/sync/days";
import { faults } from "../src/sync/kinds";
import { fold, type Kinds } from "../src/sync/merge";
import { type Fields, readOp } from "../src/sync/ops";
import { fulfilment } from "../src/sync/slots";
import { vectors } from "./vectors";

interface DayCase {
  readonly name: string;
  readonly windows: readonly { id: string; from: string; to: string }[];
  readonly at: number;
  readonly tz: number;
  readonly day: string;
  readonly session: string;
  readonly window: readonly [number, number];
}

describe("days.json", () => {
  it.each(vectors<{ cases: DayCase[] }>("days").cases)("$name", (it) => {
    const sessions = readSessions(it.windows);
    expect(sessionAt(it.at, sessions, it.tz)).toEqual([it.day, it.session]);
    expect(sessionWindow(it.day, it.session, sessions, it.tz)).toEqual(it.window);
  });
});

interface KindCase {
  readonly kind: string;
  readonly set: Fields;
  readonly amend: boolean;
  readonly faults: readonly (readonly [field: string, code: string])[];
}

describe("kinds.json", () => {
  const { kinds, cases } = vectors<{ kinds: Kinds; cases: KindCase[] }>("kinds");
  it.each(cases)("finds what is wrong with $kind $set", (it) => {
    const kind = kinds[it.kind];
    if (!kind) throw new Error(`no kind ${it.kind}`);
    expect(faults(kind, it.set, it.amend).map(({ field, code }) => [field, code])).toEqual(it.faults);
  });
});

interface FoldCase {
  readonly name: string;
  readonly ops: readonly string[];
  readonly records: Readonly<Record<string, unknown>>;
}

describe("fold.json", () => {
  const { kinds, cases } = vectors<{ kinds: Kinds; cases: FoldCase[] }>("fold");
  it.each(cases)("$name", (it) => {
    const ops = it.ops.map((body) => readOp(body));
    expect(Object.fromEntries(fold(ops, kinds))).toEqual(it.records);
    expect(JSON.stringify(Object.fromEntries(fold([...ops, ...ops].reverse(), kinds)))).toBe(
      JSON.stringify(Object.fromEntries(fold(ops, kinds))),
    );
  });
});

interface SlotCase {
  readonly name: string;
  readonly kind: string;
  readonly ops: readonly string[];
  readonly phone: { state: string; code: string | null; record_ids: readonly string[] };
}

describe("slots.json", () => {
  const { kinds, cases } = vectors<{ kinds: Kinds; cases: SlotCase[] }>("slots");
  it.each(cases)("judges: $name", (it) => {
    const kind = kinds[it.kind];
    if (!kind) throw new Error(`no kind ${it.kind}`);
    const { state, code, recordIds } = fulfilment(kind, fold(it.ops.map((body) => readOp(body)), kinds).values());
    expect({ state, code, record_ids: recordIds }).toEqual(it.phone);
  });
});
