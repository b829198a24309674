/** The few calls of IndexedDB that the store makes, as promises. The shapes are those of the `idb` package, types only. */

import type { Database, ReadTx, Stores, WriteTx } from "./schema";

function ask<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function reads(source: IDBObjectStore | IDBIndex) {
  return {
    get: (key: IDBValidKey) => ask(source.get(key)),
    getAll: (query?: IDBKeyRange | IDBValidKey, count?: number) => ask(source.getAll(query, count)),
  };
}

function shelf(store: IDBObjectStore) {
  return {
    ...reads(store),
    index: (name: string) => reads(store.index(name)),
    put: (value: unknown, key?: IDBValidKey) => ask(store.put(value, key)),
    delete: (key: IDBValidKey | IDBKeyRange) => ask(store.delete(key)),
    clear: () => ask(store.clear()),
  };
}

/** `done` resolves when the transaction completed, and rejects when it was aborted, for whatever reason. */
function begun(tx: IDBTransaction) {
  const done = new Promise<void>((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new DOMException("aborted", "AbortError"));
  });
  // Whoever waits for it hears the failure; nobody has to.
  done.catch(() => undefined);
  return { done, abort: () => tx.abort(), objectStore: (name: string) => shelf(tx.objectStore(name)) };
}

export function reading(db: IDBDatabase, stores: readonly Stores[]): ReadTx {
  return begun(db.transaction([...stores], "readonly")) as unknown as ReadTx;
}

/** Strict: `done` means that the device has it, not that the browser means to write it soon. */
export function writing(db: IDBDatabase, stores: readonly Stores[]): WriteTx {
  return begun(db.transaction([...stores], "readwrite", { durability: "strict" })) as unknown as WriteTx;
}

interface Hooks {
  readonly upgrade: (db: Database, from: number) => void;
  /** The browser dropped the connection, or another tab needs it gone. */
  readonly ended: () => void;
}

export function openDatabase(name: string, version: number, { upgrade, ended }: Hooks): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result as unknown as Database, oldVersion);
  return ask(request).then((db) => {
    db.onclose = ended;
    // Another tab runs a newer version: make way, this tab opens again on its next transaction.
    db.onversionchange = () => {
      ended();
      db.close();
    };
    return db;
  });
}
