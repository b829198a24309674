/** The database of one person on one phone. Upgrades only ever add: an older outbox must survive them untouched. */

import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";

import type { Entry, Feed } from "../sync/feeds";
import type { Catalogue } from "../sync/kinds";
import type { FoldedRecord } from "../sync/merge";
import type { Value } from "../sync/ops";
import type { OwnOp, State } from "../sync/outbox";
import type { Grant, Me, Notice } from "./types";

export const SCHEMA_VERSION = 1;

/** An op of mine, with what the screens look it up by. */
export interface OwnRow extends OwnOp {
  readonly record: string;
  readonly kind: string;
  readonly place: string;
  /** The round that it counts towards, also where the body leaves that to the opening op. */
  readonly slot: string | null;
}

export interface EntRow extends Entry {
  readonly id: string;
  readonly record: string;
}

interface RecRow {
  readonly id: string;
  /** "<kind>/<slot>"; without a slot "<kind>/@<day>", or "<kind>" where a place has one record. */
  readonly round: string;
  readonly place: string;
  readonly record: FoldedRecord;
}

/** The state without its feeds, which are rows of their own. */
export type StateRow = Omit<State, "feeds"> & {
  /** The first n from which on every body is held. */
  readonly kept: number;
  /** Replicas given up: a witness that names one of them is merely late. */
  readonly formerly: readonly string[];
};

export interface Meta {
  state: StateRow;
  me: Me;
  grants: readonly Grant[];
  pushKey: string;
  catalogue: Catalogue;
  /** Until when another tab holds the exchange, where Web Locks are missing. */
  lease: { readonly owner: string; readonly until: number };
}

interface Schema extends DBSchema {
  meta: { key: string; value: Meta[keyof Meta] };
  op: { key: number; value: OwnRow; indexes: { id: string; record: string } };
  ent: { key: [number, number]; value: EntRow; indexes: { id: string; record: string } };
  feed: { key: number; value: Feed };
  rec: { key: string; value: RecRow; indexes: { round: string; place: string } };
  notice: { key: string; value: Notice };
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
    const op = db.createObjectStore("op", { keyPath: "n" });
    op.createIndex("id", "id");
    op.createIndex("record", "record");
    const ent = db.createObjectStore("ent", { keyPath: ["feed", "q"] });
    ent.createIndex("id", "id");
    ent.createIndex("record", "record");
    db.createObjectStore("feed", { keyPath: "feed" });
    const rec = db.createObjectStore("rec", { keyPath: "id" });
    rec.createIndex("round", "round");
    rec.createIndex("place", "place");
    db.createObjectStore("notice", { keyPath: "id" });
    db.createObjectStore("pref");
  }
}
