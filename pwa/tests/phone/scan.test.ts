import { describe, expect, test } from "vitest";

import { isCard, placeOf, screenOf } from "../../src/phone/scan/code";
import type { Place, PlaceType } from "../../src/store/types";

function place(id: string, type: PlaceType, parent: string | null): [string, Place] {
  return [id, {
    id, type, name: id, parent, sort: 0, floor: null, door: null, stairwell: null, areaKind: null, cleanedBy: null, sessions: null, tags: [], occupancy: null,
  }];
}

const C = "420103009001.1";
const places = new Map([
  place(C, "compound", null), place(`${C}.3`, "building", C), place(`${C}.3.1`, "stairwell", `${C}.3`), place(`${C}.3.1.1302`, "household", `${C}.3.1`),
  place(`${C}.5`, "building", C), place(`${C}.5.1`, "stairwell", `${C}.5`), place(`${C}.5.1.1302`, "household", `${C}.5.1`),
  place(`${C}.3.@大厅`, "area", `${C}.3`), place(`${C}.@东门`, "gate", C), place(`${C}.A-1`, "building", C),
]);

describe("a card", () => {
  test.each([
    [`https://six.example/#/at/${C}.3.1.1302`, `${C}.3.1.1302`],
    [`https://six.example/#/at/${encodeURIComponent(`${C}.@东门`)}`, `${C}.@东门`],
    [`${C}.3.1.1302`, `${C}.3.1.1302`],
    ["3.1.1302", `${C}.3.1.1302`],
    ["3-1302", `${C}.3.1.1302`],
    ["3。1。1302", `${C}.3.1.1302`],
    ["3.@大厅", `${C}.3.@大厅`],
    ["东门", `${C}.@东门`],
    ["A-1", `${C}.A-1`],
  ])("%s is one place", (text, id) => {
    expect(placeOf(text, places)?.id).toBe(id);
  });

  test.each(["", "1302", "4.1.1302", "https://weixin.qq.com/r/abc", "99"])("%s is none, and none is guessed", (text) => {
    expect(placeOf(text, places)).toBeNull();
  });

  test("of a place that this phone does not hold is told from a code of something else", () => {
    expect([isCard("https://six.example/#/at/420103009002.1.3"), isCard("420103009002.1.3"), isCard("https://weixin.qq.com/r/abc")]).toEqual([true, true, false]);
  });

  test("opens where its place is worked on", () => {
    const at = (id: string) => screenOf(places.get(id) ?? ({} as Place), places);
    expect([at(`${C}.3.1.1302`), at(`${C}.3.@大厅`), at(`${C}.@东门`), at(`${C}.3.1`)]).toEqual([
      ["building", `${C}.3`], ["disinfection", C], ["gate", `${C}.@东门`], ["building", `${C}.3`],
    ]);
  });
});
