import { expect, test } from "vitest";

import { labelOf, summaryHead, summaryOf } from "../../src/phone/building/summary";
import type { DoorView, Place } from "../../src/store/types";
import { words } from "../../src/words";

function door(name: string, stairwell = "1"): Place {
  return {
    id: `${stairwell}-${name}`, type: "household", name, parent: null, sort: 0, floor: null, door: name, stairwell, areaKind: null, cleanedBy: null,
    sessions: null, tags: [], occupancy: null,
  };
}

function view(code: string, more: Partial<DoorView> = {}): DoorView {
  return {
    state: code === "no_answer" ? "attempted" : "done", code, temperature: null, by: "u", byMe: true, unsent: false, conflict: false, recordId: "r",
    recordIds: ["r"], observedAt: 0, fields: {}, ...more,
  };
}

const HEAD = summaryHead("3栋", "3月10日", "晚查");

test("the round fits in a sentence of the group, with what the community knows of a fever", () => {
  const doors = ["1301", "1302", "1303", "1404"].map((name) => door(name));
  const views = new Map([["1-1301", view("normal")], ["1-1302", view("exception", { temperature: 378 })], ["1-1404", view("no_answer")]]);
  expect(summaryOf(HEAD, doors, views, 373, words.value)).toBe("【3栋 3月10日晚查】应查4户,已查3户:正常1,没人1(1404),异常1(1302 发热37.8,已报社区)。");
});

test("a fever that is still on the phone is not said to be with the community", () => {
  const views = new Map([["1-1302", view("exception", { temperature: 378, unsent: true })]]);
  expect(summaryOf(HEAD, [door("1302")], views, 373, words.value)).toContain("异常1(1302 发热37.8)");
});

test("a number that two stairwells have is said with its stairwell", () => {
  const doors = [door("101"), door("101", "2"), door("102")];
  expect(doors.map((one) => labelOf(one, doors))).toEqual(["1单元 101", "2单元 101", "102"]);
});
