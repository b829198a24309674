/** What the invitation routes and `GET /access` answer. */

import type { Named } from "../types";

export interface Made {
  readonly id: string;
  readonly name: string;
  readonly places: string;
  readonly url: string;
  readonly code: string;
  readonly qr_svg: string;
  readonly expires_at: number;
}

export interface Invitation extends Named {
  /** Whether the reader could have made it, and so may withdraw it. */
  readonly mine: boolean;
  readonly role: string;
  readonly places: readonly Named[];
  readonly expires_at: number;
  readonly state: "open" | "used" | "withdrawn" | "expired";
  readonly joined: { readonly name: string; readonly device: string } | null;
}

export interface SignedIn {
  readonly user: Named;
  readonly grants: readonly {
    readonly id: string;
    readonly role: string;
    readonly place: Named;
    readonly valid_to: number | null;
    readonly mine: boolean;
  }[];
  readonly devices: readonly {
    readonly id: string;
    readonly label: string;
    readonly ended_at: number | null;
    readonly last_seen_at: number | null;
    /** Null of an earlier moment: neither this nor when it was heard is kept. */
    readonly held: number | null;
  }[];
}
