/** The towers on a television: as large as fits, never more. */

import { describe, expect, test } from "vitest";
import { scaleFor } from "../../src/desk/wall/fit";

const room = { width: 1860, height: 760 };
const towers = (count: number) => Array.from({ length: count }, () => ({ width: 96, height: 270 }));

describe("the scale of the towers", () => {
  test("few are drawn large, many small", () => {
    const scales = [1, 6, 20, 60].map((count) => scaleFor(towers(count), room, 1.5));
    expect(scales).toEqual([...scales].sort((a, b) => b - a));
    expect(scales[0]).toBeGreaterThan(scales[3]!);
  });

  test("larger text leaves less room for them", () => {
    expect(scaleFor(towers(20), room, 3)).toBeLessThan(scaleFor(towers(20), room, 1));
  });

  test("what fits nowhere is drawn as small as can be read", () => {
    expect(scaleFor(towers(400), room, 1)).toBe(0.5);
  });
});
