/** What the app says, in the language chosen; both dictionaries have the same keys by type. */

import { computed, signal } from "@preact/signals";
import { en } from "./en";
import { zh } from "./zh";

/** Texts stay texts and sentences with figures stay functions of the same figures. */
type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...figures: infer A) => string ? (...figures: A) => string : Shape<T[K]> };

export type Words = Shape<typeof zh>;
export type Lang = "zh" | "en";

export const lang = signal<Lang>("zh");

const dictionaries: Readonly<Record<Lang, Words>> = { zh, en };

export const words = computed<Words>(() => dictionaries[lang.value]);

/** A label of the catalogue in the language chosen. */
export function labelled(label: Readonly<Record<Lang, string>> | undefined, otherwise: string): string {
  return label?.[lang.value] ?? otherwise;
}
