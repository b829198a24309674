import { expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal("document", { documentElement: { dataset: {} } });
const { timeLeft } = await import("../../src/desk/board/time-left");

const SIX = Date.UTC(2020, 2, 9, 22);
const HOUR = 3_600_000;
const round = { starts_at: SIX, ends_at: SIX + 6 * HOUR };

test("a round that has not begun says when it will, and not that eleven hours are left", () => {
  expect(timeLeft(round, SIX - 5 * HOUR)).toMatch(/^\d\d:00 开始$/);
  expect(timeLeft(round, SIX)).toBe("还剩 6 小时 0 分");
  expect(timeLeft(round, SIX + 6 * HOUR)).toBe("这一轮已结束");
});
