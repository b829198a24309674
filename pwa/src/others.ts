/** Whoever else used this phone and left records on it: their outbox is handed in by the key of their enrolment. */

import { opened } from "./store";
import { PlaceBook } from "./store/book";
import { Connection, databaseName, getMeta } from "./store/database";
import { heldState } from "./store/exchange";
import { EMPTY } from "./store/outbox";
import type { Open } from "./store/state";
import { trip } from "./trip";

const TRIPS_AT_MOST = 100;

/** The people with a database here, but for the one whose book is open; none where the browser does not list them. */
async function others(): Promise<readonly string[]> {
  if (!("databases" in indexedDB)) return [];
  const prefix = databaseName("");
  const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return names.filter((user) => user !== opened()?.me.id);
}

/** Sends what one person left; nothing of theirs is read or shown. */
async function drain(user: string): Promise<void> {
  const db = new Connection(databaseName(user));
  try {
    const pushKey = await db.read(["meta"], (tx) => getMeta(tx, "pushKey"));
    const open: Open = { db, me: { id: user, name: "" }, places: new PlaceBook([], []), unsent: EMPTY };
    for (let i = 0; pushKey !== undefined && i < TRIPS_AT_MOST; i++) {
      const state = await heldState(db);
      if (!state || state.acked >= state.n || !(await trip(open, pushKey)).again) return;
    }
  } finally {
    await db.close();
  }
}

export async function drainOthers(): Promise<void> {
  for (const user of await others()) await drain(user).catch((error: unknown) => console.warn("not handed in:", error));
}
