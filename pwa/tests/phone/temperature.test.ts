import { describe, expect, test } from "vitest";

import { degreesText, NOTHING_TYPED, press, typedText } from "../../src/phone/door/temperature";

function typed(...keys: readonly number[]) {
  return keys.reduce(press, NOTHING_TYPED);
}

describe("the two-key temperature", () => {
  test.each([[6, 5, 365], [7, 8, 378], [0, 1, 401], [5, 0, 350], [2, 9, 429], [9, 9, 399], [8, 3, 383]])(
    "%i %i is %i tenths", (first, second, tenths) => {
      expect(typed(first, second).tenths).toBe(tenths);
    },
  );

  test("every pair of keys is a temperature that the screening accepts", () => {
    for (const first of [5, 6, 7, 8, 9, 0, 1, 2])
      for (let second = 0; second <= 9; second++) {
        const { tenths } = typed(first, second);
        expect(tenths).toBeGreaterThanOrEqual(340);
        expect(tenths).toBeLessThanOrEqual(430);
      }
  });

  test("a first key that no body reaches changes nothing", () => {
    expect(typed(3)).toEqual(NOTHING_TYPED);
    expect(typed(4, 6, 5).tenths).toBe(365);
  });

  test("three and four are fine as tenths", () => {
    expect(typed(6, 3).tenths).toBe(363);
    expect(typed(6, 4).tenths).toBe(364);
  });

  test("a third key starts again", () => {
    expect(typed(7, 8, 6)).toEqual({ first: 6, tenths: null });
    expect(typed(7, 8, 6, 5).tenths).toBe(365);
  });

  test("the display says what is still missing", () => {
    expect(typedText(NOTHING_TYPED)).toBe("––");
    expect(typedText(typed(7))).toBe("37._");
    expect(typedText(typed(0))).toBe("40._");
    expect(typedText(typed(7, 8))).toBe("37.8");
  });

  test("tenths read as degrees", () => {
    expect(degreesText(370)).toBe("37.0");
  });
});
