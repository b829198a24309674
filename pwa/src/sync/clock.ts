/** A phone's clock: measured at every exchange, written beside the claim, never obeyed or fatal. */

import { DAY } from "./days";

const SECOND = 1000;

/** Server clock minus phone clock (ms), give or take `uncertainty`, taken `at` phone time. */
export interface Measure {
  readonly offset: number;
  readonly uncertainty: number;
  readonly at: number;
}

/** The measure of one exchange: phone sent and received, server rx and tx (all ms). */
export function measure(sent: number, rx: number, tx: number, received: number): Measure {
  const offset = Math.floor((rx - sent + (tx - received)) / 2);
  // Half the time on the way; a phone clock set back in mid-exchange would make it negative.
  const way = Math.max(0, received - sent - (tx - rx));
  return { offset, uncertainty: Math.floor((way + 1) / 2), at: received };
}

/** Which to go on with: the narrower of a day (quartz drifts), but the new one once the clock moved. */
export function better(held: Measure | null, fresh: Measure): Measure {
  if (held === null) return fresh;
  const age = fresh.at - held.at;
  if (age < 0 || age > DAY) return fresh;
  const moved = Math.abs(fresh.offset - held.offset) > fresh.uncertainty + held.uncertainty + SECOND;
  return moved || fresh.uncertainty <= held.uncertainty ? fresh : held;
}
