/** What has only just come has not waited for nought minutes. */

import { expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));

const { age } = await import("../../src/desk/matters/age");

test("what came a moment ago is new, whatever the two clocks say", () => {
  expect([-500, 0, 59_000].map(age)).toEqual(["刚刚", "刚刚", "刚刚"]);
  expect(age(60_000)).toBe("1 分钟了");
  expect(age(18 * 3_600_000)).toBe("18 小时了");
});
