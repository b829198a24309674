/** Prefix sums over a feed and one sum over all feeds: sixteen bytes that prove two logs equal. */

import { sha256 } from "./sha256";

import { concat, u64be, utf8 } from "./bytes";

export const ZERO: Uint8Array = new Uint8Array(16);
const ENTRY = utf8("fe1");
const DEVICE = utf8("vd1");

/** (a + b) mod 2^128, big-endian; of a longer hash the first sixteen bytes count. */
export function add(a: Uint8Array, b: Uint8Array): Uint8Array {
  const sum = new Uint8Array(16);
  let carry = 0;
  for (let i = 15; i >= 0; i--) {
    carry += (a[i] ?? 0) + (b[i] ?? 0);
    sum[i] = carry & 255;
    carry >>= 8;
  }
  return sum;
}

/** The whole hash (32 bytes) of entry q; its first sixteen are added to the feed's sum. */
export function entryHash(feed: number, q: number, rx: number, bsha: Uint8Array): Uint8Array {
  return sha256(concat(ENTRY, u64be(feed), u64be(q), u64be(rx), bsha));
}

/** vd over (feed, cursor, acc) in any order. */
export function deviceDigest(cursors: Iterable<readonly [feed: number, cursor: number, acc: Uint8Array]>): Uint8Array {
  let sum: Uint8Array = ZERO;
  for (const [feed, cursor, acc] of cursors)
    sum = add(sum, sha256(concat(DEVICE, u64be(feed), u64be(cursor), acc)));
  return sum;
}
