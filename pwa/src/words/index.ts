/** What the app says, in the language chosen; both dictionaries have the same keys by type. */

import { computed, effect, signal } from "@preact/signals";
import type { Shape } from "./shape";
import { zh } from "./zh";

export type Words = Shape<typeof zh>;
export type Lang = "zh" | "en";

export const lang = signal<Lang>("zh");

/** English comes in its own file, so that most phones never read it; it is kept offline like the rest. */
const english = signal<Words | null>(null);

export const words = computed<Words>(() => (lang.value === "en" && english.value ? english.value : zh));

/** Resolves when the chosen language can be shown; Chinese stands in where English does not come. */
export async function wordsReady(): Promise<void> {
  if (lang.value !== "en" || english.value) return;
  try {
    english.value = (await import("./en")).en;
  } catch (error) {
    console.error(error);
  }
}

effect(() => {
  if (lang.value === "en") void wordsReady();
});

/** A label of the catalogue in the language chosen. */
export function labelled(label: Readonly<Record<Lang, string>> | undefined, otherwise: string): string {
  return label?.[lang.value] ?? otherwise;
}
