/** What the screens may rely on: the shapes of the phone's store, and nothing about how it keeps them. */

import type { Label } from "../sync/fields";
import type { Catalogue, Fault } from "../sync/kinds";
import type { Fields, Value } from "../sync/ops";
import type { Place, PlaceType } from "../sync/places";

export type { Choice, FaultCode, FieldSpec, FieldType, Label, Lang } from "../sync/fields";
export type { Catalogue, DatedValue, Fault, Kind, PolicySummary, SessionSpec, SlotState } from "../sync/kinds";
export type { Fields, Value } from "../sync/ops";
export type { Occupancy, Place, PlaceType } from "../sync/places";

// ------------------------------------------------------------------ places and people

export interface Grant {
  readonly place: { readonly id: string; readonly name: string; readonly type: PlaceType };
  readonly role: string;
  readonly validFrom: number;
  readonly validTo: number | null;
}

export interface Me {
  readonly id: string;
  readonly name: string;
}

/** Everything a screen needs to draw itself before any record: who I am, where, and what is asked. */
export interface Book {
  readonly me: Me;
  readonly grants: readonly Grant[];
  readonly places: ReadonlyMap<string, Place>;
  readonly catalogue: Catalogue;
  /** False while some granted feed is still on its first download: show "loading", judge nothing. */
  readonly complete: boolean;
}

// ------------------------------------------------------------------ records

/** Who made it and whether it has left this phone, beside what it says. */
export interface DoorView {
  readonly state: "due" | "done" | "attempted";
  /** The most severe slot_state value ("exception", "no_answer", …), "done" for kinds without one, null when due. */
  readonly code: string | null;
  /** Tenths of a degree: the highest that any record of the slot holds. */
  readonly temperature: number | null;
  readonly by: string | null;
  readonly byMe: boolean;
  /** True while at least one op of the slot's records is only on this phone. */
  readonly unsent: boolean;
  /** Two different values stand side by side in a record, or void and correction met. */
  readonly conflict: boolean;
  /** The record that `code` comes from; correct this one. */
  readonly recordId: string | null;
  readonly recordIds: readonly string[];
  readonly observedAt: number | null;
  /** Fields of the record that `code` comes from. */
  readonly fields: Fields;
}

interface HeadView {
  readonly opId: string;
  readonly value: Value;
  readonly by: string;
  readonly observedAt: number;
}

export interface FieldView {
  readonly value: Value;
  /** Two or more different values: a conflict that the community settles. */
  readonly heads: readonly HeadView[];
}

/** saved: only on this phone · received: durable receipt stored · the other three came with the receipt. */
export type OpStatus = "saved" | "received" | "duplicate" | "held" | "quarantined";

export interface OpView {
  readonly id: string;
  readonly by: string;
  readonly byMe: boolean;
  readonly observedAt: number;
  readonly recordedAt: number;
  readonly receivedAt: number | null;
  readonly fields: Fields;
  readonly why: string | null;
  readonly status: OpStatus;
}

export interface RecordView {
  readonly id: string;
  readonly kind: string;
  readonly place: string;
  readonly slot: string | null;
  readonly fields: Readonly<Record<string, FieldView>>;
  readonly by: readonly string[];
  readonly observedFrom: number;
  readonly observedTo: number;
  readonly unsent: boolean;
  readonly voided: boolean;
  readonly pending: boolean;
  readonly conflicts: readonly string[];
  /** Oldest first. */
  readonly ops: readonly OpView[];
}

export interface Draft {
  readonly kind: string;
  readonly place: string;
  /** "2020-03-10/am"; leave out for kinds without a slot. */
  readonly slot?: string;
  readonly fields: Fields;
  /** When it was observed; now, when left out. */
  readonly at?: number | readonly [number, number];
  readonly subject?: string;
  /** Amendments only: prefer amend() and voidRecord(), which fill both. */
  readonly root?: string;
  readonly parents?: readonly string[];
}

export interface Sealed {
  readonly opId: string;
  readonly recordId: string;
}

/** quota: disk full · aborted: the transaction did not complete · unavailable: no database · invalid: see faults · too_large: body over 16 KiB */
type WriteFailure = "quota" | "aborted" | "unavailable" | "invalid" | "too_large";

/** What was thrown below; browsers of 2020 do not take it in Error's constructor. */
interface Because {
  readonly cause: unknown;
}

/** Nothing was stored: say so, and let the person tap again. */
export class WriteFailed extends Error {
  readonly cause: unknown;
  constructor(
    readonly reason: WriteFailure,
    readonly faults: readonly Fault[] = [],
    why?: Because,
  ) {
    super(`not saved: ${reason}${faults.map((f) => ` ${f.field}:${f.code}`).join("")}`);
    this.cause = why?.cause;
    this.name = "WriteFailed";
  }
}

// ------------------------------------------------------------------ what waits, and what needs a look

export interface RoundCount {
  readonly kind: string;
  /** The building, or the compound for areas; null when the place is not held any more. */
  readonly unit: string | null;
  readonly slot: string | null;
  readonly count: number;
}

export interface Outbox {
  readonly count: number;
  readonly oldestAt: number | null;
  readonly byRound: readonly RoundCount[];
}

export type SyncState =
  | { readonly is: "idle" }
  | { readonly is: "sending"; readonly done: number; readonly total: number }
  | { readonly is: "waiting"; readonly retryAt: number }
  | { readonly is: "offline" }
  | { readonly is: "auth_needed" }
  | { readonly is: "captive" }
  | { readonly is: "server_down"; readonly retryAt: number }
  | { readonly is: "upgrade" }
  | { readonly is: "disk_full" }
  | { readonly is: "clock_off"; readonly ms: number }
  | { readonly is: "private_mode" };

export type NoticeCode =
  | "quarantined" | "admitted" | "refused" | "held" | "withheld" | "lost" | "clock_off" | "private_mode" | "not_persisted" | "disk_full"
  | "no_secure_context" | "no_service_worker" | "no_locks" | "repaired" | "update_to_see";

/** Something the person may want to look at; it never blocks recording. */
export interface Notice {
  readonly id: string;
  readonly code: NoticeCode;
  readonly at: number;
  readonly why?: string;
  readonly opId?: string;
  readonly kind?: string;
  readonly place?: string;
  /** Milliseconds the clock is off, or how many records the notice is about. */
  readonly amount?: number;
}

export interface StorageView {
  /** null: the browser cannot say. */
  readonly persisted: boolean | null;
  readonly freeBytes: number | null;
  readonly usedBytes: number | null;
}

/** A file for the desk's import: the unsent ops with their chain, as JSON. */
export interface OutboxFile {
  readonly name: string;
  readonly text: string;
  readonly count: number;
}

// ------------------------------------------------------------------ sign-in

export interface Invitation {
  readonly inviter: string;
  readonly name: string;
  readonly role: string;
  readonly until: number | null;
  readonly places: readonly { readonly id: string; readonly name: string; readonly households?: number }[];
  /** The rounds of a day; none for who records outside of rounds. */
  readonly sessions: readonly Label[];
  readonly download_kb: number;
}

/** used · expired · unknown: about the invitation · offline, server: try again · denied: too many tries */
export type EnrolFailure = "used" | "expired" | "unknown" | "offline" | "server" | "denied";

export class EnrolFailed extends Error {
  readonly cause: unknown;
  constructor(readonly reason: EnrolFailure, why?: Because) {
    super(`enrolment failed: ${reason}`);
    this.cause = why?.cause;
    this.name = "EnrolFailed";
  }
}

/** starting: the database is being opened · none: show the enrolment screen · ready: `book` is set */
export type PhoneState = "starting" | "none" | "ready" | "failed";
