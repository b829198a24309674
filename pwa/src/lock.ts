/** One exchange at a time on this phone: by Web Locks, or by a lease where a page on plain http has none. */

import { bytesToB64url, randomBytes } from "./sync/bytes";
import { getMeta, putMeta } from "./store/database";
import type { Open } from "./store/state";

const LEASE_MS = 60_000;
const owner = bytesToB64url(randomBytes(8));

async function takeLease({ db }: Open, now: number): Promise<boolean> {
  return db.write(["meta"], async (tx) => {
    const held = await getMeta(tx, "lease");
    // A lease from the future belongs to a clock that was set back: it would hold for ever.
    const fresh = held !== undefined && held.until > now && held.until <= now + LEASE_MS;
    if (fresh && held.owner !== owner) return false;
    await putMeta(tx, "lease", { owner, until: now + LEASE_MS });
    return true;
  });
}

async function giveLeaseBack({ db }: Open): Promise<void> {
  await db.write(["meta"], async (tx) => {
    if ((await getMeta(tx, "lease"))?.owner === owner) await putMeta(tx, "lease", { owner, until: 0 });
  });
}

/**
 * Runs `work` unless another tab is at it; false then. An economy only: the exchange itself may be repeated and
 * crossed without effect, so nothing depends on the lock being kept.
 */
export async function alone(open: Open, work: () => Promise<void>): Promise<boolean> {
  if (navigator.locks)
    return navigator.locks.request(`six-sync-${open.me.id}`, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
  if (!(await takeLease(open, Date.now()))) return false;
  try {
    await work();
  } finally {
    await giveLeaseBack(open);
  }
  return true;
}
