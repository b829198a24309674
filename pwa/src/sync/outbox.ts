/** What a phone keeps of itself: its state, the ops it sealed, and how it goes on after a loss. Pure, as `outbox.py`. */

import { b64urlToBytes } from "./bytes";
import { FIRST_LINK, nextLink } from "./chain";
import type { Measure } from "./clock";
import { SHANGHAI } from "./days";
import type { Entry, Feeds } from "./feeds";
import { bodyHash, type Fields, opId, seal as sealBody } from "./ops";

export const BATCH = 50;
/** How old a backup may be whose restore loses nothing. */
const KEEP_MS = 30 * 24 * 3600 * 1000;

export type Told = "duplicate" | "held" | "quarantined" | "refused" | "withheld";

/** An op of this phone at place n of its chain; the outbox is n > acked. */
export interface OwnOp {
  readonly n: number;
  readonly id: string;
  readonly bsha: Uint8Array;
  readonly link: Uint8Array;
  /** The phone's clock, or the last server time it had seen when that is later. */
  readonly sealedAt: number;
  /** null: long received, only its hash is kept. */
  readonly body: string | null;
  /** What the receipt said of it; null for simply received, or not yet sent. */
  readonly status: Told | null;
  readonly why: string | null;
}

/**
 * A replica that this phone gave up: `n` had been sealed on it, the first `kept` are held. `told`: the epoch in which
 * the server acknowledged it; a restored server may have forgotten, so it is told again in every epoch.
 */
export interface Retired {
  readonly replica: string;
  readonly n: number;
  readonly kept: number;
  readonly why: "evicted" | "rolled_back" | "forked" | "taken";
  readonly told: string | null;
}

/** Everything a phone keeps of itself but its ops and entries; times ms UTC. */
export interface State {
  readonly user: string;
  readonly replica: string;
  readonly n: number;
  readonly link: Uint8Array;
  /** The newest receipt that equals the phone's own chain. */
  readonly acked: number;
  readonly ackedLink: Uint8Array;
  readonly receivedAt: number | null;
  readonly epoch: string | null;
  /** The newest scope applied. */
  readonly sv: number;
  readonly feeds: Feeds;
  readonly clock: Measure | null;
  /** The last server time seen. */
  readonly anchor: number | null;
  /** Replicas given up. */
  readonly retired: readonly Retired[];
  readonly batch: number;
  readonly failures: number;
  readonly more: boolean;
  readonly verified: boolean;
  readonly cat: string | null;
}

export function newState(user: string, replica: string): State {
  return {
    user, replica, n: 0, link: FIRST_LINK, acked: 0, ackedLink: FIRST_LINK, receivedAt: null, epoch: null, sv: 0, feeds: new Map(),
    clock: null, anchor: null, retired: [], batch: BATCH, failures: 0, more: false, verified: false, cat: null,
  };
}

/** The replicas given up of which this life of the server has not been told. */
export function undeclared(state: State): readonly Retired[] {
  return state.retired.filter(({ told }) => !told || told !== state.epoch);
}

/** What a person recorded, before it is sealed. */
export interface OpDraft {
  readonly kind: string;
  readonly version: number;
  readonly place: string;
  readonly fields: Fields;
  readonly slot: string | null;
  readonly at: number | readonly [number, number] | null;
  readonly subject: string | null;
  readonly root: string | null;
  readonly parents: readonly string[];
}

/**
 * What to write in one transaction. `own`: rows to put (`allOwn`: they replace every row). `entries`: to put; those
 * of feeds in `drops` and after the `cuts` go first. `fork`: the chain is not the server's; call `rechain`.
 */
export interface Changes {
  readonly state: State;
  readonly own: readonly OwnOp[];
  readonly entries: readonly Entry[];
  readonly cuts: ReadonlyMap<number, number>;
  readonly drops: readonly number[];
  readonly allOwn: boolean;
  readonly fork: Retired | null;
  readonly refused: readonly string[];
}

export function changesTo(state: State, more: Partial<Changes> = {}): Changes {
  return { state, own: [], entries: [], cuts: new Map(), drops: [], allOwn: false, fork: null, refused: [], ...more };
}

/** The state after a record, and the op to put with it. `now` is the phone's clock. */
export function seal(state: State, draft: OpDraft, now: number, nonce: string): readonly [State, OwnOp] {
  const body = sealBody({
    ...draft,
    nonce,
    by: state.user,
    at: draft.at ?? now,
    tz: SHANGHAI,
    rec: now,
    clk: state.clock ? [state.clock.offset, state.clock.uncertainty] : null,
    anc: state.anchor,
  });
  return addOp(state, body, Math.max(now, state.anchor ?? 0));
}

/** The state with a sealed body as the next op of its chain. */
function addOp(state: State, body: string, sealedAt: number): readonly [State, OwnOp] {
  const bsha = bodyHash(body);
  const n = state.n + 1;
  const link = nextLink(b64urlToBytes(state.replica), n, state.link, bsha);
  return [{ ...state, n, link }, { n, id: opId(bsha), bsha, link, sealedAt, body, status: null, why: null }];
}

/** Goes on as a new replica with every op whose body is held, in its order; ids do not change. `fresh` names it. */
export function rechain(state: State, own: readonly OwnOp[], retired: readonly Retired[], fresh: string): Changes {
  let anew: State = {
    ...state, replica: fresh, n: 0, link: FIRST_LINK, acked: 0, ackedLink: FIRST_LINK,
    retired: [...state.retired, ...retired], batch: BATCH, failures: 0,
  };
  const rows: OwnOp[] = [];
  for (const op of [...own].sort((a, b) => a.n - b.n)) {
    if (op.body === null) continue;
    const [next, row] = addOp(anew, op.body, op.sealedAt);
    anew = next;
    rows.push(row);
  }
  return changesTo(anew, { own: rows, allOwn: true });
}

/** Ops whose bodies may go: received, agreed upon, 30 days old by both clocks. One withheld is nowhere else, and stays. */
export function trim(state: State, own: readonly OwnOp[], now: number): readonly OwnOp[] {
  const before = Math.min(now, state.anchor ?? 0) - KEEP_MS;
  if (!state.verified) return [];
  return own
    .filter((op) => op.n <= state.acked && op.body !== null && op.sealedAt <= before && op.status !== "withheld")
    .map((op) => ({ ...op, body: null }));
}
