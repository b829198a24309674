/** The answer of one exchange: receipt, scope, pages and projections, all in one strict transaction. */

import { better, measure } from "../sync/clock";
import type { Kinds } from "../sync/merge";
import { judgeReceipt, type Exception, type ExchangeRequest, type ExchangeResponse, type Receipt } from "../sync/replica";
import { linkAt, replicaOf, rowsBetween, startOver } from "./chainrows";
import { type Connection, getMeta, putMeta } from "./database";
import { applyPages, applyScope, type PageFault } from "./feeds";
import { project } from "./project";
import type { OpRow, ReplicaRow, ServerRow, WriteTx } from "./schema";
import type { Notice } from "./types";

export interface Outcome {
  readonly rounds: ReadonlySet<string>;
  readonly receipt: Receipt["is"];
  /** Ops confirmed by this answer that were not before. */
  readonly confirmed: number;
  readonly scopeChanged: boolean;
  readonly pageFaults: readonly PageFault[];
  /** Entries that this answer brought. */
  readonly pulled: number;
}

const STORES = ["meta", "op", "ent", "feed", "rec", "notice", "lost"] as const;

async function noteClock(tx: WriteTx, request: ExchangeRequest, response: ExchangeResponse, gotAt: number): Promise<void> {
  const held = await getMeta(tx, "clock");
  const [rx, sx] = response.t;
  await putMeta(tx, "clock", {
    best: better(held?.best ?? null, measure(request.sent, rx, sx, gotAt)),
    // The server's clock as far as it was seen: it never goes back, whatever one answer says.
    tick: Math.max(held?.tick ?? 0, sx),
  });
}

function noticeOf(row: OpRow, exception: Exception, now: number): Notice | null {
  if (exception.st === "duplicate") return null;
  const code = exception.st === "held" ? "held" : exception.st === "withheld" ? "withheld" : "quarantined";
  return { id: `op-${row.id}`, code, at: now, opId: row.id, kind: row.kind, place: row.place, ...(exception.why ? { why: exception.why } : {}) };
}

function statusOf(exception: Exception | undefined): OpRow["status"] {
  if (!exception) return "received";
  return exception.st === "refused" ? "quarantined" : exception.st;
}

/** Marks what the receipt covers, and takes the mark back from what a restored server does not have any more. */
async function confirm(tx: WriteTx, replica: ReplicaRow, upto: number, response: ExchangeResponse): Promise<number> {
  const said = new Map(response.ex.map((one) => [one.n, one]));
  let confirmed = 0;
  for (const row of await rowsBetween(tx, replica.id, Math.min(upto, replica.acked), Math.max(upto, replica.acked))) {
    const exception = said.get(row.n);
    const received = row.n <= upto;
    if (received) confirmed++;
    const notice = received && exception ? noticeOf(row, exception, response.ack.at) : null;
    if (notice) await tx.objectStore("notice").put(notice);
    const change = received
      ? { status: statusOf(exception), why: exception?.why ?? null, receivedAt: response.ack.at }
      : { status: "saved" as const, why: null, receivedAt: null };
    await tx.objectStore("op").put({ ...row, ...change });
  }
  if (upto !== replica.acked) await putMeta(tx, "replica", { ...replica, acked: upto });
  return confirmed;
}

/** Nothing is believed but a receipt that equals my own chain; anything else makes the phone send again. */
async function applyReceipt(tx: WriteTx, response: ExchangeResponse, { user, gotAt }: Context): Promise<{ receipt: Receipt; confirmed: number }> {
  const replica = await replicaOf(tx, user, gotAt);
  const { ack } = response;
  const receipt = judgeReceipt(ack, replica, await linkAt(tx, replica, ack.n));
  // The server may know this chain's numbers under other ops: then its links, not its numbers, tell.
  const forked = receipt.is === "fork" || (receipt.is === "confirmed" && response.push_err?.code === "chain_fork");
  if (receipt.is === "behind") await startOver(tx, replica, receipt.sealed, "rolled_back", gotAt);
  else if (forked) await startOver(tx, replica, replica.n, "fork", gotAt);
  else if (receipt.is === "confirmed") return { receipt, confirmed: await confirm(tx, replica, receipt.n, response) };
  return { receipt: forked ? { is: "fork" } : receipt, confirmed: 0 };
}

/** What the server said of itself, kept for the next request and for the screens. */
function serverAfter(held: ServerRow, response: ExchangeResponse, outcome: Omit<Outcome, "rounds">, pulls: boolean): ServerRow {
  const caughtUp = pulls && !response.more && outcome.pageFaults.length === 0;
  return {
    epoch: response.epoch,
    sv: Math.max(held.sv, response.scope?.sv ?? 0),
    live: caughtUp || (held.live && !outcome.scopeChanged),
    receivedAt: outcome.confirmed > 0 ? response.ack.at : held.receivedAt,
  };
}

const UNHEARD: ServerRow = { epoch: null, sv: 0, live: false, receivedAt: null };

export interface Context {
  readonly user: string;
  readonly kinds: Kinds;
  readonly gotAt: number;
  /** False when only the push key spoke: such an answer says nothing about feeds. */
  readonly pulls: boolean;
}

/** Applies the whole answer or nothing of it; may be called again with the same answer without effect. */
export function applyResponse(db: Connection, request: ExchangeRequest, response: ExchangeResponse, context: Context): Promise<Outcome> {
  return db.write(STORES, async (tx) => {
    await noteClock(tx, request, response, context.gotAt);
    const { receipt, confirmed } = await applyReceipt(tx, response, context);
    for (const replica of response.lost_ack) await tx.objectStore("lost").delete(replica);
    const held = (await getMeta(tx, "server")) ?? UNHEARD;
    const records = new Set<string>();
    // A delayed answer with an older scope would bring back a building that was taken away.
    const scopeChanged = response.scope !== null && response.scope.sv > held.sv;
    if (response.scope && scopeChanged) await applyScope(tx, response.scope, records);
    const { faults: pageFaults, pulled } = await applyPages(tx, request.replica, response.pages, records, context.kinds);
    const outcome = { receipt: receipt.is, confirmed, scopeChanged, pageFaults, pulled };
    await putMeta(tx, "server", serverAfter(held, response, outcome, context.pulls));
    return { ...outcome, rounds: await project(tx, records, context.kinds) };
  });
}

/** Marks one op so that only its hash is sent: the server cannot read the body, and the queue must move on. */
export async function withhold(db: Connection, replica: string, n: number, why: string, now: number): Promise<void> {
  await db.write(["op", "notice"], async (tx) => {
    const row = await tx.objectStore("op").get([replica, n]);
    if (!row) return;
    await tx.objectStore("op").put({ ...row, status: "withheld", why });
    await tx.objectStore("notice").put({ id: `op-${row.id}`, code: "withheld", at: now, why, opId: row.id, kind: row.kind, place: row.place });
  });
}

