/** What `GET /gates/watch` answers. */

import type { Named } from "../types";

export interface Shift {
  readonly record: string;
  readonly who: string | null;
  readonly place: Named;
  readonly from: number;
  readonly to: number;
  readonly handed_over: boolean;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly state: "missing" | "not_yet_known" | "open";
}

export interface WatchDay {
  readonly day: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly shifts: readonly Shift[];
  readonly gaps: readonly Gap[];
}

export interface Watch {
  readonly longest_gap: number;
  readonly gates: readonly Named[];
  readonly days: readonly WatchDay[];
}
