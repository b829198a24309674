/** Two keys make a temperature, without a decimal point: 6 5 is 36.5, 7 8 is 37.8, 0 1 is 40.1. */

/** What was typed so far; `tenths` is complete once two keys were pressed. */
export interface Typed {
  readonly first: number | null;
  readonly tenths: number | null;
}

export const NOTHING_TYPED: Typed = { first: null, tenths: null };

/** Row by row as they lie on the pad: the usual first keys are on top. */
export const KEYS: readonly (readonly number[])[] = [
  [5, 6, 7, 8, 9],
  [0, 1, 2, 3, 4],
];

/** The whole degrees a first key stands for, or null where it cannot be a body's temperature (3, 4). */
function degreesOf(key: number): number | null {
  if (key >= 5 && key <= 9) return 30 + key;
  return key >= 0 && key <= 2 ? 40 + key : null;
}

/** The state after `key`; a third key starts again, a key that cannot begin a temperature changes nothing. */
export function press(typed: Typed, key: number): Typed {
  if (typed.first !== null && typed.tenths === null) {
    const degrees = degreesOf(typed.first) ?? 0;
    return { first: typed.first, tenths: degrees * 10 + key };
  }
  return degreesOf(key) === null ? typed : { first: key, tenths: null };
}

/** "37.8" from 378. */
export function degreesText(tenths: number): string {
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

/** What the display shows: "37.8" when complete, "37._" after one key, "––" before. */
export function typedText(typed: Typed): string {
  if (typed.tenths !== null) return degreesText(typed.tenths);
  return typed.first === null ? "––" : `${degreesOf(typed.first) ?? ""}._`;
}
