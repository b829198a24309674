/** A day as people say it: 12月5日. */

import { words } from "../words";

export function dayName(iso: string): string {
  const [, month, day] = iso.split("-").map(Number);
  return words.value.dayName(month ?? 1, day ?? 1);
}
