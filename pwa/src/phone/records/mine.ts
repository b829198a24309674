/** The records of this phone's person, of every kind of the campaign, and each of them in a few words. */

import { recordsOf, type Stated } from "../../store/records";
import type { Book, FieldSpec, Value } from "../../store/types";
import { dayOf, dayPlus } from "../../sync/days";
import { labelled } from "../../words";
import { placeText } from "../forms/place-select";
import { askedAs, textOf } from "../forms/values";
import { clockText, recordedBy } from "../rounds";

const SHOWN_DAYS = 3;
const SHOWN_FIELDS = 3;

/** Kinds whose records are things that happened, and mine to record. */
function kindsOf(from: Book): readonly string[] {
  const roles = new Set(from.grants.map((grant) => grant.role));
  return Object.keys(from.catalogue.kinds).filter((id) => from.catalogue.kinds[id]?.identity === "op" && recordedBy(from, id).some((role) => roles.has(role)));
}

/** What I recorded in the last three days, the newest first. */
export function minePast(from: Book, today: string): readonly Stated[] {
  const since = dayPlus(today, 1 - SHOWN_DAYS);
  const all = kindsOf(from).flatMap((kind) => recordsOf(kind, since).value);
  return all.filter((one) => one.byMe && dayOf(one.at) >= since).sort((a, b) => b.at - a.at);
}

/** A value in words: the label of a choice, a figure as people say it. */
export function valueText(from: Book, spec: FieldSpec, value: Value | undefined): string {
  const labels = (ids: readonly Value[]) => ids.map((id) => labelled(spec.choices?.find((c) => c.id === id)?.label, String(id))).join("、");
  const asked = askedAs(spec);
  if (value === undefined || value === null || asked === "nothing") return "";
  if (asked === "choice") return labels([value]);
  if (asked === "choices") return Array.isArray(value) ? labels(value as readonly Value[]) : "";
  if (asked === "bool") return value === true ? "✓" : "";
  if (asked === "moment") return typeof value === "number" ? clockText(value) : "";
  const place = asked === "place" && typeof value === "string" ? from.places.get(value) : undefined;
  return place ? placeText(place) : textOf(spec, value);
}

/** Fields that hold the id of another record: of no use to a reader. */
const POINTERS: ReadonlySet<string> = new Set(["batch", "sample", "announcement", "found_in", "person"]);

/** The first few things a record says. */
export function summaryOf(from: Book, record: Stated): string {
  const fields = Object.entries(from.catalogue.kinds[record.kind]?.fields ?? {});
  const told = fields.flatMap(([name, spec]) => {
    const text = POINTERS.has(name) && spec.type === "text" ? "" : valueText(from, spec, record.fields[name]);
    return text === "" ? [] : [text];
  });
  return told.slice(0, SHOWN_FIELDS).join(" · ");
}

/** "3栋 1302 消杀" */
export function titleOf(from: Book, record: Stated): string {
  const place = from.places.get(record.place);
  const kind = labelled(from.catalogue.kinds[record.kind]?.label, record.kind);
  return place ? `${placeText(place)} ${kind}` : kind;
}

export function isPointer(name: string, spec: FieldSpec): boolean {
  return POINTERS.has(name) && spec.type === "text";
}
