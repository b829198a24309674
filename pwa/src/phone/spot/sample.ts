/** How a sample stands on this phone: whose turn it is, what was found, and whether it passes. */

import type { Stated } from "../../store/records";
import { listOf } from "../door/entry";

export type Verdict = "passed" | "failed" | "unfinished";

export interface Sample {
  readonly record: Stated;
  /** In the order they were drawn; those after the size of the sample are in reserve. */
  readonly drawn: readonly string[];
  /** By door; of several checks the last one counts. */
  readonly checks: ReadonlyMap<string, Stated>;
}

export function sampleOf(record: Stated, checks: readonly Stated[]): Sample {
  const drawn = listOf(record.fields.drawn);
  const mine = checks.filter((one) => one.fields.sample === record.id && drawn.includes(one.place));
  return { record, drawn, checks: new Map(mine.map((one) => [one.place, one])) };
}

function countOf({ checks }: Sample, outcome: string): number {
  return [...checks.values()].filter((one) => one.fields.outcome === outcome).length;
}

export function missesOf(sample: Sample): number {
  return countOf(sample, "disagrees");
}

/** Doors where somebody was met, whatever they said. */
export function reachedOf(sample: Sample): number {
  return sample.checks.size - countOf(sample, "not_reached");
}

/** The doors to go to: for each where nobody was met, the next in reserve. The twin of `doors_in_turn`. */
export function doorsInTurn({ drawn, checks }: Sample, size: number): readonly string[] {
  let wanted = size;
  return drawn.filter((door) => {
    const check = checks.get(door);
    const goes = wanted > 0 || check !== undefined;
    if (check?.fields.outcome !== "not_reached") wanted -= 1;
    return goes;
  });
}

export function verdictOf(sample: Sample, size: number, mostMisses: number): Verdict {
  if (missesOf(sample) > mostMisses) return "failed";
  return reachedOf(sample) >= size ? "passed" : "unfinished";
}

/** The newest sample of each compound, drawn since a moment. */
export function newestSamples(samples: readonly Stated[], since: number): readonly Stated[] {
  const recent = samples.filter((one) => one.at >= since);
  return [...new Map(recent.map((one) => [one.place, one])).values()];
}
