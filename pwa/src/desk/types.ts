/** What the desk's API answers; the server's OpenAPI document is the source. */

export interface Label {
  readonly zh: string;
  readonly en: string;
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PlaceRow extends Named {
  readonly type: string;
  readonly parent?: string | null;
  /** The names of the levels above, from the top down. */
  readonly path_names?: readonly string[];
  readonly counts?: Readonly<Record<string, number>>;
}

export interface Me {
  readonly user: Named & { readonly account?: string | null };
  /** No place: everywhere, before there is any. */
  readonly grants: readonly { readonly place: PlaceRow | null; readonly role: string }[];
  readonly may: readonly string[];
  readonly time: { readonly now: number };
}

export type SlotState = "open" | "done" | "attempted" | "missed" | "not_yet_known" | "vacant" | "away";

export interface Door {
  readonly id: string;
  readonly door: string;
  readonly state: SlotState;
  readonly code: string | null;
  readonly note: string | null;
  readonly conflict: boolean;
}

export interface Floor {
  readonly floor: number;
  readonly doors: readonly Door[];
}

export interface Stairwell extends Named {
  readonly floors: readonly Floor[];
}

export interface BoardBuilding extends Named {
  readonly compound: Named;
  readonly stairwells: readonly Stairwell[];
  readonly counts: Readonly<Record<string, number>>;
  readonly silent_since: number | null;
}

export interface BoardArea extends Named {
  readonly parent: Named;
  readonly state: SlotState;
  readonly records: readonly string[];
}

export interface Board {
  readonly place: Named;
  readonly day: string;
  readonly session: string;
  readonly sessions: readonly { readonly day: string; readonly session: string; readonly label: Label }[];
  readonly known_at: number;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly phones: { readonly silent: number; readonly total: number };
  readonly buildings: readonly BoardBuilding[];
  readonly areas: readonly BoardArea[];
}

export interface Phone {
  readonly replica: string;
  readonly label: string;
  readonly user: Named;
  readonly places: readonly Named[];
  /** Places of ended duties whose entries may still be on the phone. */
  readonly leaving: readonly Named[];
  readonly last_seen_at: number | null;
  /** null at an earlier moment: what a phone then held is not kept. */
  readonly sealed: number | null;
  readonly received: number;
  readonly held: number | null;
  readonly oldest_held_at: number | null;
  readonly clock_offset_ms: number | null;
  readonly persisted: boolean | null;
  readonly free_bytes: number | null;
  readonly build: string | null;
  readonly lost: readonly { readonly n_declared: number; readonly n_received: number; readonly why: string }[];
  readonly drained_at: number | null;
  readonly state: "ok" | "owes" | "silent" | "revoked";
  readonly reminder: Label;
}

export type Verdict = "met" | "not_met" | "not_yet_known" | "waived";

export interface Criterion {
  readonly id: string;
  readonly label: Label;
  readonly verdict: Verdict;
  readonly summary: Label;
  /** What is wrong or not known yet; empty where nothing is. */
  readonly reasons: readonly Label[];
  readonly rule: Label & { readonly source: Label; readonly in_force_from: string };
  readonly missing_total: number;
  readonly records_total: number;
  /** The waiver that stands for it, by whom, why and until which day. */
  readonly waived?: { readonly reason: string; readonly by: string; readonly until: string; readonly judged: Verdict };
  /** Whether the policy lets anybody set it aside. */
  readonly waivable: boolean;
}

export interface Pillar {
  readonly id: string;
  readonly label: Label;
  readonly verdict: Verdict;
  readonly short: number;
  readonly criteria: readonly Criterion[];
}

export interface Checklist {
  readonly compound: Named;
  readonly policy: { readonly id: string; readonly version: number; readonly name: Label };
  readonly day: string;
  readonly known_at: number;
  readonly evidence: { readonly digest: string };
  readonly pillars: readonly Pillar[];
  readonly gates: readonly Pillar[];
}

export interface CriterionDetail extends Criterion {
  readonly missing: readonly {
    readonly place: Named & { readonly type: string | null; readonly building: string | null };
    readonly day: string | null;
    readonly session: string | null;
    readonly state: string;
    readonly why: Label;
    readonly said: Readonly<Record<string, unknown>>;
    /** Those that the reader may open; of how many more they may not. */
    readonly record_ids: readonly string[];
    readonly closed: number;
    readonly responsible: readonly Named[];
  }[];
  readonly silent: readonly { readonly user: Named; readonly label: string; readonly drained_at: number | null; readonly held: number }[];
  readonly would_change: Label | null;
  /** The kinds it is judged by that the reader may read. */
  readonly kinds: readonly string[];
  readonly records: readonly string[];
  /** How many of this page the reader may not open. */
  readonly closed: number;
  /** Where the next page of gaps and records starts. */
  readonly next: number | null;
}

export interface FieldView {
  readonly value: unknown;
  readonly heads: readonly (readonly [string, unknown])[];
}

export interface RecordPage {
  readonly record: {
    readonly id: string;
    readonly kind: string;
    readonly slot: string | null;
    readonly heads: readonly string[];
    readonly voided: boolean;
    readonly conflicts: readonly string[];
    readonly fields: Readonly<Record<string, FieldView>>;
  };
  readonly place: Named;
  /** The names of the levels above the place, from the top down. */
  readonly path: readonly string[];
  readonly kind_label: Label | null;
  /** Whether the person who looks may change it. */
  readonly amendable: boolean;
  readonly ops: readonly {
    readonly id: string;
    readonly body: string | null;
    readonly said: Readonly<Record<string, unknown>>;
    readonly by: Named;
    readonly replica: string;
    readonly n: number;
    readonly received_at: number;
    readonly observed: readonly [number, number];
    readonly flags: readonly string[];
    readonly status: string;
  }[];
}
