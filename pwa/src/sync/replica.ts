/** The phone half of an exchange: what it asks, and what it makes of answers. Pure, as `replica.py`. */

import { b64urlToBytes, bytesToB64url } from "./bytes";
import { better, measure } from "./clock";
import {
  applyCheck, applyPages, applyScope, type CheckAnswer, type Regressed, type Scope, suspectAll, type Sums, vdOf, type WirePage,
} from "./feeds";
import { BATCH, type Changes, changesTo, type OwnOp, type Retired, type State, type Told, undeclared } from "./outbox";

export const PROTO = 1;
const BATCH_MIN = 5;
const BATCH_STEP = 10;
const BATCH_TEXT = 32 * 1024;
const BACKOFF_FIRST_MS = 5_000;
const BACKOFF_LAST_MS = 900_000;
export const SPREAD = 1000;

// ------------------------------------------------------------------ the wire

/** A body, or only its hash where the body cannot go. */
export type Element = string | { readonly h: string };

export interface ExchangeRequest {
  readonly proto: number;
  readonly app: string | null;
  readonly replica: string;
  readonly epoch: string | null;
  readonly sealed: number;
  readonly oldest: number | null;
  readonly kept: number | null;
  readonly stor: { readonly persist: boolean | null; readonly free: number | null };
  readonly clk: readonly [number, number] | null;
  readonly lost: readonly Omit<Retired, "told">[];
  readonly push: { readonly n0: number; readonly prev: string; readonly link: string; readonly ops: readonly Element[] };
  readonly cur: Readonly<Record<string, number>>;
  readonly vd: string;
  readonly sv: number;
  readonly cat: string | null;
  readonly sent: number;
}

export interface Ack {
  readonly replica: string;
  readonly n: number;
  readonly link: string;
  readonly at: number;
  readonly reported: number;
}

export interface ExchangeAnswer {
  readonly proto: number;
  readonly epoch: string;
  readonly t: readonly [number, number];
  readonly ack: Ack;
  readonly ex: readonly { readonly n: number; readonly st: Told; readonly why: string | null }[];
  readonly push_err: { readonly code: "chain_gap" | "chain_fork" | "chain_mismatch" } | null;
  /** null: the push key spoke alone, and nothing is pulled. */
  readonly scope: Scope | null;
  readonly vd_ok: boolean | null;
  readonly pages: readonly (WirePage | Regressed)[];
  readonly lost_ack: readonly string[];
  readonly more: boolean;
  readonly min_build: string | null;
  readonly next: number;
  readonly cat: string | null;
}

// ------------------------------------------------------------------ asking

export interface Said {
  /** The first n from which on every body is held. */
  readonly kept: number | null;
  readonly persist: boolean | null;
  readonly free: number | null;
  readonly app: string | null;
}

/**
 * The next request; `outbox` is the ops after `acked`, at least `batch` of them or all. A push is always there, even
 * when empty: it says where the phone believes the chain to be.
 */
export function nextRequest(state: State, outbox: readonly OwnOp[], now: number, said: Said): ExchangeRequest {
  const ops = batchOf(state, outbox);
  const last = ops[ops.length - 1];
  return {
    proto: PROTO,
    app: said.app,
    replica: state.replica,
    epoch: state.epoch,
    sealed: state.n,
    oldest: outbox[0]?.sealedAt ?? null,
    kept: said.kept,
    stor: { persist: said.persist, free: said.free },
    clk: state.clock ? [state.clock.offset, state.clock.uncertainty] : null,
    lost: undeclared(state).map(({ told: _told, ...lost }) => lost),
    push: {
      n0: state.acked + 1,
      prev: bytesToB64url(state.ackedLink),
      link: bytesToB64url(last?.link ?? state.ackedLink),
      ops: ops.map(elementOf),
    },
    cur: Object.fromEntries([...state.feeds.values()].map((feed) => [String(feed.feed), feed.cursor])),
    vd: bytesToB64url(vdOf(state.feeds)),
    sv: state.sv,
    cat: state.cat,
    sent: now,
  };
}

/** The ops of the next push: one at least, `batch` and 32 Ki characters at most. */
function batchOf(state: State, outbox: readonly OwnOp[]): readonly OwnOp[] {
  let size = 0;
  const few = outbox.slice(0, state.batch);
  const over = few.findIndex((op, i) => (size += op.body?.length ?? 0) > BATCH_TEXT && i > 0);
  return over < 0 ? few : few.slice(0, over);
}

/** The body, or its hash where the body cannot go. */
export function elementOf(op: OwnOp): Element {
  return op.body === null || op.status === "withheld" ? { h: bytesToB64url(op.bsha) } : op.body;
}

// ------------------------------------------------------------------ answers

/** Which of the phone's own ops `apply` must be given to make sense of an answer. */
export function needs(answer: ExchangeAnswer): ReadonlySet<number> {
  const owns = answer.pages.flatMap((page) => ("code" in page ? [] : page.entries.flatMap(({ own }) => own ?? [])));
  return new Set([...owns, ...answer.ex.map(({ n }) => n), answer.ack.n]);
}

/** What an answer changes. Old, repeated and crossed answers change nothing that a newer one has settled. */
export function apply(before: State, answer: ExchangeAnswer, own: ReadonlyMap<number, OwnOp>, sent: number, received: number): Changes {
  const ticked = tick(before, answer, sent, received);
  if (answer.ack.replica !== ticked.replica) return changesTo(ticked);
  const fork = forkIn(ticked, answer.ack, own);
  if (fork) return changesTo(ticked, { fork });
  const rows = noted(answer, own);
  let state = acknowledge(ticked, answer);
  if (ticked.epoch !== null && ticked.epoch !== answer.epoch) return { ...forget(state), own: rows };
  let drops: readonly number[] = [];
  // A delayed answer with an older scope would bring back a building that was taken away.
  const newest = answer.scope !== null && answer.scope.sv >= state.sv;
  if (answer.scope && newest) {
    const scoped = applyScope(state.feeds, answer.scope);
    state = { ...state, sv: answer.scope.sv, feeds: scoped.feeds };
    drops = scoped.drops;
  }
  const { feeds: paged, entries, refused } = applyPages(state.feeds, answer.pages, own);
  let feeds = answer.vd_ok === false ? suspectAll(paged) : paged;
  if (newest && !answer.more && refused.length === 0)
    feeds = new Map([...feeds].map(([number, feed]) => [number, feed.live ? feed : { ...feed, live: true }]));
  state = { ...state, feeds, verified: answer.vd_ok === true };
  return changesTo(state, { own: rows, entries, drops, refused });
}

function tick(state: State, answer: ExchangeAnswer, sent: number, received: number): State {
  const [rx, tx] = answer.t;
  return { ...state, anchor: tx, clock: better(state.clock, measure(sent, rx, tx, received)) };
}

/**
 * What is to be given up when the receipt does not fit the phone's own chain: with less than the server heard of it
 * went back in time; where the link differs it did, and then wrote on.
 */
export function forkIn(state: State, ack: Ack, own: ReadonlyMap<number, OwnOp>): Retired | null {
  const given = { replica: state.replica, n: Math.max(ack.n, ack.reported), kept: 0, told: null };
  if (ack.n > state.n) return { ...given, why: "rolled_back" };
  const mine = own.get(ack.n)?.link;
  if (ack.n > 0 && (!mine || bytesToB64url(mine) !== ack.link)) return { ...given, why: "forked" };
  return ack.reported > state.n ? { ...given, n: ack.reported, why: "rolled_back" } : null;
}

/** A receipt that fits: the server says where to go on, back or forth. */
function acknowledge(state: State, answer: ExchangeAnswer): State {
  const { ack, push_err: error } = answer;
  return {
    ...state,
    acked: ack.n,
    ackedLink: b64urlToBytes(ack.link),
    receivedAt: ack.at,
    epoch: answer.epoch,
    more: answer.more,
    retired: state.retired.map((each) => (answer.lost_ack.includes(each.replica) ? { ...each, told: answer.epoch } : each)),
    batch: error ? halved(state.batch) : Math.min(BATCH, state.batch + BATCH_STEP),
    failures: error ? state.failures + 1 : 0,
  };
}

/**
 * What another life of the server changes: its feeds may have other numbers, so what was pulled goes, to be pulled
 * anew at once; nothing of the phone's own does.
 */
function forget(state: State): Changes {
  return changesTo({ ...state, feeds: new Map(), sv: 0, more: true, verified: false }, { drops: [...state.feeds.keys()] });
}

/**
 * The ops whose receipt says more than "received". What the phone itself withheld stays so: an old answer may be of
 * another life of the server.
 */
function noted(answer: ExchangeAnswer, own: ReadonlyMap<number, OwnOp>): readonly OwnOp[] {
  return answer.ex.flatMap(({ n, st, why }) => {
    const op = own.get(n);
    return op && op.status !== "withheld" ? [{ ...op, status: st, why }] : [];
  });
}

/** What the answer to a check (`nextCheck` of feeds) changes. */
export function checked(state: State, answer: CheckAnswer, sums: Sums): Changes {
  const { feeds, cuts } = applyCheck(state.feeds, answer, sums);
  return changesTo({ ...state, feeds, failures: 0 }, { cuts });
}

/**
 * What a failed exchange changes: how much to send next time, and when; never what is. `code` is the problem's, or
 * network | timeout | server. An envelope that is refused with a single op in it goes on with that op's hash alone.
 */
export function failed(state: State, code: string, outbox: readonly OwnOp[]): Changes {
  if (code === "replica_of_another")
    return changesTo(state, { fork: { replica: state.replica, n: state.n, kept: state.n, why: "taken", told: null } });
  if (["bad_request", "bad_json", "too_large"].includes(code)) {
    if (state.batch > 1 && outbox.length > 1)
      return changesTo({ ...state, batch: Math.max(1, Math.floor(Math.min(state.batch, outbox.length) / 2)) });
    const first = outbox[0];
    if (first && first.status !== "withheld") return changesTo(state, { own: [{ ...first, status: "withheld", why: code }] });
  }
  return changesTo({ ...state, batch: halved(state.batch), failures: state.failures + 1 });
}

export function halved(batch: number): number {
  return Math.max(Math.min(BATCH_MIN, batch), Math.floor(batch / 2));
}

// ------------------------------------------------------------------ when to go on, what to let go

/**
 * How long to wait for the next exchange, null when nothing presses (poll then). Derived from what is unsent, never
 * from an event, so no timer can be forgotten. `spread` is random, 0 to 999.
 */
export function waitMs(state: State, spread: number): number | null {
  if (state.failures > 0) {
    const top = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(state.failures - 1, 10));
    return 1000 + Math.floor(((top - 1000) * spread) / SPREAD);
  }
  const pending = state.acked < state.n || state.more || undeclared(state).length > 0;
  return pending || [...state.feeds.values()].some((feed) => feed.suspect) ? 0 : null;
}
