/** The phone's half of one round trip: what it says, and what it may believe of the answer. See sync/PROTOCOL.md. */

import { b64urlToBytes, sameBytes } from "./bytes";
import { add, deviceDigest, entryHash } from "./digest";
import { bodyHash, MalformedOp } from "./ops";

export const PROTO = 1;

// ------------------------------------------------------------------ the wire

/** A body, or only its hash where the server cannot take the body. */
export type Element = string | { readonly h: string; readonly why?: string };

export interface ExchangeRequest {
  readonly proto: number;
  readonly app?: string;
  readonly kinds?: Readonly<Record<string, number>>;
  readonly replica: string;
  readonly epoch: string | null;
  readonly sealed: number;
  readonly oldest: number | null;
  readonly kept: number;
  readonly stor?: { readonly persist: boolean | null; readonly free: number | null };
  readonly clk?: readonly [number, number];
  readonly lost: readonly { readonly replica: string; readonly n: number; readonly kept: number; readonly why: string }[];
  readonly push?: { readonly n0: number; readonly prev: string; readonly link: string; readonly ops: readonly Element[] };
  readonly cur: Readonly<Record<string, number>>;
  readonly vd?: string;
  readonly sv: number;
  readonly lim?: { readonly n: number; readonly bytes: number };
  readonly sent: number;
  readonly cat: string | null;
}

export interface Ack {
  readonly replica: string;
  readonly n: number;
  readonly link: string;
  readonly at: number;
  readonly reported: number;
}

export interface Exception {
  readonly n: number;
  readonly st: "duplicate" | "held" | "quarantined" | "withheld" | "refused";
  readonly why: string | null;
}

/** Another's op with its body, one of my own by its number, or one whose body is gone. */
export interface WireEntry {
  readonly q: number;
  readonly rx: number;
  readonly b?: string;
  readonly own?: number;
  readonly red?: string;
}

export interface WirePage {
  readonly f: number;
  readonly from: number;
  readonly to: number;
  readonly head: number;
  readonly acc: string;
  readonly entries: readonly WireEntry[];
}

/** The server has less of a feed than the phone: it was restored from a backup. */
export interface Regressed {
  readonly f: number;
  readonly code: "regressed";
  readonly head: number;
}

export interface Scope {
  readonly sv: number;
  readonly add: readonly { readonly f: number; readonly pl: string; readonly st: string }[];
  readonly drop: readonly number[];
}

export interface ExchangeResponse {
  readonly proto: number;
  readonly epoch: string;
  readonly t: readonly [number, number];
  readonly ack: Ack;
  readonly ex: readonly Exception[];
  readonly push_err: { readonly code: "chain_gap" | "chain_fork" | "chain_mismatch" } | null;
  readonly scope: Scope | null;
  readonly vd_ok: boolean | null;
  readonly pages: readonly (WirePage | Regressed)[];
  readonly lost_ack: readonly string[];
  readonly more: boolean;
  readonly min_build: string | null;
  readonly next: number;
  readonly cat: string | null;
}

// ------------------------------------------------------------------ what may be believed

/** confirmed: everything up to n is durably there · behind: this database went back · fork: the chains differ · stale: of an older chain. */
export type Receipt =
  | { readonly is: "confirmed"; readonly n: number }
  | { readonly is: "behind"; readonly sealed: number }
  | { readonly is: "fork" }
  | { readonly is: "stale" };

/** `link` is my own link at ack.n, null when I have none there. Only equality confirms. */
export function judgeReceipt(ack: Ack, mine: { readonly id: string; readonly n: number }, link: Uint8Array | null): Receipt {
  if (ack.replica !== mine.id) return { is: "stale" };
  const sealed = Math.max(ack.n, ack.reported);
  if (sealed > mine.n) return { is: "behind", sealed };
  if (link === null || !sameBytes(link, b64urlToBytes(ack.link))) return { is: "fork" };
  return { is: "confirmed", n: ack.n };
}

export interface ReadEntry {
  readonly q: number;
  readonly rx: number;
  readonly bsha: Uint8Array;
  /** null: mine, or redacted. */
  readonly body: string | null;
  readonly own: number | null;
}

export type PageVerdict =
  | { readonly is: "good"; readonly entries: readonly ReadEntry[]; readonly cursor: number; readonly acc: Uint8Array }
  | { readonly is: "gap" | "mismatch" | "not_mine" };

function hashOf(entry: WireEntry, ownHash: (n: number) => Uint8Array | null): Uint8Array | null {
  if (entry.own !== undefined) return ownHash(entry.own);
  if (entry.red !== undefined) return b64urlToBytes(entry.red);
  try {
    return bodyHash(entry.b ?? "");
  } catch (error) {
    if (error instanceof MalformedOp) return null;
    throw error;
  }
}

/**
 * Takes the part of a page that follows the cursor, when it follows densely and its sum is the one computed from the
 * bodies themselves; the server's sum is compared, never adopted.
 */
export function readPage(page: WirePage, cursor: number, acc: Uint8Array, ownHash: (n: number) => Uint8Array | null): PageVerdict {
  const entries: ReadEntry[] = [];
  let at = cursor;
  let sum = acc;
  for (const entry of page.entries) {
    if (entry.q <= cursor) continue;
    if (entry.q !== at + 1) return { is: "gap" };
    const bsha = hashOf(entry, ownHash);
    if (!bsha) return { is: "not_mine" };
    at = entry.q;
    sum = add(sum, entryHash(page.f, entry.q, entry.rx, bsha));
    entries.push({ q: entry.q, rx: entry.rx, bsha, body: entry.b ?? null, own: entry.own ?? null });
  }
  // A page that brings nothing new was a repetition: its sum is of the past.
  if (entries.length > 0 && !sameBytes(sum, b64urlToBytes(page.acc))) return { is: "mismatch" };
  return { is: "good", entries, cursor: at, acc: sum };
}

export interface FeedCursor {
  readonly f: number;
  readonly cursor: number;
  readonly acc: Uint8Array;
}

/** The sixteen bytes that prove all feeds equal to the server's at these cursors. */
export function digestOf(feeds: readonly FeedCursor[]): Uint8Array {
  return deviceDigest(feeds.map(({ f, cursor, acc }) => [f, cursor, acc]));
}
