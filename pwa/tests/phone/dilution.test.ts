import { describe, expect, test } from "vitest";

import { danger, mix, mustNotMeetAcid } from "../../src/phone/disinfection/dilution";

describe("mixing a working solution", () => {
  test.each([[5, 250, 50], [5, 500, 100], [5, 1000, 200], [6, 250, 42], [6, 500, 83], [6, 1000, 167]])(
    "ten litres from a %d %% product at %d mg/L take %d ml of it", (percent, target, ml) => {
      expect(mix(percent, target, 10)?.productMl).toBe(ml);
    },
  );

  test("one part of a 5 % product to 99 of water makes 500 mg/L", () => {
    expect(mix(5, 500, 10)).toEqual({ waterParts: 99, productMl: 100, waterMl: 9900 });
  });

  test("a product weaker than the target cannot be mixed", () => {
    expect(mix(0.05, 500, 10)).toBeNull();
    expect(mix(0.1, 1000, 10)).toBeNull();
  });

  test.each([[0, 500, 10], [5, 0, 10], [5, 500, 0], [Number.NaN, 500, 10]])("nothing comes of %d, %d, %d", (percent, target, litres) => {
    expect(mix(percent, target, litres)).toBeNull();
  });
});

describe("what must not be done", () => {
  test("alcohol is not sprayed", () => {
    expect(danger("alcohol75", ["wipe", "spray"], "lift")).toBe("alcohol_fire");
  });

  test("alcohol is not used over a corridor, however it is put on", () => {
    expect(danger("alcohol75", ["wipe"], "corridor")).toBe("alcohol_fire");
  });

  test("wiping a lift's buttons with alcohol is fine, and so is spraying bleach", () => {
    expect(danger("alcohol75", ["wipe"], "lift")).toBe("none");
    expect(danger("chlorine", ["spray"], "corridor")).toBe("none");
  });

  test("only chlorine must not meet acid", () => {
    expect(mustNotMeetAcid("chlorine")).toBe(true);
    expect(mustNotMeetAcid("alcohol75")).toBe(false);
  });
});
