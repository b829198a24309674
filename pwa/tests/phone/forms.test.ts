import { describe, expect, test } from "vitest";

import { markOf } from "../../src/phone/forms/mark";
import { formKinds, textOf, valueOf } from "../../src/phone/forms/values";
import type { Catalogue, FieldSpec, Kind, Place } from "../../src/store/types";

const temperature: FieldSpec = { type: "int", unit: "tenths_celsius" };
const price: FieldSpec = { type: "int", unit: "fen" };
const moment: FieldSpec = { type: "int", unit: "ms" };
const text: FieldSpec = { type: "text" };

describe("what a person types and what a field holds", () => {
  test("degrees are kept as tenths, yuan as fen", () => {
    expect(valueOf(temperature, "37.8")).toBe(378);
    expect(valueOf(temperature, "37。8")).toBe(378);
    expect(valueOf(price, "12,50")).toBe(1250);
    expect(textOf(temperature, 378)).toBe("37.8");
  });

  test("a moment is meant on the compound's clock", () => {
    expect(valueOf(moment, "2020-03-10T18:02")).toBe(Date.parse("2020-03-10T10:02:00Z"));
    expect(textOf(moment, Date.parse("2020-03-10T10:02:00Z"))).toBe("2020-03-10T18:02");
  });

  test("nothing typed is no value, and nonsense is none either", () => {
    expect(valueOf(text, "  ")).toBeNull();
    expect(valueOf(temperature, "warm")).toBeNull();
    expect(valueOf(moment, "tomorrow")).toBeNull();
  });

  test("text is kept without the spaces around it", () => {
    expect(valueOf(text, " 白菜 ")).toBe("白菜");
  });
});

describe("kinds that get a plain form", () => {
  const kind = (record_by: readonly string[]): Kind => ({
    version: 1, stream: "work", unit: "compound", places: ["compound"], identity: "op", slot: "none", record_by, label: { zh: "", en: "" }, fields: {},
  });
  const catalogue = (asks?: readonly string[]): Catalogue => ({
    etag: "", kinds, labels: {}, policy: { id: "", version: 1, sessions: [], values: {}, ...(asks ? { asks } : {}) },
  });
  const kinds = { screening: kind(["grid_worker"]), notice: kind(["grid_worker", "property_staff"]), team: kind(["community"]), vector_survey: kind(["grid_worker"]) };

  test("are those of the role that have no screen of their own, a new kind without any code", () => {
    expect(formKinds(catalogue(), ["grid_worker"])).toEqual(["notice", "vector_survey"]);
    expect(formKinds(catalogue(), ["property_staff"])).toEqual(["notice"]);
    expect(formKinds(catalogue(), [])).toEqual([]);
  });

  test("nobody in an epidemic is asked about mosquitoes, and the other way round", () => {
    expect(formKinds(catalogue(["screening", "notice"]), ["grid_worker"])).toEqual(["notice"]);
    expect(formKinds(catalogue(["vector_survey"]), ["grid_worker"])).toEqual(["vector_survey"]);
  });
});

test("a case at home marks its door; one in hospital, a release and a door marked already change nothing", () => {
  const door = (tags: readonly string[]) => ({ id: "d", type: "household", tags: [], occupancy: { state: "occupied", tags } }) as unknown as Place;
  expect(markOf("case_event", door(["alone"]), { event: "opened", location: "home" })).toEqual({ state: "occupied", tags: ["alone", "watch"] });
  expect(markOf("case_event", door([]), { event: "opened" })).toEqual({ state: "occupied", tags: ["watch"] });
  for (const said of [{ event: "opened", location: "hospital" }, { event: "released" }]) expect(markOf("case_event", door([]), said)).toBeNull();
  expect(markOf("case_event", door(["watch"]), { event: "opened" })).toBeNull();
  expect(markOf("need", door([]), { event: "opened" })).toBeNull();
});
