/** Between what a person types and what a field of a kind holds. */

import type { Catalogue, FieldSpec, Value } from "../../store/types";
import { dayOf, dayStart, MINUTE } from "../../sync/days";
import { asksFor, clockText } from "../rounds";

/** How a field is asked; follows from its type and unit alone. */
export type Asked = "choice" | "choices" | "bool" | "place" | "day" | "moment" | "number" | "words" | "text" | "nothing";

export function askedAs(spec: FieldSpec): Asked {
  // Readings of several people are taken on the door's sheet.
  if (spec.type === "readings") return "nothing";
  if (spec.type === "int") return spec.unit === "ms" ? "moment" : "number";
  if ((spec.type as string) === "words") return "words";
  return spec.type === "user" ? "text" : spec.type;
}

/** Units in which people speak of what is kept in smaller whole numbers. */
const PER_UNIT: Readonly<Record<string, number>> = { tenths_celsius: 10, fen: 100 };

export function perUnit(spec: FieldSpec): number {
  return PER_UNIT[spec.unit ?? ""] ?? 1;
}

/** "2020-03-10T18:02" of the compound's clock, as the browser's field wants it. */
export function momentText(at: number): string {
  return `${dayOf(at)}T${clockText(at)}`;
}

function momentOf(text: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text);
  return found?.[1] ? dayStart(found[1]) + (Number(found[2]) * 60 + Number(found[3])) * MINUTE : null;
}

/** The value that the text stands for; null where it stands for none. */
export function valueOf(spec: FieldSpec, text: string): Value {
  const said = text.trim();
  if (said === "") return null;
  switch (askedAs(spec)) {
    case "number": {
      const number = Math.round(Number(said.replace(",", ".").replace("。", ".")) * perUnit(spec));
      return Number.isFinite(number) ? number : null;
    }
    case "moment":
      return momentOf(said);
    case "words":
      return said.split(/[,,、\s]+/).filter(Boolean);
    default:
      return said;
  }
}

/** The text of a value that is held already. */
export function textOf(spec: FieldSpec, value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.join("、");
  if (typeof value === "number") return askedAs(spec) === "moment" ? momentText(value) : String(value / perUnit(spec));
  return typeof value === "string" ? value : "";
}

/** Kinds with a screen of their own, or that only the roster and the desk write. */
const ELSEWHERE: ReadonlySet<string> = new Set(["screening", "disinfection", "place", "admission", "spot_sample", "standing_step", "gate_entry", "delivery"]);

/** The kinds that the campaign asks for and somebody in one of these roles may record with a plain form, in the catalogue's order. */
export function formKinds(catalogue: Catalogue, roles: readonly string[]): readonly string[] {
  const { kinds } = catalogue;
  const mine = (id: string) => asksFor(catalogue, id) && kinds[id]?.record_by.some((role) => roles.includes(role));
  return Object.keys(kinds).filter((id) => !ELSEWHERE.has(id) && mine(id));
}
