/** How one touch on the door's sheet changes what the record says: the least set of fields to amend. */

import type { Fields, FieldSpec, Value } from "../../store/types";
import { labelled } from "../../words";

/** Tenths of a degree from which a temperature is a fever; the policy may name another. */
export const FEVER_TENTHS = 373;

export function listOf(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string") : [];
}

export function optionsOf(spec: FieldSpec | undefined): { readonly id: string; readonly label: string }[] {
  return (spec?.choices ?? []).map((c) => ({ id: c.id, label: labelled(c.label, c.id) }));
}

function without(list: readonly string[], id: string): readonly string[] {
  return list.filter((one) => one !== id);
}

function toggled(list: readonly string[], id: string): readonly string[] {
  return list.includes(id) ? without(list, id) : [...list, id];
}

/** Choosing an outcome; "normal" and "no answer" take symptoms and temperature back. */
export function withOutcome(fields: Fields, outcome: string): Fields {
  if (outcome === "exception" || outcome === "refused") return { outcome };
  return {
    outcome,
    ...(listOf(fields.symptoms).length > 0 ? { symptoms: [] } : {}),
    ...(typeof fields.temperature === "number" ? { temperature: null } : {}),
  };
}

/** A symptom makes the door an exception; taking the last one away leaves the outcome to the person. */
export function withSymptom(fields: Fields, id: string): Fields {
  const symptoms = toggled(listOf(fields.symptoms), id);
  return symptoms.length > 0 ? { symptoms, outcome: "exception" } : { symptoms };
}

/** A temperature of a fever says so by itself; one below it takes the fever back, nothing else. */
export function withTemperature(fields: Fields, tenths: number, feverTenths: number = FEVER_TENTHS): Fields {
  const had = listOf(fields.symptoms);
  if (tenths >= feverTenths) {
    const symptoms = had.includes("fever") ? had : ["fever", ...had];
    return { temperature: tenths, symptoms, outcome: "exception" };
  }
  const outcome = typeof fields.outcome === "string" && fields.outcome !== "no_answer" ? fields.outcome : "normal";
  if (!had.includes("fever")) return { temperature: tenths, outcome };
  const left = without(had, "fever");
  return { temperature: tenths, symptoms: left, outcome: left.length > 0 ? "exception" : "normal" };
}

export function withoutTemperature(): Fields {
  return { temperature: null };
}

export function withNeed(fields: Fields, id: string): Fields {
  return { needs: toggled(listOf(fields.needs), id) };
}

/** What a first record says of a change made before anything was recorded: clearing has no meaning there. */
export function asFirst(change: Fields, method: string): Fields {
  const given = Object.entries(change).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return { outcome: "normal", method, ...Object.fromEntries(given) };
}
