/** One field of a kind: what it takes, and what is wrong with a value given for it. */

import { isDay } from "./days";

export type Lang = "zh" | "en";
export type Label = Readonly<Record<Lang, string>>;

export type FieldType = "choice" | "choices" | "int" | "text" | "bool" | "user" | "place" | "day" | "words" | "readings";

export interface Choice {
  readonly id: string;
  readonly label: Label;
  /** When and by whom it is said. */
  readonly note?: Label;
}

export interface FieldSpec {
  readonly type: FieldType;
  readonly required?: boolean;
  readonly label?: Label;
  readonly choices?: readonly Choice[];
  readonly unit?: string;
  /** Bounds of integers, of the length of texts and of lists. */
  readonly min?: number;
  readonly max?: number;
  /** Most severe first: concurrent values join to the most severe one. */
  readonly severity?: readonly string[];
}

export type FaultCode =
  | "missing" | "unknown_field" | "wrong_type" | "not_a_choice" | "below_min" | "above_max" | "too_long" | "empty";

const TEXT_MAX = 500;
const NAME_MAX = 64;
const ITEMS_MAX = 100;
const BLANK = /^[ \t\r\n\u00a0\u3000]*$/;
/** The object's own entry: "constructor" is a name like any other to whoever sends us JSON. */
export function own<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : undefined;
}

type Check = (spec: FieldSpec, value: unknown) => FaultCode | null;

/** The code of what is wrong with the value, null when it is good; never throws. */
export function faultOfValue(spec: FieldSpec, value: unknown): FaultCode | null {
  return CHECKS[spec.type](spec, value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function offers(spec: FieldSpec, value: unknown): boolean {
  return spec.choices?.some((choice) => choice.id === value) ?? false;
}

const choices: Check = (spec, value) => {
  if (!isList(value) || !value.every((one) => typeof one === "string")) return "wrong_type";
  if (value.length === 0) return spec.required ? "empty" : null;
  return value.every((one) => offers(spec, one)) ? null : "not_a_choice";
};

const int: Check = (spec, value) => {
  if (typeof value !== "number" || !Number.isInteger(value)) return "wrong_type";
  if (value < (spec.min ?? -Number.MAX_SAFE_INTEGER)) return "below_min";
  return value > (spec.max ?? Number.MAX_SAFE_INTEGER) ? "above_max" : null;
};

const textUpTo =
  (limit: number): Check =>
  (spec, value) => {
    if (typeof value !== "string") return "wrong_type";
    if (spec.required && BLANK.test(value)) return "empty";
    // Characters as people and Python count them, not UTF-16 units.
    return [...value].length > (spec.max ?? limit) ? "too_long" : null;
  };

const WORD: FieldSpec = { type: "text", max: NAME_MAX };

const name: Check = (spec, value) =>
  typeof value === "string" && BLANK.test(value) ? "empty" : textUpTo(NAME_MAX)(spec, value);

const words: Check = (spec, value) => {
  if (!isList(value)) return "wrong_type";
  if (value.length === 0 && spec.required) return "empty";
  if (value.length > (spec.max ?? ITEMS_MAX)) return "too_long";
  return first(value, (one) => name(WORD, one));
};

const readings: Check = (spec, value) => {
  if (!isList(value)) return "wrong_type";
  if (value.length === 0) return "empty";
  if (value.length > ITEMS_MAX) return "too_long";
  return first(value, (one) => reading(spec, one));
};

const reading: Check = (spec, value) => {
  if (typeof value !== "object" || value === null || isList(value)) return "wrong_type";
  const { tenths, who = "-", ...strangers } = value as Record<string, unknown>;
  if (tenths === undefined || Object.keys(strangers).length > 0) return "wrong_type";
  return int(spec, tenths) ?? name(WORD, who);
};

/** One fault a list is enough to send the person back to it. */
function first(values: readonly unknown[], check: (one: unknown) => FaultCode | null): FaultCode | null {
  for (const one of values) {
    const code = check(one);
    if (code) return code;
  }
  return null;
}

const CHECKS: Readonly<Record<FieldType, Check>> = {
  choice: (spec, value) => (typeof value !== "string" ? "wrong_type" : offers(spec, value) ? null : "not_a_choice"),
  choices,
  int,
  text: textUpTo(TEXT_MAX),
  bool: (_spec, value) => (typeof value === "boolean" ? null : "wrong_type"),
  user: name,
  place: name,
  day: (_spec, value) => (isDay(value) ? null : "wrong_type"),
  words,
  readings,
};
