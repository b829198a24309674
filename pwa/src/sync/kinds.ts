/** Kinds of record as the catalogue describes them, and what is wrong with a payload before it is sealed. */

import { type FaultCode, faultOfValue, type FieldSpec, type Label, own } from "./fields";
import type { Fields, Value } from "./ops";

export interface SlotState {
  readonly field: string;
  readonly done: readonly string[];
  readonly attempted?: readonly string[];
  /** Most severe first. */
  readonly severity?: readonly string[];
}

export interface Kind {
  readonly version: number;
  readonly stream: string;
  readonly unit: string;
  readonly places: readonly string[];
  readonly identity: "op" | "place";
  readonly slot: "session" | "day" | "none";
  readonly record_by: readonly string[];
  /** Whose changes count at once; others' wait for the community. Absent: of everybody in `record_by`. */
  readonly amend_by?: readonly string[];
  readonly label: Label;
  readonly slot_state?: SlotState | null;
  /** What one tap on a place records; a whole number of the field `alarm` above it raises alarm. */
  readonly tap?: { readonly normal: Fields; readonly alarm: string | null } | null;
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

export interface SessionSpec {
  readonly id: string;
  readonly label: Label;
  /** "06:00": from this minute of the local day, up to and without `to`. */
  readonly from: string;
  readonly to: string;
}

export interface DatedValue {
  readonly from: string;
  readonly value: Value;
}

export interface PolicySummary {
  readonly id: string;
  readonly version: string | number;
  /** The kinds of record that this campaign asks for; a catalogue of before says nothing, and means all. */
  readonly asks?: readonly string[];
  readonly sessions: readonly SessionSpec[];
  readonly values: Readonly<Record<string, readonly DatedValue[]>>;
  /** By category of people under observation: the days after which a release is due. Missing in a catalogue kept from before. */
  readonly observed?: Readonly<Record<string, readonly DatedValue[]>>;
}

export interface Catalogue {
  readonly etag: string;
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly policy: PolicySummary;
  /** Words for place types, area kinds and roles: labels.place_types.building.zh */
  readonly labels: Readonly<Record<string, Readonly<Record<string, Label>>>>;
}

export interface Fault {
  readonly field: string;
  readonly code: FaultCode;
}

export const VOID = "_void";
export const WHY = "_why";

/** Values of the field, most severe first; empty where no order was given. */
export function severityOf(kind: Kind, field: string): readonly string[] {
  if (kind.slot_state?.field === field) return kind.slot_state.severity ?? [];
  return own(kind.fields, field)?.severity ?? [];
}

/**
 * Everything wrong with a payload, sorted by field and code; empty when it is good. An amendment may leave out
 * required fields, clear an optional one with null, and carry `_void` and `_why`. Never throws.
 */
export function faults(kind: Kind, given: Fields, amend = false): readonly Fault[] {
  const found: Fault[] = [];
  for (const [field, spec] of Object.entries(kind.fields))
    if (!amend && spec.required && own(given, field) === undefined) found.push({ field, code: "missing" });
  for (const [field, value] of Object.entries(given)) {
    const code = faultOf(own(kind.fields, field) ?? (amend ? own(RESERVED, field) : undefined), value, amend);
    if (code) found.push({ field, code });
  }
  return found.sort((a, b) => order(a.field, b.field) || order(a.code, b.code));
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function faultOf(spec: FieldSpec | undefined, value: Value, amend: boolean): FaultCode | null {
  if (!spec) return "unknown_field";
  if (value === null && amend) return spec.required ? "missing" : null;
  return faultOfValue(spec, value);
}

const RESERVED: Readonly<Record<string, FieldSpec>> = {
  [VOID]: { type: "bool", required: true },
  [WHY]: { type: "text", max: 200 },
};
