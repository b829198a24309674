import { describe, expect, test } from "vitest";

import { columnsFor, floorsOf } from "../../src/phone/building/floors";
import { meaningOf } from "../../src/phone/building/tap";
import { tempo } from "../../src/phone/building/tempo";
import { asFirst, withOutcome, withSymptom, withTemperature } from "../../src/phone/door/entry";
import { allows, roundBefore } from "../../src/phone/rounds";
import { ageOf, syncLine } from "../../src/phone/sync-line";
import type { DoorView, Outbox, Place, SyncState } from "../../src/store/types";
import { words } from "../../src/words";

function view(state: DoorView["state"], code: string | null = null): DoorView {
  return {
    state, code, temperature: null, by: "u1", byMe: true, unsent: false, conflict: false, recordId: "r", recordIds: ["r"], observedAt: 0, fields: {},
  };
}

describe("a tap on a door", () => {
  test("records normal at a due door, and only there", () => {
    expect(meaningOf("normal", undefined, true, false)).toEqual({ outcome: "normal", opens: false });
    expect(meaningOf("normal", view("done", "normal"), true, false)).toEqual({ outcome: null, opens: true });
    expect(meaningOf("normal", view("attempted", "no_answer"), true, false)).toEqual({ outcome: null, opens: true });
  });

  test("never stamps a watched or an empty door as normal", () => {
    expect(meaningOf("normal", undefined, true, true).outcome).toBeNull();
    expect(meaningOf("normal", undefined, false, false).outcome).toBeNull();
  });

  test("no answer may be recorded again at the next visit", () => {
    expect(meaningOf("no_answer", view("attempted", "no_answer"), true, false).outcome).toBe("no_answer");
  });

  test("an exception is recorded first and asked about afterwards", () => {
    expect(meaningOf("exception", undefined, true, false)).toEqual({ outcome: "exception", opens: true });
  });

  test("opening records nothing", () => {
    expect(meaningOf("open", undefined, true, false)).toEqual({ outcome: null, opens: true });
  });
});

describe("what a touch on the sheet changes", () => {
  test("a fever makes the exception by itself", () => {
    expect(withTemperature({ outcome: "normal" }, 373)).toEqual({ temperature: 373, symptoms: ["fever"], outcome: "exception" });
    expect(withTemperature({ outcome: "normal" }, 372)).toEqual({ temperature: 372, outcome: "normal" });
  });

  test("a corrected temperature takes the fever back, other symptoms stay", () => {
    expect(withTemperature({ outcome: "exception", symptoms: ["fever"] }, 365)).toEqual({ temperature: 365, symptoms: [], outcome: "normal" });
    expect(withTemperature({ outcome: "exception", symptoms: ["fever", "cough"] }, 365)).toMatchObject({ symptoms: ["cough"], outcome: "exception" });
  });

  test("the policy's figure decides what a fever is", () => {
    expect(withTemperature({}, 375, 380).outcome).toBe("normal");
  });

  test("symptoms come and go", () => {
    expect(withSymptom({ outcome: "normal" }, "cough")).toEqual({ symptoms: ["cough"], outcome: "exception" });
    expect(withSymptom({ outcome: "exception", symptoms: ["cough"] }, "cough")).toEqual({ symptoms: [] });
  });

  test("normal takes back what was not", () => {
    expect(withOutcome({ outcome: "exception", symptoms: ["fever"], temperature: 378 }, "normal")).toEqual({ outcome: "normal", symptoms: [], temperature: null });
  });

  test("a first record clears nothing", () => {
    expect(asFirst({ temperature: null, symptoms: [] }, "door")).toEqual({ outcome: "normal", method: "door" });
    expect(asFirst({ symptoms: ["cough"], outcome: "exception" }, "phone")).toEqual({ outcome: "exception", method: "phone", symptoms: ["cough"] });
  });
});

describe("the tempo of a round", () => {
  const every = (ms: number, n: number) => Array.from({ length: n }, (_, i) => i * ms);

  test("58 doors in 41 seconds lead to the question", () => {
    expect(tempo(every(720, 58))).toEqual({ doors: 58, seconds: 41, askWhether: true });
  });

  test("a walkable pace does not, nor does one quick floor", () => {
    expect(tempo(every(6000, 58)).askWhether).toBe(false);
    expect(tempo(every(200, 8)).askWhether).toBe(false);
    expect(tempo([])).toEqual({ doors: 0, seconds: 0, askWhether: false });
  });
});

describe("the building as it stands", () => {
  const door = (floor: number, n: number): Place => ({
    id: `${floor}-${n}`, type: "household", name: "", parent: null, sort: n, floor, door: `${floor}0${n}`, stairwell: "1", areaKind: null,
    cleanedBy: null, sessions: null, tags: [], occupancy: null,
  });

  test("floors from the top, or from below, doors in the order given", () => {
    const doors = [door(1, 1), door(1, 2), door(2, 1)];
    expect(floorsOf(doors, false).map((f) => f.floor)).toEqual([2, 1]);
    expect(floorsOf(doors, true).map((f) => f.doors.map((d) => d.id))).toEqual([["1-1", "1-2"], ["2-1"]]);
  });

  test.each([[1, 1], [4, 4], [5, 5], [6, 3], [7, 4], [8, 4], [20, 5]])("%i doors on a floor stand %i to a row", (doors, columns) => {
    expect(columnsFor(doors)).toBe(columns);
  });
});

describe("the sentence about where the records are", () => {
  const HOUR = 3_600_000;
  const empty: Outbox = { count: 0, oldestAt: null, byRound: [] };
  const twelve: Outbox = { count: 12, oldestAt: 0, byRound: [] };
  const w = words.value;
  const states: readonly SyncState[] = [
    { is: "idle" }, { is: "sending", done: 1, total: 12 }, { is: "waiting", retryAt: 0 }, { is: "offline" }, { is: "auth_needed" }, { is: "captive" },
    { is: "server_down", retryAt: 0 }, { is: "upgrade" }, { is: "disk_full" }, { is: "clock_off", ms: 25_200_000 }, { is: "private_mode" },
  ];

  test("nothing says safe to close while a record waits, whatever the state", () => {
    for (const state of states) expect(syncLine(state, twelve, 1, HOUR, w).text).not.toBe(w.sync.allSent);
  });

  test("safe to close needs an empty outbox and a receipt", () => {
    expect(syncLine({ is: "idle" }, empty, 1, HOUR, w).text).toBe("都传好了,可以放心关掉");
    expect(syncLine({ is: "idle" }, empty, null, HOUR, w).text).toBe("没网也能记");
  });

  test("waiting grows older: fresh, twelve hours, a day", () => {
    expect([0, 12 * HOUR, 24 * HOUR].map((now) => ageOf(0, now))).toEqual(["fresh", "aged", "old"]);
    expect(syncLine({ is: "offline" }, twelve, 1, 13 * HOUR, w).text).toBe("12 条在手机里 13 小时了,连一下网");
    expect(syncLine({ is: "offline" }, twelve, 1, 30 * HOUR, w).text).toBe("12 条在手机里一天多了,社区还看不到");
  });

  test("a clock seven hours wrong is said in hours", () => {
    expect(syncLine({ is: "clock_off", ms: 25_200_000 }, twelve, 1, HOUR, w).text).toContain("7 小时");
  });
});

test("the round before the first of a day is the last of the day before", () => {
  const sessions = ["am", "pm"].map((id) => ({ id, label: { zh: id, en: id }, from: "06:00", to: "12:00" }));
  const catalogue = { policy: { sessions } } as unknown as Parameters<typeof roundBefore>[0];
  expect(roundBefore(catalogue, { day: "2020-03-01", session: "pm" })).toEqual(["2020-03-01", "am"]);
  expect(roundBefore(catalogue, { day: "2020-03-01", session: "am" })).toEqual(["2020-02-29", "pm"]);
});

test("a whole floor is offered unless the policy in force wants every door by itself", () => {
  const said = (...dated: readonly { from: string; value: boolean }[]) => ({ policy: { values: { floor_fill: dated } } }) as unknown as Parameters<typeof allows>[0];
  expect(allows(said(), "floor_fill", "2020-03-10")).toBe(true);
  const changed = said({ from: "2020-02-01", value: true }, { from: "2020-03-10", value: false });
  expect(allows(changed, "floor_fill", "2020-03-09")).toBe(true);
  expect(allows(changed, "floor_fill", "2020-03-10")).toBe(false);
});
