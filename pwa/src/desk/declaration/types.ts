/** What the API says of standings. */

import type { Label, PlaceRow, Verdict } from "../types";

interface Privilege {
  readonly id: string;
  readonly label: Label;
}

export interface Action {
  readonly step: string;
  readonly primary: boolean;
  readonly why: Label | null;
}

export interface Line {
  readonly at: number;
  readonly step: string | null;
  readonly role: string | null;
  readonly by: string | null;
  readonly reason: string;
  readonly policy: { readonly id: string; readonly version: number } | null;
  readonly record: string;
  readonly refused: Label | null;
  readonly words: Label | null;
}

export interface Certificate {
  readonly number: string;
  readonly digest: string;
  readonly cutoff_at: number | null;
  readonly address: string;
}

export interface Standing {
  readonly policy: { readonly id: string; readonly version: number; readonly name: Label };
  readonly place: PlaceRow;
  readonly state: string;
  readonly label: Label;
  readonly active: boolean;
  readonly held_days: number | null;
  readonly notice_until: number | null;
  readonly steps: number;
  readonly conditions: {
    readonly parts: readonly { readonly id: string; readonly verdict: Verdict; readonly words: Label }[];
  };
  readonly privileges: readonly Privilege[];
  readonly must_stop: readonly Privilege[];
  /** The records against it that the reader may open, and how many they may not. */
  readonly review: readonly string[];
  readonly review_closed: number;
  readonly returned: { readonly role: string; readonly reason: string } | null;
  readonly certificate: Certificate | null;
  readonly history: readonly Line[];
  readonly actions: readonly Action[];
}

export interface Waiting {
  readonly place: PlaceRow;
  readonly path: readonly string[];
  readonly label: Label;
  readonly since_at: number | null;
  readonly mine: string | null;
  /** What stands against declaring, where that would be the caller's step. */
  readonly lacking: Label | null;
  readonly reason: string | null;
  readonly review: boolean;
}
