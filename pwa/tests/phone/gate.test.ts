import { describe, expect, test } from "vitest";

import { gapsIn, nextOnes, present, watchedFrom, worked, type Shift } from "../../src/phone/gate/duty";
import { caseOf, doorsFor, exitsOf, fever, mayGrow, MUSTS, passages, passed, type Door } from "../../src/phone/gate/passing";
import type { Stated } from "../../src/store/records";
import type { Fields, Place } from "../../src/store/types";
import { HOUR, MINUTE } from "../../src/sync/days";

const GATE = "c.@dong-men";

function stated(kind: string, at: number, fields: Fields, place = GATE): Stated {
  return { id: `${kind}${at}`, kind, place, slot: null, fields, by: ["u1"], byMe: true, at, unsent: false, conflict: false };
}

function door(building: string, number: string): Door {
  const base = { sort: 0, parent: null, floor: null, areaKind: null, cleanedBy: null, sessions: null, tags: [], occupancy: null } as const;
  const household: Place = { ...base, id: `c.${building}.1.${number}`, type: "household", name: number, door: number, stairwell: "1" };
  return { household, building: { ...base, id: `c.${building}`, type: "building", name: building, door: null, stairwell: null } };
}

describe("the digits of a door", () => {
  const doors = [door("1", "302"), door("3", "302"), door("3", "1302"), door("13", "02")];

  test("name it in every building, or in the one that is typed before it", () => {
    expect(doorsFor("302", doors).map((d) => d.household.id)).toEqual(["c.1.1.302", "c.3.1.302"]);
    expect(doorsFor("31302", doors).map((d) => d.household.id)).toEqual(["c.3.1.1302"]);
    expect(doorsFor("1302", doors).map((d) => d.household.id)).toEqual(["c.3.1.1302", "c.1.1.302", "c.13.1.02"]);
  });

  test("take the stairwell between where there are several", () => {
    expect(doorsFor("31302", [door("3", "302")])).toEqual([]);
    expect(doorsFor("31302", [{ ...door("3", "302"), split: true }])).toHaveLength(1);
  });

  test("find nothing before they are whole, and say whether more may come", () => {
    expect(doorsFor("", doors)).toEqual([]);
    expect(doorsFor("130", doors)).toEqual([]);
    expect([mayGrow("130", doors), mayGrow("99", doors)]).toEqual([true, false]);
  });
});

describe("who passes", () => {
  test("has done the four musts unless one was tapped away", () => {
    expect(passed("in", MUSTS, {}).four_musts).toEqual(["identity", "information", "temperature", "mask"]);
    expect(passed("out", ["mask", "identity"], { person: "resident" })).toEqual({
      direction: "out", decision: "passed", four_musts: ["identity", "mask"], person: "resident",
    });
  });

  test("with a fever is turned away, measured and dealt with, and the case names the entry and nobody", () => {
    expect(fever(["mask"], { person: "visitor" }, 378, "clinic", 5)).toEqual({
      direction: "in", decision: "turned_away", four_musts: ["temperature", "mask"], person: "visitor", temperature: 378, disposition: "clinic", disposed_at: 5,
    });
    expect(caseOf("abcdefghijk", 378, "clinic", "2020-03-10")).toEqual({
      person: "g-abcdefgh", category: "fever", event: "opened", happened_on: "2020-03-10", found_in: "abcdefghijk", basis: "37.8 ℃", location: "clinic",
    });
  });

  test("is counted in and out of this shift at this gate", () => {
    const entries = [
      stated("gate_entry", 1, passed("in", MUSTS, {})), stated("gate_entry", 5, passed("in", MUSTS, {})),
      stated("gate_entry", 6, passed("out", MUSTS, { household: "h" })), stated("gate_entry", 7, fever(MUSTS, {}, 378, "called", 7)),
      stated("gate_entry", 8, passed("in", MUSTS, {}), "c.@xi-men"),
    ];
    expect(passages(entries, GATE, 5)).toEqual({ in: 1, out: 1, away: 1 });
    expect([exitsOf(entries, "h"), exitsOf(entries, "other")]).toEqual([1, 0]);
  });
});

describe("the watch at the gate", () => {
  const shift = (id: string, from: number, to: number | null): Shift => ({ id, who: id, startedAt: from * MINUTE, endedAt: to === null ? null : to * MINUTE });

  test("is the latest shift that nobody ended, and not one of yesterday that was forgotten", () => {
    const shifts = [shift("a", 0, 60), shift("b", 60, null)];
    expect(present(shifts, 70 * MINUTE, 12)?.who).toBe("b");
    expect(present(shifts, 60 * MINUTE + 12 * HOUR, 12)).toBeNull();
  });

  test("has gaps where nobody stood: grey up to fifteen minutes, amber beyond", () => {
    const shifts = [shift("a", 0, 60), shift("b", 75, 120), shift("c", 136, null)];
    expect(gapsIn(shifts, 0, 200 * MINUTE, 15, 12)).toEqual([
      { from: 60 * MINUTE, to: 75 * MINUTE, long: false }, { from: 120 * MINUTE, to: 136 * MINUTE, long: true },
    ]);
  });

  test("has no gap for a hand-over within the minute, nor before the first shift that is known", () => {
    const shifts = [shift("a", 600, 660), { ...shift("b", 0, null), startedAt: 660 * MINUTE + 5_000 }];
    expect(gapsIn(shifts, watchedFrom(shifts, 700 * MINUTE), 700 * MINUTE, 15, 12)).toEqual([]);
  });

  test("goes to the rostered first, then the gate's team, then who stood here, never to who is here", () => {
    const at = 100 * HOUR;
    const records = [
      stated("duty_shift", 1, { stage: "planned", task: "gate", who: "小孙", started_at: at, ended_at: at + HOUR }),
      stated("duty_shift", 2, { stage: "planned", task: "gate", who: "昨天的", started_at: 0, ended_at: HOUR }),
      stated("duty_shift", 3, { stage: "worked", task: "gate", who: "老赵", started_at: 3 }),
      stated("duty_shift", 4, { stage: "worked", task: "patrol", who: "巡查的", started_at: 4 }),
    ];
    const team = [stated("team", 0, { task: "gate", lead: "组长", members: ["小吴", "小孙"] })];
    expect(nextOnes(records, team, GATE, at, "小吴")).toEqual(["小孙", "组长", "老赵"]);
    expect(worked(records, GATE).map((one) => one.who)).toEqual(["老赵"]);
  });
});
