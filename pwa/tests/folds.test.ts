/** Both folds on the same histories, drawn anew in every run; a failing seed is named, and is run again with SIX_SEED. */

import { execFileSync } from "node:child_process";

import { describe, expect, it } from "vitest";

import { fold, type Kinds } from "../src/sync/merge";
import { readOp } from "../src/sync/ops";
import { python, ROOT } from "./street";
import { vectors } from "./vectors";

interface Case {
  readonly ops: readonly string[];
  readonly records: Readonly<Record<string, unknown>>;
}

const HISTORIES = 300;
const seed = Number(process.env["SIX_SEED"] ?? Date.now() % 1_000_000);

/** Any order at all, the same for the same seed. */
function shuffled<T>(items: readonly T[], from: number): T[] {
  let at = (from % 2147483646) + 1;
  return items
    .map((item) => [(at = (at * 48271) % 2147483647), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

describe(`histories of seed ${seed}`, () => {
  const { kinds } = vectors<{ kinds: Kinds }>("fold");
  const args = ["-m", "tests.sync.random_folds", String(seed), String(HISTORIES)];
  const cases = JSON.parse(execFileSync(python(), args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 })) as Case[];

  it("are many, and differ", () => {
    expect(new Set(cases.map(({ ops }) => ops.join())).size).toBeGreaterThan(HISTORIES * 0.9);
  });

  it("fold alike in both languages, in any order and with repetitions", () => {
    cases.forEach(({ ops, records }, i) => {
      const read = ops.map((body) => readOp(body));
      expect(Object.fromEntries(fold(read, kinds)), `history ${i}`).toEqual(records);
      const again = shuffled([...read, ...read.slice(0, 5)], seed + i);
      expect(Object.fromEntries(fold(again, kinds)), `history ${i} in another order`).toEqual(records);
    });
  });
});
