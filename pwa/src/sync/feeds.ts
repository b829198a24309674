/** The phone's copies of feeds: each a prefix of the server's, page by page, provably equal. Pure, as `feeds.py`. */

import { b64urlToBytes, bytesToB64url, sameBytes } from "./bytes";
import { add, deviceDigest, entryHash, ZERO } from "./digest";
import { bodyHash, MalformedOp } from "./ops";

const WAYS = 16;
const MAX_POINTS = 256;

/**
 * Entries 1..cursor are held, `acc` is their sum. `live`: the end was reached at least once, so completeness may be
 * judged. `suspect` [low, high]: up to low both ends agree, at high they do not (or nobody knows yet).
 */
export interface Feed {
  readonly feed: number;
  readonly place: string;
  readonly stream: string;
  readonly cursor: number;
  readonly acc: Uint8Array;
  readonly live: boolean;
  readonly suspect: readonly [low: number, high: number] | null;
}

/** `acc` is the sum up to it, computed here; `body` null: redacted, or withheld by its author. */
export interface Entry {
  readonly feed: number;
  readonly q: number;
  readonly rx: number;
  readonly acc: Uint8Array;
  readonly bsha: Uint8Array;
  readonly body: string | null;
}

export type Feeds = ReadonlyMap<number, Feed>;

// ------------------------------------------------------------------ the wire

/** What a feed needs of an op of this phone's own: its hash, and its text while that is kept. */
export interface Mine {
  readonly bsha: Uint8Array;
  readonly body: string | null;
}

/** Another's op with its body, one of my own by its number, or one whose body is gone. */
interface WireEntry {
  readonly q: number;
  readonly rx: number;
  readonly b?: string;
  readonly own?: number;
  readonly red?: string;
}

export interface WirePage {
  readonly f: number;
  readonly from: number;
  readonly to: number;
  readonly head: number;
  readonly acc: string;
  readonly entries: readonly WireEntry[];
}

/** The server has less of a feed than the phone: it was restored from a backup. */
export interface Regressed {
  readonly f: number;
  readonly code: "regressed";
  readonly head: number;
}

export interface Scope {
  readonly sv: number;
  readonly add: readonly { readonly f: number; readonly pl: string; readonly st: string }[];
  readonly drop: readonly number[];
}

export interface CheckAnswer {
  readonly acc: readonly (readonly [feed: number, q: number, acc: string | null])[];
}

// ------------------------------------------------------------------ scope and pages

/** `feeds` replaces all; entries of `drops` go, and those after the `cuts`. */
interface FeedChanges {
  readonly feeds: Feeds;
  readonly entries: readonly Entry[];
  readonly cuts: ReadonlyMap<number, number>;
  readonly drops: readonly number[];
  readonly refused: readonly string[];
}

const NO_CHANGES = { entries: [], cuts: new Map<number, number>(), drops: [], refused: [] };

/** The digest of all that the phone holds of feeds. */
export function vdOf(feeds: Feeds): Uint8Array {
  return deviceDigest([...feeds.values()].map(({ feed, cursor, acc }) => [feed, cursor, acc]));
}

/** Takes feeds in and out. Only entries go with a feed: what the phone wrote is elsewhere. */
export function applyScope(feeds: Feeds, scope: Scope): FeedChanges {
  const kept = new Map([...feeds].filter(([number]) => !scope.drop.includes(number)));
  for (const { f: feed, pl: place, st: stream } of scope.add) {
    const held = kept.get(feed);
    // The number of a feed that a restored server had forgotten was given out again.
    if (held?.place !== place || held.stream !== stream)
      kept.set(feed, { feed, place, stream, cursor: 0, acc: ZERO, live: false, suspect: null });
  }
  return { ...NO_CHANGES, feeds: kept, drops: [...feeds].filter(([number, feed]) => kept.get(number) !== feed).map(([number]) => number) };
}

interface PageResult {
  readonly feed: Feed;
  readonly entries: readonly Entry[];
  /** Why the page was refused, "" when it was not. */
  readonly why: string;
}

/**
 * A page is taken whole or not at all. Entries held already are passed over; a page that begins after the end, or
 * whose sum differs from the one computed here, is refused.
 */
export function applyPage(feed: Feed, page: WirePage | Regressed, own: ReadonlyMap<number, Mine>): PageResult {
  if ("code" in page) return { feed: doubted(feed), entries: [], why: "" };
  const refuse = (why: string, at = feed): PageResult => ({ feed: at, entries: [], why: `${why}: feed ${feed.feed}` });
  if (page.from > feed.cursor + 1) return refuse(`gap from ${page.from}`);
  const entries: Entry[] = [];
  let { cursor: q, acc } = feed;
  for (const raw of page.entries) {
    if (raw.q <= feed.cursor) continue;
    const entry = readEntry(feed.feed, ++q, acc, raw, own);
    if (!entry) return refuse(`gap at ${q}`);
    acc = entry.acc;
    entries.push(entry);
  }
  // Spoiled on the way, or what is held before it is: a look at the prefix tells which.
  if (entries.length > 0 && !sameBytes(acc, b64urlToBytes(page.acc)))
    return refuse(`sum at ${q}`, doubted(feed));
  return { feed: { ...feed, cursor: q, acc }, entries, why: "" };
}

function hashAndBody(raw: WireEntry, own: ReadonlyMap<number, Mine>): readonly [Uint8Array, string | null] | null {
  if (raw.own !== undefined) {
    const mine = own.get(raw.own);
    return mine ? [mine.bsha, mine.body] : null;
  }
  if (raw.red !== undefined) return [b64urlToBytes(raw.red), null];
  try {
    return [bodyHash(raw.b ?? ""), raw.b ?? ""];
  } catch (error) {
    if (error instanceof MalformedOp) return null;
    throw error;
  }
}

/** Null when the entry is not the q-th or names an op that the phone does not have. */
function readEntry(feed: number, q: number, acc: Uint8Array, raw: WireEntry, own: ReadonlyMap<number, Mine>): Entry | null {
  const found = raw.q === q ? hashAndBody(raw, own) : null;
  if (!found) return null;
  const [bsha, body] = found;
  return { feed, q, rx: raw.rx, acc: add(acc, entryHash(feed, q, raw.rx, bsha)), bsha, body };
}

/** Takes pages of feeds that are held; pages of others are old answers and are passed over. */
export function applyPages(feeds: Feeds, pages: readonly (WirePage | Regressed)[], own: ReadonlyMap<number, Mine>): FeedChanges {
  const after = new Map(feeds);
  const entries: Entry[] = [];
  const refused: string[] = [];
  for (const page of pages) {
    const held = after.get(page.f);
    if (!held) continue;
    const result = applyPage(held, page, own);
    const live = result.why === "" && result.feed.cursor >= page.head;
    after.set(page.f, live ? { ...result.feed, live } : result.feed);
    entries.push(...result.entries);
    if (result.why !== "") refused.push(result.why);
  }
  return { ...NO_CHANGES, feeds: after, entries, refused };
}

/** Each feed is to be compared with the server's: the whole digest differs. */
export function suspectAll(feeds: Feeds): Feeds {
  return new Map([...feeds].map(([number, feed]) => [number, doubted(feed)]));
}

/** The feed as suspect from its beginning; an empty copy is beyond doubt. */
function doubted(feed: Feed): Feed {
  return feed.suspect || feed.cursor === 0 ? feed : { ...feed, suspect: [0, feed.cursor] };
}

// ------------------------------------------------------------------ bisection

/** Where to compare sums next: at the high end, and evenly below it. */
export function pointsOf({ suspect }: Feed): readonly number[] {
  if (suspect === null) return [];
  const [low, high] = suspect;
  const points = new Set(Array.from({ length: WAYS }, (_, i) => low + Math.floor(((high - low) * (i + 1)) / WAYS)));
  points.delete(low);
  return [...points].sort((a, b) => a - b);
}

/** The body of the next check, null when nothing is suspect. */
export function nextCheck(feeds: Feeds): { readonly at: readonly (readonly [number, number])[] } | null {
  const points = [...feeds.values()].flatMap((feed) => pointsOf(feed).map((q): readonly [number, number] => [feed.feed, q]));
  return points.length > 0 ? { at: points.slice(0, MAX_POINTS) } : null;
}

export type Sums = ReadonlyMap<string, Uint8Array>;

/** The key of one of our sums. */
export function sumKey(feed: number, q: number): string {
  return `${feed}:${q}`;
}

/**
 * Narrows each suspect feed by the server's sums; `sums` are ours at the points asked and at the low end of each
 * suspect. When the last good entry is found, all after it is cut, to be pulled anew.
 */
export function applyCheck(feeds: Feeds, answer: CheckAnswer, sums: Sums): FeedChanges {
  const after = new Map(feeds);
  const cuts = new Map<number, number>();
  for (const number of new Set(answer.acc.map(([feed]) => feed))) {
    const feed = after.get(number);
    if (!feed?.suspect) continue;
    const equal = new Map<number, boolean>();
    for (const [each, q, acc] of answer.acc) {
      const ours = each === number ? sums.get(sumKey(each, q)) : undefined;
      if (ours) equal.set(q, acc === bytesToB64url(ours));
    }
    const narrower = narrowed(feed, feed.suspect, equal, sums);
    after.set(number, narrower);
    if (narrower.cursor < feed.cursor) cuts.set(number, narrower.cursor);
  }
  return { ...NO_CHANGES, feeds: after, cuts };
}

function narrowed(feed: Feed, [low, high]: readonly [number, number], equal: ReadonlyMap<number, boolean>, sums: Sums): Feed {
  const points = [...equal];
  const agreed = Math.max(low, ...points.filter(([q, same]) => same && low < q && q <= high).map(([q]) => q));
  if (agreed === high) return { ...feed, suspect: null };
  const differ = Math.min(high, ...points.filter(([q, same]) => !same && agreed < q && q < high).map(([q]) => q));
  if (differ - agreed > 1) return { ...feed, suspect: [agreed, differ] };
  const acc = agreed === 0 ? ZERO : (sums.get(sumKey(feed.feed, agreed)) ?? ZERO);
  return { ...feed, cursor: agreed, acc, suspect: null };
}
