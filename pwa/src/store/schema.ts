/** The database of one person on one phone. Upgrades only ever add: an older outbox must survive them untouched. */

import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";

import type { Measure } from "../sync/clock";
import type { Catalogue } from "../sync/kinds";
import type { FoldedRecord } from "../sync/merge";
import type { Value } from "../sync/ops";
import type { Grant, Me, Notice, OpStatus } from "./types";

export const SCHEMA_VERSION = 1;

/** The install this phone is: its counter, the head of its chain, and how far the server has confirmed it. */
export interface ReplicaRow {
  id: string;
  n: number;
  link: Uint8Array;
  acked: number;
  /** Lowest number whose body is still held. */
  kept: number;
  openedAt: number;
}

export interface ClockRow {
  /** Best measurement of the last 24 h; null before the first exchange. */
  best: Measure | null;
  /** Newest server time seen: the hard lower bracket of whatever is sealed next. */
  tick: number | null;
}

export interface ServerRow {
  epoch: string | null;
  /** Version of the newest scope applied. */
  sv: number;
  /** Every feed had reached its head when last heard: until then nothing is judged on half a download. */
  live: boolean;
  /** Server's time of the newest receipt. */
  receivedAt: number | null;
}

export interface OpRow {
  r: string;
  n: number;
  id: string;
  record: string;
  kind: string;
  place: string;
  slot: string | null;
  /** null once skeletonised: received, echoed, and older than the retention. */
  body: string | null;
  bsha: Uint8Array;
  link: Uint8Array;
  sealedAt: number;
  /** withheld: the server cannot take the body, only its hash is sent. */
  status: OpStatus | "withheld";
  why: string | null;
  receivedAt: number | null;
}

export interface EntRow {
  f: number;
  q: number;
  rx: number;
  id: string;
  record: string;
  bsha: Uint8Array;
  /** null: redacted, or one of my own whose body stands in `op`. */
  body: string | null;
}

export interface FeedRow {
  f: number;
  place: string;
  stream: string;
  cursor: number;
  acc: Uint8Array;
  /** The server's newest number when a page last came; null before the first page. */
  head: number | null;
}

export interface RecRow {
  id: string;
  /** "<kind>/<slot>", or "<kind>" for kinds without one. */
  round: string;
  place: string;
  record: FoldedRecord;
}

export interface LostRow {
  replica: string;
  /** The most that was known to be sealed, and how much of it this phone still held. */
  n: number;
  kept: number;
  why: string;
  declaredAt: number;
}

export interface Meta {
  replica: ReplicaRow;
  clock: ClockRow;
  server: ServerRow;
  me: Me;
  grants: readonly Grant[];
  pushKey: string;
  catalogue: Catalogue;
  /** Until when another tab holds the exchange, where Web Locks are missing. */
  lease: { owner: string; until: number };
}

export interface Schema extends DBSchema {
  meta: { key: string; value: Meta[keyof Meta] };
  op: { key: [string, number]; value: OpRow; indexes: { id: string; record: string } };
  ent: { key: [number, number]; value: EntRow; indexes: { id: string; record: string } };
  feed: { key: number; value: FeedRow };
  rec: { key: string; value: RecRow; indexes: { round: string; place: string } };
  notice: { key: string; value: Notice };
  lost: { key: string; value: LostRow };
  pref: { key: string; value: Value };
}

export type Database = IDBPDatabase<Schema>;
export type Stores = StoreNames<Schema>;
export type WriteTx = IDBPTransaction<Schema, Stores[], "readwrite">;
export type ReadTx = IDBPTransaction<Schema, Stores[], "readonly" | "readwrite">;

/** Adds what is missing since `from`; never deletes or rewrites a store. */
export function upgrade(db: Database, from: number): void {
  if (from < 1) {
    db.createObjectStore("meta");
    const op = db.createObjectStore("op", { keyPath: ["r", "n"] });
    op.createIndex("id", "id");
    op.createIndex("record", "record");
    const ent = db.createObjectStore("ent", { keyPath: ["f", "q"] });
    ent.createIndex("id", "id");
    ent.createIndex("record", "record");
    db.createObjectStore("feed", { keyPath: "f" });
    const rec = db.createObjectStore("rec", { keyPath: "id" });
    rec.createIndex("round", "round");
    rec.createIndex("place", "place");
    db.createObjectStore("notice", { keyPath: "id" });
    db.createObjectStore("lost", { keyPath: "replica" });
    db.createObjectStore("pref");
  }
}
