import { describe, expect, test } from "vitest";

import { healthIn, plain } from "../../src/phone/paste/health";
import { readJielong, type KnownDoor, type Line } from "../../src/phone/paste/jielong";
import { adds, fieldsOfLine } from "../../src/phone/paste/keep";
import type { DoorView } from "../../src/store/types";

const FEVER = 373;
const doors: readonly KnownDoor[] = [
  { id: "p301", door: "301", head: "李**" },
  { id: "p302", door: "302", head: "张伟" },
  { id: "p1102", door: "1102", head: "张**" },
  { id: "p1201", door: "1201", head: "王芳" },
  { id: "p101A", door: "101A", head: null },
  { id: "p1203", door: "1203", head: null, isDue: false },
  { id: "p904", door: "904", head: "赵**", isWatched: true },
];
const TITLE = "3栋今晚体温 37.3 以下正常";

function reading(...lines: readonly string[]) {
  return readJielong(["#接龙", TITLE, ...lines].join("\n"), { building: "3", doors });
}

function only(line: string): Line {
  const { sure, unsure } = reading(line);
  const [one, more] = [...sure, ...unsure];
  if (!one || more) throw new Error(`${sure.length} sure, ${unsure.length} unsure`);
  return one;
}

/** Where the text comes to by itself, or why it is asked. */
function outcomeOf(line: Line): string {
  if (line.doubt !== null) return `asks: ${line.doubt}`;
  const fields = fieldsOfLine(line, line.says === "ill" ? "exception" : "normal", FEVER);
  return [line.place, fields.outcome, fields.temperature].filter((one) => one !== undefined).join(" ");
}

describe("which door a line means", () => {
  test.each([
    ["1. 301 36.5 正常", "p301 normal 365"],
    ["1、301正常", "p301 normal"],
    ["2)1102李四 37.8发热", "p1102 exception 378"],
    ["3.302 ok", "p302 normal"],
    ["1. 101a 36.6", "p101A normal 366"],
    ["1. 1201 全家3人体温36.4", "p1201 normal 364"],
    ["1. 1201 36.5", "p1201 normal 365"],
    ["1. 3-1201 36.5", "p1201 normal 365"],
    ["1. 3—1201 正常", "p1201 normal"],
    ["1. 3栋1201室 36.5", "p1201 normal 365"],
    ["1. 3号楼1201 正常", "p1201 normal"],
    ["1. 3#1201 正常", "p1201 normal"],
    ["1. 3栋12楼1201 王芳 正常", "p1201 normal"],
    ["1. 30136.5", "p301 normal 365"],
    ["1. 张伟 36.4", "p302 normal 364"],
  ])("%s", (text, outcome) => {
    expect(outcomeOf(only(text))).toBe(outcome);
  });

  test.each<[string, string, readonly string[]]>([
    ["1. 5栋1201 36.5", "elsewhere", []],
    ["1. 5-1201 36.5", "elsewhere", ["p1201"]],
    ["1. 5号楼1201 正常", "elsewhere", []],
    ["1. 31201 36.5", "maybe", ["p1201"]],
    ["1. 13013 36.5", "no_door", []],
    ["1. 小李妈妈 36.7", "maybe", ["p301"]],
    ["1. 301和302都好 36.5", "many", ["p301", "p302"]],
    ["1. 301 张伟 36.5", "many", ["p301", "p302"]],
    ["1. 1203 36.5", "empty_door", ["p1203"]],
    ["3. +1", "no_door", []],
    ["1. 都正常", "no_door", []],
  ])("%s asks: %s", (text, doubt, candidates) => {
    const line = only(text);
    expect([line.doubt, line.place, line.candidates]).toEqual([doubt, null, candidates]);
  });

  test("the same number in two stairwells is asked, unless the line says which", () => {
    const two = [{ id: "a", door: "101", head: null, stairwell: "1" }, { id: "b", door: "101", head: null, stairwell: "2" }];
    const read = (text: string) => readJielong(text, { building: "3", doors: two });
    expect(read("1. 101 正常").unsure[0]?.candidates).toEqual(["a", "b"]);
    for (const text of ["1. 2单元101 正常", "1. 3-2-101 正常", "1. 3栋2单元101 正常"]) expect(read(text).sure.map((l) => l.place)).toEqual(["b"]);
    expect(read("1. 2-101 正常").unsure[0]).toMatchObject({ doubt: "maybe", candidates: ["b"] });
    expect(read("1. 5单元101 正常").unsure[0]).toMatchObject({ doubt: "many", candidates: ["a", "b"] });
  });

  test("in a building with doors of one figure, people are not doors", () => {
    const small = [{ id: "d3", door: "3", head: null }, { id: "d12", door: "12", head: null }];
    const read = (text: string) => readJielong(text, { building: "老屋", doors: small });
    expect(read("1. 王家3口人 36.5").unsure[0]?.doubt).toBe("no_door");
    expect(read("1. 12号 3人 36.5").sure.map((l) => l.place)).toEqual(["d12"]);
  });
});

describe("what a line says", () => {
  test.each([
    ["1. 301", "asks: silent"],
    ["1. 301 李四 +1", "asks: silent"],
    ["1. 301 感冒了", "asks: unclear"],
    ["1. 301 嗓子疼 36.5", "asks: unclear"],
    ["1. 301 不太舒服", "asks: unclear"],
    ["1. 301 不正常", "asks: unclear"],
    ["1. 301 没人在家", "asks: unclear"],
    ["1. 301 回老家了", "asks: unclear"],
    ["1. 301 退烧了", "asks: unclear"],
    ["1. 301 三十八度", "asks: unclear"],
    ["1. 301 38", "asks: unclear"],
    ["1. 301 378 正常", "asks: unclear"],
    ["1. 301 体温38", "p301 exception 380"],
    ["1. 301 体温:378", "p301 exception 378"],
    ["1. 301 37.85", "p301 exception 378"],
    ["1. 301 37度8", "p301 exception 378"],
    ["1. 301 36.5/36.7/37.4 都在家", "p301 exception 374"],
    ["1. 301 昨天发热,今天36.5", "p301 exception 365"],
    ["1. 301 不太舒服发烧38.2", "p301 exception 382"],
    ["1. 301 是不是发烧了", "p301 exception"],
    ["1. 301 没胃口,低烧", "p301 exception"],
    ["1. 301 37.8 正常", "p301 exception 378"],
    ["1. 301 无发热、咳嗽、乏力等症状", "p301 normal"],
    ["1. 301 不咳不喘,没有不舒服", "p301 normal"],
    ["1. 301 体温低于37.3", "p301 normal"],
    ["1. 301 未外出 36.6℃", "p301 normal 366"],
    ["1. 904 正常", "asks: watched"],
    ["1. 904 36.5", "p904 normal 365"],
  ])("%s", (text, outcome) => {
    expect(outcomeOf(only(text))).toBe(outcome);
  });

  test.each(["发热", "发烧", "低烧", "高热", "烧到39", "感冒发热", "无力,发烧", "没精神 发热", "37.3", "38度", "39.1℃"])(
    "%s is never recorded as normal, whatever is picked", (words) => {
      const line = only(`1. 301 ${words}`);
      expect(fieldsOfLine(line, "normal", FEVER).outcome).toBe("exception");
    },
  );

  test("what an exception said is kept in its words, a normal door's is not", () => {
    expect(fieldsOfLine(only("1. 301 发热37.8"), "exception", FEVER)).toEqual({
      outcome: "exception", method: "wechat", temperature: 378, symptoms: ["fever"], note: "301 发热37.8",
    });
    expect(fieldsOfLine(only("1. 301 36.5"), "normal", FEVER)).toEqual({ outcome: "normal", method: "wechat", temperature: 365 });
  });
});

describe("the lines of a list", () => {
  test("a door that said different things is asked, and the same twice is one", () => {
    const { sure, unsure } = reading("1. 301 36.5", "2. 301 37.9", "3. 302 36.6", "4. 302 36.6");
    expect(sure.map((l) => l.place)).toEqual(["p302"]);
    expect(unsure.map((l) => [l.doubt, l.temperature, l.candidates])).toEqual([["twice", 365, ["p301"]], ["twice", 379, ["p301"]]]);
  });

  test("an entry of two rows is one: a fever in the second is not lost", () => {
    expect(reading("1. 301 李四", "发烧38.5", "2. 302 正常").sure.map(outcomeOf)).toEqual(["p301 exception 385", "p302 normal"]);
  });

  test("a row without a number that names a door is asked, and an example is not read", () => {
    const { sure, unsure } = readJielong("例:302 36.5 正常\n301 在家 36.5\n1. 1201 36.4", { building: "3", doors });
    expect(sure.map((l) => l.place)).toEqual(["p1201"]);
    expect(unsure.map((l) => [l.doubt, l.candidates])).toEqual([["unnumbered", ["p301"]]]);
  });

  test("a door at the head of a row is not taken for the row's number", () => {
    const { unsure } = readJielong("301:36.5\n302、正常", { building: "3", doors });
    expect(unsure.map((l) => l.candidates)).toEqual([["p301"], ["p302"]]);
  });

  test("doors that nobody wrote about are counted, without those that stand empty", () => {
    expect(reading("1. ", "2. 301 36.5").unmentioned).toEqual(["p302", "p1102", "p1201", "p101A", "p904"]);
  });

  test("forty rows as a group writes them: what is clear is recognised, the rest is asked", () => {
    const floors = Array.from({ length: 40 }, (_, at) => ({ id: `d${at}`, door: `${Math.floor(at / 4) + 1}0${(at % 4) + 1}`, head: null }));
    const rows = floors.map(({ door }, at) => `${at + 1}. 3-${door} ${["王", "李", "张"][at % 3]} 3口人 ${["36.5 正常", "无发热咳嗽", "体温36.7℃,均在家"][at % 3]}`);
    rows[6] = "7. 小张妈妈 36.7";
    rows[9] = "10. 3-302 娃37.8";
    const { sure, unsure, unmentioned } = readJielong(["#接龙", TITLE, "", ...rows].join("\r\n"), { building: "3栋", doors: floors });
    expect([sure.length, unsure.length, unmentioned.length]).toEqual([39, 1, 1]);
    expect(sure.filter((line) => fieldsOfLine(line, "normal", FEVER).outcome === "exception").map((line) => line.text)).toEqual(["3-302 娃37.8"]);
  });
});

describe("a door that was recorded in this round", () => {
  const view = (state: DoorView["state"], code: string) => ({ state, code }) as DoorView;
  const [well, ill] = ["1. 301 36.5", "1. 301 发热"].map((text) => ({ line: only(text), place: "p301", outcome: "normal" as const }));

  test("is left alone by a normal line, and gets an exception beside it", () => {
    if (!well || !ill) throw new Error("two lines");
    expect([adds(well, view("done", "normal"), FEVER), adds(ill, view("done", "normal"), FEVER), adds(ill, view("done", "exception"), FEVER)]).toEqual([false, true, false]);
  });

  test("is filled where nobody had answered", () => {
    if (!well) throw new Error("a line");
    expect([adds(well, undefined, FEVER), adds(well, view("attempted", "no_answer"), FEVER)]).toEqual([true, true]);
  });
});

describe("temperatures in words", () => {
  test.each([["36.5", 365], ["37。8", 378], ["36点6", 366], ["38度", 380], ["体温36.5℃", 365], ["365", null], ["1102", null], ["36.55", 365], ["37.8", 378]])(
    "%s", (text, tenths) => {
      expect(healthIn(plain(text)).temperature).toBe(tenths);
    },
  );
});

describe("symptoms in words", () => {
  test.each<[string, readonly string[]]>([
    ["发热", ["fever"]], ["有点发烧,咳嗽", ["fever", "cough"]], ["无发热", []], ["没有咳嗽,乏力", ["fatigue"]],
    ["不发烧、外出", ["returned"]], ["没力气", ["fatigue"]], ["正常", []], ["密接", ["contact"]],
  ])("%s", (text, symptoms) => {
    expect(healthIn(plain(text)).symptoms).toEqual(symptoms);
  });

  test("a denied one is said to be well", () => {
    expect(healthIn(plain("无发热,无咳嗽")).says).toBe("well");
  });
});
