import { describe, expect, test } from "vitest";

import { readJielong, symptomsIn, temperatureIn, type KnownDoor } from "../../src/phone/paste/jielong";

const doors: readonly KnownDoor[] = [
  { id: "p301", door: "301", head: "李**" },
  { id: "p302", door: "302", head: "张伟" },
  { id: "p1102", door: "1102", head: "张**" },
  { id: "p101A", door: "101A", head: null },
];

function reading(...lines: readonly string[]) {
  return readJielong(["#接龙", "3栋今晚体温 36.5 以下正常", ...lines].join("\n"), doors);
}

describe("reading a 接龙", () => {
  test("a door number is enough", () => {
    const { sure, unsure } = reading("1. 301 36.5 正常");
    expect(unsure).toEqual([]);
    expect(sure).toEqual([{ text: "301 36.5 正常", place: "p301", candidates: [], temperature: 365, symptoms: [] }]);
  });

  test("numbering may be 1. 1、 1) and stand close to the door", () => {
    const { sure } = reading("1、301正常", "2)1102李四 37.8发热", "3.302 ok");
    expect(sure.map((l) => l.place)).toEqual(["p301", "p1102", "p302"]);
  });

  test("a door with a letter is matched in either case", () => {
    expect(reading("4. 101a 36.6").sure.map((l) => l.place)).toEqual(["p101A"]);
  });

  test("a door written inside a longer number is not that door", () => {
    expect(reading("1. 13013 36.5").sure).toEqual([]);
  });

  test("a whole name of the building is enough, a masked one only proposes", () => {
    expect(reading("1. 张伟 36.4").sure.map((l) => l.place)).toEqual(["p302"]);
    const { unsure } = reading("1. 小李妈妈 36.7");
    expect(unsure[0]?.candidates).toEqual(["p301"]);
  });

  test("two possible doors are left to the person", () => {
    const { sure, unsure } = reading("1. 301和302都好 36.5");
    expect(sure).toEqual([]);
    expect(unsure[0]?.candidates).toEqual(["p301", "p302"]);
  });

  test("a door named twice keeps its first line and asks about the second", () => {
    const { sure, unsure } = reading("1. 301 36.5", "2. 301 37.9");
    expect(sure.map((l) => l.temperature)).toEqual([365]);
    expect(unsure.map((l) => [l.temperature, l.candidates])).toEqual([[379, ["p301"]]]);
  });

  test("doors that nobody wrote about are counted, lines without a number are not read", () => {
    const { sure, unmentioned } = readJielong("301 在家\n36.5 正常\n", doors);
    expect(sure).toEqual([]);
    expect(unmentioned).toHaveLength(4);
  });

  test("empty entries are passed over", () => {
    expect(reading("1. ", "2. 301 36.5").sure).toHaveLength(1);
  });
});

describe("temperatures in words", () => {
  test.each([["36.5", 365], ["37。8", 378], ["36点6", 366], ["38度", 380], ["体温36.5℃", 365], ["365", null], ["1102", null], ["36.55", null]])(
    "%s", (text, tenths) => {
      expect(temperatureIn(text)).toBe(tenths);
    },
  );
});

describe("symptoms in words", () => {
  test.each<[string, readonly string[]]>([
    ["发热", ["fever"]], ["有点发烧,咳嗽", ["fever", "cough"]], ["无发热", []], ["没有咳嗽,乏力", ["fatigue"]],
    ["不发烧、外出", ["returned"]], ["没力气", ["fatigue"]], ["正常", []], ["密接", ["contact"]],
  ])("%s", (text, symptoms) => {
    expect(symptomsIn(text)).toEqual(symptoms);
  });
});
