/** The chain of a replica: op n is bound to all that were sealed before it, so a receipt (n, link) says them all. */

import { sha256 } from "./sha256";

import { concat, u64be, utf8 } from "./bytes";

export const FIRST_LINK: Uint8Array = new Uint8Array(32);
const LABEL = utf8("lk1");

/** link_n from link_{n-1} and the hash of the n-th body; `replica` is its 16 bytes. */
export function nextLink(replica: Uint8Array, n: number, previous: Uint8Array, bsha: Uint8Array): Uint8Array {
  return sha256(concat(LABEL, replica, u64be(n), previous, bsha));
}
