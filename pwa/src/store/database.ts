/** One open database: every write is a strict transaction, and a lost connection is opened again. */

import { openDatabase, reading, writing } from "./idb";
import { type Meta, type ReadTx, SCHEMA_VERSION, type Stores, upgrade, type WriteTx } from "./schema";
import { WriteFailed } from "./types";

export function databaseName(user: string): string {
  return `six-${user}`;
}

/** Safari drops idle connections ("Connection to Indexed Database server lost"); both names mean: open again. */
const LOST_CONNECTION = new Set(["InvalidStateError", "UnknownError"]);

function nameOf(error: unknown): string {
  return typeof error === "object" && error !== null && "name" in error ? String(error.name) : "";
}

/** What a person can act on: a full disk is something else than a transaction that did not complete. */
export function asWriteFailed(error: unknown): WriteFailed {
  if (error instanceof WriteFailed) return error;
  const reason = nameOf(error) === "QuotaExceededError" ? "quota" : LOST_CONNECTION.has(nameOf(error)) ? "unavailable" : "aborted";
  return new WriteFailed(reason, [], { cause: error });
}

export class Connection {
  private opening: Promise<IDBDatabase> | null = null;

  constructor(
    readonly name: string,
    private readonly version = SCHEMA_VERSION,
  ) {}

  private open(): Promise<IDBDatabase> {
    const ended = (): void => {
      this.opening = null;
    };
    this.opening ??= openDatabase(this.name, this.version, { upgrade, ended }).catch((error: unknown) => {
      ended();
      throw error;
    });
    return this.opening;
  }

  /** Runs `begin` on an open connection, once more on a fresh one when the first turns out to be dead. */
  private async again<T>(begin: (db: IDBDatabase) => Promise<T>): Promise<T> {
    try {
      return await begin(await this.open());
    } catch (error) {
      if (!LOST_CONNECTION.has(nameOf(error))) throw error;
      this.opening = null;
      return begin(await this.open());
    }
  }

  /**
   * Resolves after the strict transaction completed, and only then; rejects with WriteFailed and nothing stored.
   * `work` may run twice (lost connection), so it must depend on what it reads inside its transaction alone.
   */
  async write<T>(stores: readonly Stores[], work: (tx: WriteTx) => Promise<T>): Promise<T> {
    try {
      return await this.again((db) => runStrict(db, stores, work));
    } catch (error) {
      throw asWriteFailed(error);
    }
  }

  read<T>(stores: readonly Stores[], work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.again((db) => work(reading(db, stores)));
  }

  async close(): Promise<void> {
    const db = await this.opening?.catch(() => null);
    this.opening = null;
    db?.close();
  }
}

async function runStrict<T>(db: IDBDatabase, stores: readonly Stores[], work: (tx: WriteTx) => Promise<T>): Promise<T> {
  const tx = writing(db, stores);
  // A failed commit is told by `abort` alone, after every request succeeded: `done` is the only truth.
  const done = tx.done.then(() => null, (error: unknown) => error);
  try {
    const result = await work(tx);
    const failure = await done;
    if (failure !== null) throw failure;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // Already over: the error below is the one that matters.
    }
    const failure = await done;
    throw nameOf(failure) === "QuotaExceededError" ? failure : error;
  }
}

/** One value of the meta store, typed by its key. */
export async function getMeta<K extends keyof Meta>(tx: ReadTx | WriteTx, key: K): Promise<Meta[K] | undefined> {
  return (await tx.objectStore("meta").get(key)) as Meta[K] | undefined;
}

export async function putMeta<K extends keyof Meta>(tx: WriteTx, key: K, value: Meta[K]): Promise<void> {
  await tx.objectStore("meta").put(value, key);
}
