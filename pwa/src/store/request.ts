/** The next request, read in one transaction from what is stored. */

import { bytesToB64url } from "../sync/bytes";
import { FIRST_LINK } from "../sync/chain";
import { digestOf, type Element, type ExchangeRequest, PROTO } from "../sync/replica";
import { type Connection, getMeta } from "./database";
import type { Meta, OpRow, ReadTx, ReplicaRow } from "./schema";

export interface Limits {
  readonly ops: number;
  readonly bytes: number;
}

/** What the request says of this phone beside its log. */
export interface Status {
  readonly app: string;
  readonly kinds: Readonly<Record<string, number>> | null;
  readonly persisted: boolean | null;
  readonly freeBytes: number | null;
  readonly catalogue: string | null;
  /** False with the push key alone: nothing is pulled then. */
  readonly pulls: boolean;
  readonly sent: number;
}

/** As many of the unsent as the limits allow, at least one. */
async function batch(tx: ReadTx, replica: ReplicaRow, limits: Limits): Promise<readonly OpRow[]> {
  const after = IDBKeyRange.bound([replica.id, replica.acked + 1], [replica.id, Infinity]);
  const rows = await tx.objectStore("op").getAll(after, limits.ops);
  let bytes = 0;
  const upto = rows.findIndex((row, i) => (bytes += row.body?.length ?? 64) > limits.bytes && i > 0);
  return upto < 0 ? rows : rows.slice(0, upto);
}

function element(row: OpRow): Element {
  if (row.body === null || row.status === "withheld")
    return { h: bytesToB64url(row.bsha), ...(row.why === null ? {} : { why: row.why }) };
  return row.body;
}

async function push(tx: ReadTx, replica: ReplicaRow, rows: readonly OpRow[]): Promise<ExchangeRequest["push"]> {
  const last = rows[rows.length - 1];
  if (!last) return undefined;
  const before = replica.acked === 0 ? FIRST_LINK : (await tx.objectStore("op").get([replica.id, replica.acked]))?.link;
  return {
    n0: replica.acked + 1,
    prev: bytesToB64url(before ?? FIRST_LINK),
    link: bytesToB64url(last.link),
    ops: rows.map(element),
  };
}

async function lost(tx: ReadTx): Promise<ExchangeRequest["lost"]> {
  const rows = await tx.objectStore("lost").getAll();
  return rows.map(({ replica, n, kept, why }) => ({ replica, n, kept, why }));
}

function clk(clock: Meta["clock"] | undefined): Pick<ExchangeRequest, "clk"> {
  return clock?.best ? { clk: [clock.best.offset, clock.best.uncertainty] } : {};
}

/** Null while this database has no replica yet. */
export function nextRequest(db: Connection, limits: Limits, status: Status): Promise<ExchangeRequest | null> {
  return db.read(["meta", "op", "feed", "lost"], async (tx) => {
    const replica = await getMeta(tx, "replica");
    if (!replica) return null;
    const [clock, server, feeds, rows] = await Promise.all([
      getMeta(tx, "clock"),
      getMeta(tx, "server"),
      status.pulls ? tx.objectStore("feed").getAll() : [],
      batch(tx, replica, limits),
    ]);
    const pushed = await push(tx, replica, rows);
    return {
      proto: PROTO,
      app: status.app,
      ...(status.kinds ? { kinds: status.kinds } : {}),
      replica: replica.id,
      epoch: server?.epoch ?? null,
      sealed: replica.n,
      oldest: rows[0]?.sealedAt ?? null,
      kept: replica.kept,
      stor: { persist: status.persisted, free: status.freeBytes },
      ...clk(clock),
      lost: await lost(tx),
      ...(pushed ? { push: pushed } : {}),
      cur: Object.fromEntries(feeds.map((feed) => [String(feed.f), feed.cursor])),
      ...(feeds.length > 0 ? { vd: bytesToB64url(digestOf(feeds)) } : {}),
      sv: server?.sv ?? 0,
      sent: status.sent,
      cat: status.catalogue,
    };
  });
}
