/** What the server says of spot checks (`server/wire/spot.py`). */

import type { Label, Named } from "../types";

export interface DrawnDoor {
  readonly place: Named;
  readonly outcome: string | null;
}

export interface Sample {
  readonly id: string;
  readonly day: string;
  /** Whose records are checked. */
  readonly kind: { readonly id: string; readonly label: Label };
  readonly checker: string | null;
  readonly second_of: string | null;
  readonly doors: readonly DrawnDoor[];
  readonly checked: number;
  readonly agrees: number;
  readonly disagrees: number;
  readonly not_reached: number;
  readonly verdict: string;
  readonly asks_second: boolean;
}

export interface Samples {
  /** Whether doors may be drawn and checks entered: not while the page looks back. */
  readonly draws: boolean;
  readonly day: string;
  readonly size: number;
  readonly most_misses: number;
  /** The kinds whose rounds may be checked, the policy's own first. */
  readonly kinds: readonly { readonly id: string; readonly label: Label }[];
  readonly samples: readonly Sample[];
}
