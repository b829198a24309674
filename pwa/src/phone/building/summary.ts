/** The round in one sentence, to paste into the group. */

import type { DoorView, Place } from "../../store/types";
import type { Words } from "../../words";
import { degreesText } from "../door/temperature";
import { isDue } from "../rounds";
import { doorLabel } from "./floors";
import { tally } from "./tally";

type Views = ReadonlyMap<string, DoorView>;

function detail(door: Place, view: DoorView | undefined, feverFrom: number, w: Words): string {
  const label = doorLabel(door);
  const fever = view?.temperature != null && view.temperature >= feverFrom;
  return fever ? w.summary.fever(label, degreesText(view.temperature ?? 0)) : label;
}

function part(outcome: "no_answer" | "exception" | "refused", doors: readonly Place[], views: Views, feverFrom: number, w: Words): string | null {
  const those = doors.filter((d) => views.get(d.id)?.code === outcome);
  if (those.length === 0) return null;
  return w.summary.part(w.outcome[outcome], those.length, those.map((d) => detail(d, views.get(d.id), feverFrom, w)).join(w.summary.join));
}

/** 【3栋 3月10日晚查】应查58户,已查57户:正常55,没人1(1404),异常1(1302 发热37.8)。 */
export function summaryOf(head: string, all: readonly Place[], views: Views, feverFrom: number, w: Words): string {
  const doors = all.filter(isDue);
  const { due, visited } = tally(doors, views);
  const special = (["no_answer", "exception", "refused"] as const).map((o) => part(o, doors, views, feverFrom, w)).filter((p) => p !== null);
  const others = doors.filter((d) => ["no_answer", "exception", "refused"].includes(views.get(d.id)?.code ?? "")).length;
  const parts = [w.summary.part(w.outcome.normal, visited - others, ""), ...special];
  return `${head}${w.summary.body(due, visited)}${w.summary.colon}${parts.join(w.summary.join)}${w.summary.end}`;
}
