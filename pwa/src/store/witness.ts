/**
 * The second witness of how much was sealed: IndexedDB may come back older than it was (a restored backup, a power
 * cut, an eviction), and only something outside it can tell. The third witness is the server.
 */

import type { Retired } from "../sync/outbox";

export interface Witness {
  readonly replica: string;
  readonly n: number;
  /** How many of them the server had confirmed. */
  readonly acked: number;
  /** What was given up before: the server may not have been told yet when the database is lost. */
  readonly retired: readonly Retired[];
}

function key(user: string): string {
  return `six.sealed.${user}`;
}

/** Null when nothing was noted, or the browser keeps no local storage. */
export function readWitness(user: string): Witness | null {
  try {
    const found = JSON.parse(localStorage.getItem(key(user)) ?? "null") as Partial<Witness> | null;
    if (typeof found?.replica !== "string" || typeof found.n !== "number") return null;
    return { replica: found.replica, n: found.n, acked: found.acked ?? 0, retired: found.retired ?? [] };
  } catch {
    return null;
  }
}

/** Never goes back within one replica: another tab may already have noted more. */
export function noteWitness(user: string, seen: Witness): void {
  try {
    const held = readWitness(user);
    if (held?.replica === seen.replica && held.n > seen.n) return;
    const { replica, n, acked, retired } = seen;
    localStorage.setItem(key(user), JSON.stringify({ replica, n, acked, retired }));
  } catch {
    // Without local storage two witnesses are left: the database and the server.
  }
}

/** Whose records were noted here, of whichever person. */
export function witnesses(): readonly (Witness & { readonly user: string })[] {
  try {
    const names = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? "");
    const users = names.flatMap((name) => (name.startsWith(key("")) ? [name.slice(key("").length)] : []));
    return users.flatMap((user) => {
      const found = readWitness(user);
      return found ? [{ ...found, user }] : [];
    });
  } catch {
    return [];
  }
}

export function dropWitness(user: string): void {
  try {
    localStorage.removeItem(key(user));
  } catch {
    // Without local storage there was none.
  }
}

const LAST_USER = "six.user";

export function lastUser(): string | null {
  try {
    return localStorage.getItem(LAST_USER);
  } catch {
    return null;
  }
}

export function rememberUser(user: string | null): void {
  try {
    if (user === null) localStorage.removeItem(LAST_USER);
    else localStorage.setItem(LAST_USER, user);
  } catch {
    // The databases themselves are asked instead, where the browser lists them.
  }
}
