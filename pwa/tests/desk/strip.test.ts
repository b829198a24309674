/** The row of doors visited says of a day what the checklist says of it. */

import { expect, test, vi } from "vitest";
import type { ZeroDay } from "../../src/desk/zero/strip";

vi.hoisted(() => {
  const nothing = (): null => null;
  vi.stubGlobal("localStorage", { getItem: nothing, setItem: nothing, removeItem: nothing });
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: nothing }));
  vi.stubGlobal("location", { pathname: "/desk/zero", search: "", hash: "" });
});
const { checkedOn } = await import("../../src/desk/zero/strip");

const day = (more: Partial<ZeroDay>): ZeroDay => ({ day: "2020-03-09", new: 0, unreleased: 0, due: 100, wanted: 98, done: 98, not_yet_known: 0, open: 0, ...more });

test("enough by the rule is complete, even if a door is left", () => {
  expect(checkedOn(day({ done: 98 }))).toBe("full");
  expect(checkedOn(day({ done: 97 }))).toBe("short");
});

test("what is not heard yet is not said to be missing", () => {
  expect(checkedOn(day({ done: 97, not_yet_known: 3 }))).toBe("unknown");
  expect(checkedOn(day({ done: 0, open: 100 }))).toBe("open");
  expect(checkedOn(day({ due: 0, wanted: 0, done: 0 }))).toBe("none");
});
