import { expect, test } from "vitest";

import { countText, isNormal, lookOf, resultOf, sumOf, viewsOf, type TapKind } from "../../src/phone/survey/reckon";
import type { Stated } from "../../src/store/records";
import type { Fields, FieldSpec } from "../../src/store/types";

const label = { zh: "数", en: "count" };
const count: FieldSpec = { type: "int", min: 0, max: 99, label };
const kind: TapKind = {
  version: 1, stream: "work", unit: "compound", places: ["household"], identity: "op", slot: "none", record_by: [], label,
  fields: { pots: count, leaking: count, where: { type: "text", label } }, tap: { normal: { pots: 0, leaking: 0 }, alarm: "leaking" },
};

let made = 0;
function stated(place: string, fields: Fields): Stated {
  return { id: `r${(made += 1)}`, kind: "k", place, slot: null, fields, by: ["u"], byMe: true, at: (made += 1), unsent: false, conflict: false };
}

test("a place that nobody has seen is in no view, one that was seen says normal or alarm", () => {
  const views = viewsOf(kind, [stated("101", { pots: 0, leaking: 0 }), stated("102", { pots: 3, leaking: 1 }), stated("103", { pots: 3, leaking: 0 })]);
  expect([...views].map(([place, view]) => [place, view.code])).toEqual([["101", "normal"], ["102", "exception"], ["103", "normal"]]);
  expect([...views.values()].map((view) => isNormal(kind, view.fields))).toEqual([true, false, false]);
});

test("an alarm shows before what was said after it, and counts once in the sums", () => {
  const views = viewsOf(kind, [stated("101", { pots: 4, leaking: 2 }), stated("101", { pots: 0, leaking: 0 }), stated("102", { pots: 1, leaking: 0 })]);
  expect(views.get("101")?.fields).toEqual({ pots: 4, leaking: 2 });
  expect([sumOf(views.values(), "pots"), sumOf(views.values(), "leaking")]).toEqual([5, 2]);
});

test("a tile says its counts in the order of the kind", () => {
  expect(countText(kind, { leaking: 1, pots: 3 })).toBe("3/1");
});

const result: FieldSpec = { type: "choice", label, choices: [{ id: "hazard", label }, { id: "clear", label }, { id: "no_answer", label }, { id: "refused", label }] };
const patrol: TapKind = {
  ...kind, slot: "session", fields: { result }, tap: { normal: { result: "clear" }, alarm: null },
  slot_state: { field: "result", done: ["clear", "hazard"], attempted: ["no_answer", "refused"], severity: ["hazard", "refused", "no_answer", "clear"] },
};

test("a kind that is owed in each session shows how the visit went", () => {
  const view = (state: "due" | "done" | "attempted", code: string | null) => ({
    state, code, temperature: null, by: null, byMe: true, unsent: false, conflict: false, recordId: "r", recordIds: ["r"], observedAt: 0, fields: {},
  });
  const looks = [view("due", null), view("done", "clear"), view("done", "hazard"), view("attempted", "no_answer"), view("attempted", "refused")].map((one) => lookOf(patrol, one));
  expect(looks).toEqual(["due", "done", "exc", "noans", "exc"]);
  expect([resultOf(patrol)?.field, resultOf(kind)]).toEqual(["result", null]);
});
