/** One exchange as the database sees it: the next request, the answer, and what a failure changes. */

import { bytesToB64url } from "../sync/bytes";
import { ZERO } from "../sync/digest";
import { type CheckAnswer, nextCheck } from "../sync/feeds";
import type { Catalogue } from "../sync/kinds";
import type { Kinds } from "../sync/merge";
import { changesTo, trim } from "../sync/outbox";
import { apply, checked, type ExchangeAnswer, type ExchangeRequest, failed, needs, nextRequest, type Said } from "../sync/replica";
import { type Connection, putMeta } from "./database";
import { type Held, LOG, openState, ownAfter, ownOps, ownSums, readState, refold, write, type Written } from "./log";
import type { Grant, Me } from "./types";

export interface Outcome extends Written {
  /** Ops confirmed by this answer that were not before. */
  readonly confirmed: number;
  readonly forked: boolean;
  readonly scopeChanged: boolean;
  readonly refused: readonly string[];
  /** Something changed that brings the exchange nearer to its end. */
  readonly progress: boolean;
}

export type Status = Omit<Said, "kept">;

/** The next request; with the push key alone nothing is asked of feeds. Null while this database has no state. */
export function request(db: Connection, status: Status, now: number, pulls: boolean): Promise<ExchangeRequest | null> {
  return db.read(["meta", "op", "feed"], async (tx) => {
    const state = await readState(tx);
    if (!state) return null;
    const outbox = await ownAfter(tx, state.acked, state.batch);
    const asked = nextRequest(state, outbox, now, { ...status, kept: state.kept });
    return pulls ? asked : { ...asked, cur: {}, vd: bytesToB64url(ZERO) };
  });
}

/** Applies the whole answer or nothing of it; again without effect when it comes again. */
export function takeAnswer(db: Connection, user: string, answer: ExchangeAnswer, sent: number, received: number, kinds: Kinds): Promise<Outcome> {
  return db.write(LOG, async (tx) => {
    const before = await openState(tx, user, kinds);
    const own = await ownOps(tx, needs(answer));
    const changes = apply(before, answer, own, sent, received);
    const written = await write(tx, before, changes, kinds, undefined, answer.ack.n);
    const confirmed = changes.fork ? 0 : Math.max(0, changes.state.acked - before.acked);
    const forked = changes.fork !== null;
    const scopeChanged = changes.state.sv !== before.sv;
    return {
      ...written,
      confirmed,
      forked,
      scopeChanged,
      progress: forked || scopeChanged || confirmed > 0 || changes.entries.length > 0 || changes.state.acked !== before.acked,
      refused: changes.refused,
    };
  });
}

interface Setback extends Written {
  /** Something was changed that makes another try at once worth while: a smaller batch, a body withheld. */
  readonly mended: boolean;
}

/** What a failed exchange changes; `code` is the problem's, or network | timeout | server. */
export function takeFailure(db: Connection, user: string, code: string, kinds: Kinds): Promise<Setback> {
  return db.write(LOG, async (tx) => {
    const before = await openState(tx, user, kinds);
    const outbox = await ownAfter(tx, before.acked, before.batch);
    const written = await write(tx, before, failed(before, code, outbox), kinds);
    return { ...written, mended: written.state.failures <= before.failures };
  });
}

/** Deletes everything that was pulled: this phone was revoked. What its person recorded stays, and goes on being sent. */
export function forgetPulled(db: Connection, user: string, kinds: Kinds): Promise<Written> {
  return db.write(LOG, async (tx) => {
    const before = await openState(tx, user, kinds);
    const drops = [...before.feeds.keys()];
    return write(tx, before, changesTo({ ...before, feeds: new Map() }, { drops }), kinds);
  });
}

/** The body of the next check, null when nothing is suspect. */
export function checkRequest(db: Connection): Promise<ReturnType<typeof nextCheck>> {
  return db.read(["meta", "feed"], async (tx) => {
    const state = await readState(tx);
    return state && nextCheck(state.feeds);
  });
}

export function takeCheck(db: Connection, user: string, answer: CheckAnswer, kinds: Kinds): Promise<Written> {
  return db.write(LOG, async (tx) => {
    const before = await openState(tx, user, kinds);
    const points = answer.acc.map(([feed, q]) => [feed, q] as const);
    const sums = await ownSums(tx, before.feeds, points);
    return write(tx, before, checked(before, answer, sums), kinds);
  });
}

export function heldState(db: Connection): Promise<Held | null> {
  return db.read(["meta", "feed"], readState);
}

/** Lets go of bodies that were received and agreed upon long ago. */
export function tidy(db: Connection, user: string, now: number, kinds: Kinds): Promise<void> {
  return db.write(LOG, async (tx) => {
    const before = await openState(tx, user, kinds);
    const bare = trim(before, await ownAfter(tx, before.kept - 1, 1000), now);
    const last = bare[bare.length - 1];
    if (!last) return;
    for (const op of bare) {
      const row = await tx.objectStore("op").get(op.n);
      if (row) await tx.objectStore("op").put({ ...row, body: null });
    }
    const { feeds: _feeds, ...rest } = before;
    await putMeta(tx, "state", { ...rest, kept: last.n + 1 });
  });
}

/** Keeps a newer catalogue; when kinds changed, what could not be read before is read again. */
export function saveCatalogue(db: Connection, user: string, catalogue: Catalogue): Promise<void> {
  return db.write(LOG, async (tx) => {
    const before = await openState(tx, user, catalogue.kinds);
    await putMeta(tx, "catalogue", catalogue);
    const { feeds: _feeds, ...row } = before;
    await putMeta(tx, "state", { ...row, cat: catalogue.etag });
    await refold(tx, catalogue.kinds);
  });
}

export function saveMe(db: Connection, me: Me, grants: readonly Grant[]): Promise<void> {
  return db.write(["meta"], async (tx) => {
    await putMeta(tx, "me", me);
    await putMeta(tx, "grants", grants);
  });
}
