import { describe, expect, test } from "vitest";

import { triesOf } from "../../src/phone/calls/tries";
import type { Stated } from "../../src/store/records";

const HOUR = 3_600_000;

function tried(slot: string, hour: number, outcome: string, method = "door"): Stated {
  return { id: `${slot}${hour}`, kind: "screening", place: "d", slot, fields: { outcome, method }, by: ["u1"], byMe: true, at: hour * HOUR, unsent: false, conflict: false };
}

describe("a door that was tried in vain", () => {
  test("counts the rounds in a row and waits since the first knock", () => {
    const tries = triesOf([tried("2020-03-09/pm", 1, "no_answer"), tried("2020-03-10/am", 10, "no_answer"), tried("2020-03-10/am", 11, "no_answer", "phone")]);
    expect(tries).toEqual({ rounds: 2, times: 3, since: 1 * HOUR, last: { at: 11 * HOUR, byPhone: true } });
  });

  test("begins anew after a round in which somebody answered", () => {
    const tries = triesOf([tried("2020-03-09/am", 1, "no_answer"), tried("2020-03-09/pm", 5, "normal"), tried("2020-03-10/am", 10, "refused")]);
    expect(tries).toEqual({ rounds: 1, times: 1, since: 10 * HOUR, last: { at: 10 * HOUR, byPhone: false } });
  });

  test("a knock in vain before somebody answered in the same round is forgotten", () => {
    expect(triesOf([tried("2020-03-10/am", 1, "no_answer"), tried("2020-03-10/am", 2, "normal")])).toEqual({ rounds: 0, times: 0, since: null, last: null });
  });
});
