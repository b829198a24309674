/** What `GET /matters` answers. */

import type { Label, Named } from "../types";

interface MatterPlace extends Named {
  readonly compound: Named | null;
}

export interface SaidValue {
  readonly field: string;
  readonly label: Label;
  readonly words: Label;
}

export interface Side {
  readonly id: string;
  readonly by: Named;
  readonly observed_at: number;
  readonly received_at: number;
  readonly method: Label | null;
  readonly values: readonly SaidValue[];
  readonly place?: MatterPlace | null;
  /** The record that it would change. */
  readonly record?: string;
}

export interface Matter {
  readonly id: string;
  readonly type: string;
  readonly severity: "high" | "middle" | "low";
  readonly since: number;
  readonly place: MatterPlace;
  readonly kind: { readonly id: string; readonly label: Label } | null;
  readonly slot: string | null;
  readonly records: readonly string[];
  readonly actions: readonly string[];
  readonly sides?: readonly Side[];
  readonly heads?: readonly string[];
  readonly values?: readonly SaidValue[];
  readonly who?: Named | null;
  readonly people?: readonly string[];
  readonly count?: number;
  readonly why?: string;
  readonly state?: string;
  readonly state_label?: Label;
  readonly due_at?: number;
  /** When the first and the last of late records came. */
  readonly received?: readonly number[];
}

export interface Matters {
  readonly known_at: number;
  readonly settles: boolean;
  readonly matters: readonly Matter[];
}
