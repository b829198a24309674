import { describe, expect, test } from "vitest";

import { doorsInTurn, missesOf, newestSamples, reachedOf, sampleOf, verdictOf } from "../../src/phone/spot/sample";
import type { Stated } from "../../src/store/records";
import type { Fields } from "../../src/store/types";

let made = 0;
function stated(place: string, fields: Fields, id = `r${(made += 1)}`): Stated {
  return { id, kind: "k", place, slot: null, fields, by: [], byMe: true, at: (made += 1), unsent: false, conflict: false };
}

const DRAWN = stated("c", { drawn: ["101", "102", "103", "104"], round_on: "2020-03-09" }, "s1");

function checked(...said: readonly (readonly [string, string])[]) {
  return sampleOf(DRAWN, said.map(([door, outcome]) => stated(door, { sample: "s1", outcome })));
}

describe("a sample of two doors with two in reserve", () => {
  test("leads to the doors drawn first", () => {
    expect(doorsInTurn(checked(), 2)).toEqual(["101", "102"]);
  });

  test("puts a door in reserve in the place of one where nobody was met", () => {
    const sample = checked(["101", "not_reached"]);
    expect(doorsInTurn(sample, 2)).toEqual(["101", "102", "103"]);
    expect(verdictOf(sample, 2, 1)).toBe("unfinished");
  });

  test("keeps showing the reserve that was checked when the first door is met after all", () => {
    const sample = checked(["101", "not_reached"], ["103", "agrees"], ["101", "agrees"]);
    expect(doorsInTurn(sample, 2)).toEqual(["101", "102", "103"]);
    expect(verdictOf(sample, 2, 1)).toBe("passed");
  });

  test("passes with one miss and asks for a second sample at the next", () => {
    expect(verdictOf(checked(["101", "disagrees"], ["102", "agrees"]), 2, 1)).toBe("passed");
    const failed = checked(["101", "disagrees"], ["102", "disagrees"]);
    expect([verdictOf(failed, 2, 1), missesOf(failed), reachedOf(failed)]).toEqual(["failed", 2, 2]);
  });

  test("counts neither checks of other samples nor doors that were not drawn", () => {
    const sample = sampleOf(DRAWN, [stated("101", { sample: "s2", outcome: "agrees" }), stated("999", { sample: "s1", outcome: "agrees" })]);
    expect(sample.checks.size).toBe(0);
  });
});

test("of the samples of a compound the newest is offered", () => {
  const [old, next, other] = [stated("c", {}), stated("c", {}), stated("d", {})];
  expect(newestSamples([old, next, other], 0)).toEqual([next, other]);
  expect(newestSamples([old], old.at + 1)).toEqual([]);
});
