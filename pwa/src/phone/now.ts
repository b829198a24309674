/** The time the screens show: a signal that moves every half minute, so rounds change without a reload. */

import { signal } from "@preact/signals";

export const now = signal(Date.now());

const TICK_MS = 30_000;

/** Starts the tick; also catches up when the phone comes out of a pocket. */
export function startClock(): void {
  const tick = () => {
    now.value = Date.now();
  };
  setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", tick);
}
