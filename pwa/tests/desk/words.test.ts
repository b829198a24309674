import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { clock, day, dayName, lang, longDay, moment, roundName } = await import("../../src/desk/words");

describe("a moment in words", () => {
  it("is that of the compound's clock, in the reader's language", () => {
    lang.value = "zh";
    expect([clock(1_583_800_200_000), moment(1_583_800_200_000), day(1_583_800_200_000)]).toEqual(["08:30", "3月10日 08:30", "2020-03-10"]);
    expect([roundName("2020-03-10/am"), roundName("2020-03-10/*")]).toEqual(["3月10日 早查", "3月10日"]);
  });

  it.each([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])("that no calendar has takes no page down: %s", (ms) => {
    expect(moment(ms)).toMatch(/\d\d:\d\d$/);
    expect(day(ms)).toMatch(/^(0001|9999)-/);
  });

  it("is left as a phone wrote it where that is no day", () => {
    expect([dayName("whenever"), longDay(""), roundName("whenever/am")]).toEqual(["whenever", "", "whenever 早查"]);
  });
});
