import { describe, expect, it } from "vitest";

import { b64urlToBytes, bytesToB64url } from "../src/sync/bytes";
import { FIRST_LINK, nextLink } from "../src/sync/chain";
import { better, measure, type Measure } from "../src/sync/clock";
import { add, deviceDigest, entryHash, ZERO } from "../src/sync/digest";
import {
  applyCheck, applyPage, type Feed, pointsOf, type Regressed, sumKey, type WirePage,
} from "../src/sync/feeds";
import { bodyHash, MalformedOp, opId, type OpParts, readOp, seal } from "../src/sync/ops";
import { newState, type OwnOp } from "../src/sync/outbox";
import { type Ack, forkIn, halved, waitMs } from "../src/sync/replica";
import { writeRescue } from "../src/sync/rescue";
import { vectors } from "./vectors";

interface HashVectors {
  readonly replica: string;
  readonly feed: number;
  readonly ops: readonly {
    name: string; parts: OpParts | null; body: string; bsha: string; id: string; link: string; q: number; rx: number; acc: string;
  }[];
  readonly malformed: readonly { body: string; why: string }[];
  readonly devices: readonly { cursors: readonly (readonly [number, number, string])[]; vd: string }[];
}

describe("hashes.json", () => {
  const { replica, feed, ops, malformed, devices } = vectors<HashVectors>("hashes");
  it("gives every op its id, its link and its place in the sum", () => {
    let link = FIRST_LINK;
    let acc = ZERO;
    ops.forEach((op, i) => {
      const bsha = bodyHash(op.body);
      link = nextLink(b64urlToBytes(replica), i + 1, link, bsha);
      acc = add(acc, entryHash(feed, op.q, op.rx, bsha));
      expect([bytesToB64url(bsha), opId(bsha), bytesToB64url(link), bytesToB64url(acc)]).toEqual([op.bsha, op.id, op.link, op.acc]);
    });
  });
  it.each(ops.flatMap(({ name, parts, body }) => (parts ? [{ name, parts, body }] : [])))("seals $name to the same text", ({ parts, body }) => {
    expect(seal(parts)).toBe(body);
    expect(readOp(body).nonce).toBe(parts.nonce);
  });
  it.each(malformed)("refuses, because of $why: $body", ({ body, why }) => {
    let found: unknown;
    try {
      readOp(body);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(MalformedOp);
    expect((found as MalformedOp).why).toBe(why);
  });
  it.each(devices)("digests a device to $vd", ({ cursors, vd }) => {
    const sums = cursors.map(([f, q, sum]) => [f, q, b64urlToBytes(sum)] as const);
    expect(bytesToB64url(deviceDigest(sums))).toBe(vd);
    expect(bytesToB64url(deviceDigest([...sums].reverse()))).toBe(vd);
  });
});

interface ClockVectors {
  readonly measures: readonly { sent: number; rx: number; tx: number; received: number; measure: Measure }[];
  readonly better: readonly { name: string; held: Measure | null; new: Measure; kept: Measure }[];
}

describe("clock.json", () => {
  const { measures, better: choices } = vectors<ClockVectors>("clock");
  it.each(measures)("measures $sent $rx $tx $received", ({ sent, rx, tx, received, measure: expected }) =>
    expect(measure(sent, rx, tx, received)).toEqual(expected));
  it.each(choices)("keeps, of two: $name", ({ held, new: fresh, kept }) => expect(better(held, fresh)).toEqual(kept));
});

interface Sized {
  readonly size: number;
  readonly first_bad: number;
  readonly rounds: readonly { points: readonly number[]; suspect: readonly [number, number] | null; cursor: number }[];
}

interface ExchangeVectors {
  readonly receipts: readonly { name: string; ack: Ack; retired: { n: number; kept: number; why: string } | null }[];
  readonly links: Readonly<Record<string, string>>;
  readonly pages: readonly {
    feed: { feed: number; cursor: number; acc: string };
    own: Readonly<Record<string, { bsha: string; body: string | null }>>;
    cases: readonly {
      name: string; page: WirePage | Regressed; after: { cursor: number; acc: string; suspect: readonly [number, number] | null };
      entries: readonly (readonly [number, string, string | null])[]; refused: string;
    }[];
  }[];
  readonly bisections: readonly Sized[];
  readonly halved: readonly (readonly [number, number])[];
  readonly waits: readonly { pending: boolean; failures: number; spread: number; wait: number | null }[];
}

function ownOp(n: number, link: string, bsha = "", body: string | null = ""): OwnOp {
  return { n, id: "", bsha: b64urlToBytes(bsha), link: b64urlToBytes(link), sealedAt: 0, body, status: null, why: null };
}

const FEED: Feed = { feed: 12, place: "c1", stream: "work", cursor: 0, acc: ZERO, live: false, suspect: null };

describe("exchange.json", () => {
  const { receipts, links, pages, bisections, halved: halves, waits } = vectors<ExchangeVectors>("exchange");
  it.each(receipts)("judges the receipt: $name", ({ ack, retired }) => {
    const own = new Map(Object.entries(links).map(([n, link]) => [Number(n), ownOp(Number(n), link)]));
    const gone = forkIn({ ...newState("u5", ack.replica), n: own.size }, ack, own);
    expect(gone && { n: gone.n, kept: gone.kept, why: gone.why }).toEqual(retired);
  });
  it.each(pages.flatMap(({ cases, ...given }) => cases.map((one) => ({ ...one, given }))))("takes the page: $name", (it) => {
    const { feed, cursor, acc } = it.given.feed;
    const own = new Map(Object.entries(it.given.own).map(([n, op]) => [Number(n), ownOp(Number(n), "", op.bsha, op.body)]));
    const { feed: after, entries, why } = applyPage({ ...FEED, feed, cursor, acc: b64urlToBytes(acc) }, it.page, own);
    expect({ cursor: after.cursor, acc: bytesToB64url(after.acc), suspect: after.suspect }).toEqual(it.after);
    expect(entries.map((entry) => [entry.q, bytesToB64url(entry.acc), entry.body])).toEqual(it.entries);
    expect(why.split(/[: ]/)[0]).toBe(it.refused);
  });
  it.each(halves)("halves a batch of %i to %i", (from, to) => expect(halved(from)).toBe(to));
  it.each(waits)("waits $wait ms after $failures failures, spread $spread", ({ pending, failures, spread, wait }) =>
    expect(waitMs({ ...newState("u5", ""), n: pending ? 1 : 0, failures }, spread)).toBe(wait));
  it.each(bisections)("finds entry $first_bad among $size", ({ size, first_bad: bad, rounds }) => {
    const ours = (q: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, i) => (i < 2 ? (q >> (8 * i)) & 255 : 0));
    const theirs = (q: number): string => bytesToB64url(bad && q >= bad ? new Uint8Array(16).fill(9) : ours(q));
    let feed: Feed = { ...FEED, cursor: size, acc: ours(size), suspect: [0, size] };
    const found = rounds.map(() => {
      const round = { points: pointsOf(feed), suspect: feed.suspect, cursor: feed.cursor };
      const sums = new Map(Array.from({ length: size }, (_, i) => [sumKey(12, i + 1), ours(i + 1)]));
      const answer = { acc: round.points.map((q) => [12, q, theirs(q)] as const) };
      feed = applyCheck(new Map([[12, feed]]), answer, sums).feeds.get(12) ?? feed;
      return { points: round.points, suspect: feed.suspect, cursor: feed.cursor };
    });
    expect(found.map(({ points }) => points)).toEqual(rounds.map(({ points }) => points));
    expect(feed.suspect).toBeNull();
    expect(feed.cursor).toBe(bad ? bad - 1 : size);
  });
});

interface RescueVectors {
  readonly label: string;
  readonly app: string;
  readonly made_at: number;
  readonly cases: readonly {
    name: string;
    state: { user: string; replica: string; n: number; acked: number; acked_link: string; epoch: string | null; sv: number; clk: readonly [number, number] | null };
    outbox: readonly { n: number; bsha: string; link: string; sealed_at: number; body: string | null; status: OwnOp["status"] }[];
    file: string;
  }[];
}

describe("rescue.json", () => {
  const { label, app, made_at: at, cases } = vectors<RescueVectors>("rescue");
  it.each(cases)("$name: the file is the same to the letter", ({ state: told, outbox, file }) => {
    const clock = told.clk && { offset: told.clk[0], uncertainty: told.clk[1], at: 0 };
    const { n, acked, epoch, sv } = told;
    const state = { ...newState(told.user, told.replica), n, acked, ackedLink: b64urlToBytes(told.acked_link), epoch, sv, clock };
    const ops = outbox.map(({ n: at_, bsha, link, sealed_at: sealedAt, body, status }): OwnOp => ({
      n: at_, id: "", bsha: b64urlToBytes(bsha), link: b64urlToBytes(link), sealedAt, body, status, why: null,
    }));
    expect(writeRescue(state, ops, at, label, app)).toBe(file);
  });
});
