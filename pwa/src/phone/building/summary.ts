/** The round in one sentence, to paste into the group. */

import type { DoorView, Place } from "../../store/types";
import { words, type Words } from "../../words";
import { summary as summaryWords } from "../../words/phone/summary";
import { degreesText } from "../door/temperature";
import { wordsOf } from "../page-words";
import { isDue } from "../rounds";
import { doorLabel } from "./floors";
import { tally } from "./tally";

const t = wordsOf(summaryWords);

/** 【3栋 3月10日晚查】 */
export function summaryHead(building: string, day: string, session: string): string {
  return t().head(building, day, session);
}

type Views = ReadonlyMap<string, DoorView>;

/** The door's number, with its stairwell where another door of the building has the same. */
export function labelOf(door: Place, doors: readonly Place[]): string {
  const twin = doors.some((one) => one.id !== door.id && doorLabel(one) === doorLabel(door));
  return twin && door.stairwell !== null ? `${words.value.building.stairwell(door.stairwell)} ${doorLabel(door)}` : doorLabel(door);
}

function detail(door: Place, doors: readonly Place[], view: DoorView | undefined, feverFrom: number): string {
  const label = labelOf(door, doors);
  const fever = view?.temperature != null && view.temperature >= feverFrom;
  return fever ? t().fever(label, degreesText(view.temperature ?? 0), !view.unsent) : label;
}

function part(outcome: "no_answer" | "exception" | "refused", doors: readonly Place[], views: Views, feverFrom: number, w: Words): string | null {
  const those = doors.filter((d) => views.get(d.id)?.code === outcome);
  if (those.length === 0) return null;
  return t().part(w.outcome[outcome], those.length, those.map((d) => detail(d, doors, views.get(d.id), feverFrom)).join(t().join));
}

/** 【3栋 3月10日晚查】应查58户,已查57户:正常55,没人1(1404),异常1(1302 发热37.8)。 */
export function summaryOf(head: string, all: readonly Place[], views: Views, feverFrom: number, w: Words): string {
  const doors = all.filter(isDue);
  const { due, visited } = tally(doors, views);
  const special = (["no_answer", "exception", "refused"] as const).map((o) => part(o, doors, views, feverFrom, w)).filter((p) => p !== null);
  const others = doors.filter((d) => ["no_answer", "exception", "refused"].includes(views.get(d.id)?.code ?? "")).length;
  const parts = [t().part(w.outcome.normal, visited - others, ""), ...special];
  return `${head}${t().body(due, visited)}${t().colon}${parts.join(t().join)}${t().end}`;
}
