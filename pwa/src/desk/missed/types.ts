/** What `GET /missed` and `GET /missed/round` answer. */

import type { Named, SlotState } from "../types";

export type RoundState = "none" | "open" | "done" | "attempted" | "missed" | "not_yet_known";

export interface Time {
  readonly day: string;
  readonly session: string;
  readonly starts_at: number;
}

export interface Round {
  readonly state: RoundState;
  readonly missing: number;
  readonly due: number;
  readonly explained: boolean;
}

export interface Line extends Named {
  readonly kind: string;
  readonly compound: Named | null;
  readonly building: Named | null;
  readonly rounds: readonly Round[];
}

export interface Missed {
  readonly place: Named;
  readonly known_at: number;
  readonly times: readonly Time[];
  readonly rows: readonly Line[];
}

export interface Missing extends Named {
  readonly stairwell: string | null;
  readonly state: SlotState;
  readonly code: string | null;
  readonly record: string | null;
}

export interface Explanation {
  readonly record: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly voided: boolean;
  readonly op: string;
}

export interface Opened {
  readonly place: Named;
  readonly kind: string;
  readonly day: string;
  readonly session: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly known_at: number;
  readonly state: RoundState;
  readonly doors: readonly Missing[];
  readonly on_duty: readonly { readonly name: string; readonly role: string; readonly place: Named }[];
  readonly silent: readonly { readonly name: string; readonly phone: string; readonly heard_at: number | null }[];
  readonly explanations: readonly Explanation[];
}
