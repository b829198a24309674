/** Which phones the desk waits for, those first that owe most for longest. */

import type { Phone } from "../types";

/** The phones that owe or are silent, most pressing first. */
export function owing(phones: readonly Phone[], now: number): readonly Phone[] {
  return phones.filter(({ state }) => state === "owes" || state === "silent").sort(mostOwed(now));
}

/** Those that owe most for longest first; then those silent longest. */
export function mostOwed(now: number): (a: Phone, b: Phone) => number {
  const weight = (phone: Phone) => (phone.held ?? 0) * (now - (phone.oldest_held_at ?? now));
  return (a, b) => weight(b) - weight(a) || (a.last_seen_at ?? 0) - (b.last_seen_at ?? 0);
}
