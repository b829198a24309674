/** Who is at the gate, since when, and when nobody was: read from the shifts that were worked. */

import type { Stated } from "../../store/records";
import { HOUR, MINUTE } from "../../sync/days";

export interface Shift {
  readonly id: string;
  readonly who: string;
  readonly startedAt: number;
  /** null while it lasts. */
  readonly endedAt: number | null;
}

function textOf(one: Stated, field: string): string {
  const value = one.fields[field];
  return typeof value === "string" ? value : "";
}

function momentOf(one: Stated, field: string): number | null {
  const value = one.fields[field];
  return typeof value === "number" ? value : null;
}

function shiftsOf(records: readonly Stated[], gate: string, stage: string): readonly Shift[] {
  const here = records.filter((one) => one.place === gate && one.fields.stage === stage && (one.fields.task ?? "gate") === "gate");
  const found = here.map((one) => ({
    id: one.id, who: textOf(one, "who"), startedAt: momentOf(one, "started_at") ?? one.at, endedAt: momentOf(one, "ended_at"),
  }));
  return found.sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

/** Shifts that were worked at a gate, the earliest first. */
export function worked(records: readonly Stated[], gate: string): readonly Shift[] {
  return shiftsOf(records, gate, "worked");
}

/** The shift that lasts: the latest one that nobody ended. One never handed over counts for `longest` hours at most. */
export function present(shifts: readonly Shift[], at: number, longest: number): Shift | null {
  const open = shifts.filter((shift) => shift.endedAt === null && shift.startedAt + longest * HOUR > at);
  return open[open.length - 1] ?? null;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
  /** Longer than the rule allows. */
  readonly long: boolean;
}

/** The stretches of start..end without anybody, in order; `allowed` minutes are no breach. */
export function gapsIn(shifts: readonly Shift[], start: number, end: number, allowed: number, longest: number): readonly Gap[] {
  const gaps: Gap[] = [];
  const add = (from: number, to: number) => {
    if (to - from >= MINUTE) gaps.push({ from, to, long: to - from > allowed * MINUTE });
  };
  let reached = start;
  for (const { startedAt, endedAt } of shifts) {
    if (startedAt > reached) add(reached, Math.min(startedAt, end));
    reached = Math.max(reached, endedAt ?? Math.min(startedAt + longest * HOUR, end));
    if (reached >= end) return gaps;
  }
  add(reached, end);
  return gaps;
}

/** Where looking for gaps begins: a day ago, or with the first shift that this phone knows of. */
export function watchedFrom(shifts: readonly Shift[], at: number): number {
  return Math.max(at - 24 * HOUR, shifts[0]?.startedAt ?? at);
}

/** Who may be next, the roster's first: those planned around now, the gate's team, then who stood here before; never the one who is here. */
export function nextOnes(records: readonly Stated[], teams: readonly Stated[], gate: string, at: number, here: string | null): readonly string[] {
  const planned = shiftsOf(records, gate, "planned")
    .filter((shift) => (shift.endedAt ?? shift.startedAt) > at)
    .map((shift) => shift.who);
  const team = teams
    .filter((one) => one.fields.task === "gate")
    .flatMap((one) => [textOf(one, "lead"), ...(Array.isArray(one.fields.members) ? one.fields.members : [])])
    .filter((who): who is string => typeof who === "string");
  const before = [...worked(records, gate)].reverse().map((shift) => shift.who);
  return [...new Set([...planned, ...team, ...before])].filter((who) => who !== "" && who !== here).slice(0, 6);
}
