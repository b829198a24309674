/** What people had on this phone before it was cleared: no database holds it, only the note beside it tells how much. */

import type { Retired } from "../sync/outbox";
import { Connection, databaseName } from "./database";
import { noticeLost, readState } from "./log";
import type { Open } from "./state";
import { dropWitness, witnesses } from "./witness";

export interface Gone extends Pick<Retired, "replica" | "n" | "kept"> {
  readonly user: string;
  /** How many of them the server had confirmed. */
  readonly acked: number;
}

async function isCleared(user: string): Promise<boolean> {
  const db = new Connection(databaseName(user));
  try {
    return (await db.read(["meta", "feed"], readState)) === null;
  } finally {
    await db.close();
  }
}

/** Everything noted of databases that are no more, and not known to be received. */
export async function whatIsGone(): Promise<readonly Gone[]> {
  const found: Gone[] = [];
  for (const { user, replica, n, acked, retired } of witnesses())
    if (await isCleared(user).catch(() => false)) {
      const untold = retired.filter(({ told }) => told === null).map((each) => ({ ...each, acked: 0 }));
      found.push(...[...untold, { replica, n, kept: 0, acked }].filter((each) => each.n > Math.max(each.kept, each.acked)).map((each) => ({ ...each, user })));
    }
  return found;
}

/** How many records that were never received this phone was cleared of. */
export async function amountGone(): Promise<number> {
  return (await whatIsGone()).reduce((sum, { n, kept, acked }) => sum + n - Math.max(kept, acked), 0);
}

/** The server has been told of what others lost here: whoever uses the phone now hears of it, and the notes go. */
export async function noteGone({ db, me }: Open, gone: readonly Gone[]): Promise<void> {
  const others = gone.filter(({ user }) => user !== me.id);
  if (others.length === 0) return;
  await db.write(["notice"], async (tx) => {
    for (const each of others) await noticeLost(tx, { ...each, why: "evicted" }, each.acked, 0);
  });
  for (const { user } of others) dropWitness(user);
}
