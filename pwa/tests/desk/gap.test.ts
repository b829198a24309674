/** A gap leads to what is missing, as far as its reader may go. */

import { expect, test } from "vitest";
import { doneAt, type Gap, targetOf } from "../../src/desk/checklist/gap";

const SECRETARY = { may: ["board", "people", "cases", "replicas"], compound: "c1", community: "q1" };
const DISTRICT = { ...SECRETARY, may: ["checklist"] };
const here = { compound: "c1", community: "q1" };

function gap(type: string | null, more: Partial<Gap> = {}): Gap {
  const place = { id: "p", name: "p", type, building: type === "household" ? "b" : null };
  return { place, day: "2020-03-09", session: "pm", state: "missed", why: { zh: "", en: "" }, said: {}, record_ids: [], closed: 0, responsible: [], ...more };
}

test("an unvisited door opens in its building, at its round", () => {
  const params = { ...here, building: "b", door: "p", day: "2020-03-09", session: "pm" };
  expect(targetOf(gap("household"), ["screening"], SECRETARY)).toEqual({ page: "building", params });
});

test("a missing disinfection opens at its round; of a whole day, at its line among the areas", () => {
  expect(targetOf(gap("area"), ["disinfection"], SECRETARY)).toEqual({ page: "missed", params: { ...here, at: "p", day: "2020-03-09", session: "pm" } });
  expect(targetOf(gap("area", { session: "*" }), ["disinfection"], SECRETARY)).toEqual({ page: "areas", params: { ...here, at: "p", day: "2020-03-09" } });
});

test("an unstaffed day opens at the gate, a building without a lead among the people", () => {
  expect(targetOf(gap("compound", { state: "unstaffed" }), ["duty_shift"], DISTRICT)).toEqual({ page: "gates", params: { ...here, day: "2020-03-09" } });
  expect(targetOf(gap("building", { state: "no_lead" }), ["assignment"], SECRETARY)?.page).toBe("people");
});

test("a person not released opens among the people of concern, for those above on the fourteen days", () => {
  const one = gap(null, { state: "unreleased", said: { case: "k1" } });
  expect(targetOf(one, ["case_event"], SECRETARY)).toEqual({ page: "cases", params: { ...here, person: "k1" } });
  expect(targetOf(one, [], DISTRICT)).toEqual({ page: "zero", params: here });
});

test("whoever sees no board sees what was recorded there; where they may read nothing, no link", () => {
  expect(targetOf(gap("area"), ["disinfection"], DISTRICT)).toEqual({ page: "records", params: { ...here, at: "p", kind: "disinfection", day: "2020-03-09" } });
  expect(targetOf(gap("household"), [], DISTRICT)).toBeNull();
});

test("a spot check that nobody drew leads to the page where one is drawn, and only those who may", () => {
  expect(doneAt(["spot_sample", "spot_check"], ["spot"])).toBe("spot");
  expect(doneAt(["spot_sample", "spot_check"], ["board"])).toBeNull();
  expect(doneAt(["screening"], ["spot", "people", "cases"])).toBeNull();
});
