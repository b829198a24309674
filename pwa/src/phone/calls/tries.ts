/** How often a door was tried in vain, read from its records: the rounds in a row up to the last one. */

import type { Stated } from "../../store/records";

export interface Tries {
  /** Rounds one after another in which nobody answered. */
  readonly rounds: number;
  /** Knocks and calls in those rounds. */
  readonly times: number;
  /** The first of them, ms; null where there was none. */
  readonly since: number | null;
  readonly last: { readonly at: number; readonly byPhone: boolean } | null;
}

const VAIN = new Set(["no_answer", "refused"]);

/** `screenings`: those of one door, oldest first. A round in which somebody answered ends the row. */
export function triesOf(screenings: readonly Stated[]): Tries {
  const rounds = new Map<string, Stated[]>();
  for (const one of screenings) if (one.slot !== null) rounds.set(one.slot, [...(rounds.get(one.slot) ?? []), one]);
  const answered = [...rounds.values()].map((tried) => tried.some((one) => !VAIN.has(String(one.fields.outcome))));
  const row = [...rounds.values()].slice(answered.lastIndexOf(true) + 1);
  const vain = row.flat();
  const last = vain[vain.length - 1];
  return {
    rounds: row.length,
    times: vain.length,
    since: vain[0]?.at ?? null,
    last: last ? { at: last.at, byPhone: last.fields.method === "phone" } : null,
  };
}
