/** Rounds of any kind that declares its normal answer: what a place says today, and the sums of its counts. */

import type { Stated } from "../../store/records";
import type { Choice, DoorView, Fields, FieldSpec, Kind } from "../../store/types";

export interface TapKind extends Kind {
  readonly tap: NonNullable<Kind["tap"]>;
}

export function isTapKind(kind: Kind | undefined): kind is TapKind {
  return kind?.tap != null;
}

/** The whole numbers of the normal answer, in the kind's order: they are counted with steppers and summed up. */
export function countsOf(kind: TapKind): readonly (readonly [string, FieldSpec])[] {
  return Object.entries(kind.fields).filter(([name]) => typeof kind.tap.normal[name] === "number");
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === "number" ? value : 0;
}

function isAlarm({ tap }: TapKind, fields: Fields): boolean {
  return tap.alarm !== null && numberOf(fields, tap.alarm) > numberOf(tap.normal, tap.alarm);
}

export function isNormal({ tap }: TapKind, fields: Fields): boolean {
  return Object.entries(tap.normal).every(([name, value]) => fields[name] === value);
}

/** The choice that says how a visit went, for a kind that is owed in each session. */
export function resultOf(kind: TapKind): { readonly field: string; readonly choices: readonly Choice[] } | null {
  const field = kind.slot_state?.field;
  const choices = field === undefined ? undefined : kind.fields[field]?.choices;
  return kind.slot === "session" && field !== undefined && choices ? { field, choices } : null;
}

/** What a tile of such a kind looks like: the visit is done as normal, was in vain, or found something. */
export function lookOf(kind: TapKind, { state, code }: Pick<DoorView, "state" | "code">): "due" | "done" | "noans" | "exc" {
  if (state === "due") return "due";
  if (state === "attempted") return code === "refused" ? "exc" : "noans";
  const result = resultOf(kind);
  return result !== null && code === kind.tap.normal[result.field] ? "done" : "exc";
}

/** The places that were seen, each with what shows: an alarm before all else, then what was said last. */
export function viewsOf(kind: TapKind, records: readonly Stated[]): ReadonlyMap<string, DoorView> {
  const found = new Map<string, Stated[]>();
  for (const one of records) found.set(one.place, [...(found.get(one.place) ?? []), one]);
  return new Map([...found].map(([place, all]) => [place, viewOf(kind, all)]));
}

function viewOf(kind: TapKind, all: readonly Stated[]): DoorView {
  const shown = all.reduce((held, one) => (isAlarm(kind, held.fields) && !isAlarm(kind, one.fields) ? held : one));
  return {
    state: "done", code: isAlarm(kind, shown.fields) ? "exception" : "normal", temperature: null, by: shown.by[0] ?? null, byMe: shown.byMe,
    unsent: all.some((one) => one.unsent), conflict: all.some((one) => one.conflict), recordId: shown.id, recordIds: all.map((one) => one.id),
    observedAt: shown.at, fields: shown.fields,
  };
}

/** The sum of a count over the places seen, each counted once. */
export function sumOf(views: Iterable<DoorView>, name: string): number {
  return [...views].reduce((sum, view) => sum + numberOf(view.fields, name), 0);
}

/** "3/1": what was counted, as short as a tile is. */
export function countText(kind: TapKind, fields: Fields): string {
  return countsOf(kind).map(([name]) => numberOf(fields, name)).join("/");
}
