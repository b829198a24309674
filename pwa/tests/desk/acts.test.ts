/** What a hand that presses twice, and a list that changes under it, may do at the desk. */

import { describe, expect, test } from "vitest";
import { standing } from "../../src/desk/matters/chosen";
import { oneAtATime } from "../../src/desk/once";

const matters = (...ids: string[]) => ids.map((id) => ({ id }));

describe("the matter that is open", () => {
  test("stays open when a graver one arrives above it", () => {
    expect(standing(matters("fever", "conflict", "late"), "conflict", 0)).toEqual({ at: 1, current: { id: "conflict" } });
  });

  test("gives its place to the next once somebody else has settled it", () => {
    expect(standing(matters("fever", "late"), "conflict", 1).current).toEqual({ id: "late" });
  });

  test("gives its place to the one before when it was the last of the list", () => {
    expect(standing(matters("fever"), "late", 2).current).toEqual({ id: "fever" });
  });

  test("is none when nothing is left", () => {
    expect(standing([], "fever", 3)).toEqual({ at: 0, current: undefined });
  });
});

describe("a button pressed twice", () => {
  test("does its work once", async () => {
    const once = oneAtATime();
    let kept = 0;
    const answers = await Promise.all([once(async () => Promise.resolve(++kept), 0), once(async () => Promise.resolve(++kept), 0)]);
    expect([kept, answers]).toEqual([1, [1, 0]]);
  });

  test("works again after a failure", async () => {
    const once = oneAtATime();
    await expect(once(() => Promise.reject(new Error("no network")), null)).rejects.toThrow("no network");
    expect(await once(() => Promise.resolve("kept"), null)).toBe("kept");
  });
});
