/** Op: one immutable thing a phone (or the server) sealed. Its id is the hash of its exact body. */

import { sha256 } from "./sha256";

import { bytesToB64url, utf8 } from "./bytes";

/** What a field of an op may hold: no floats, no nested objects but a list of flat ones (readings). */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Fields = Readonly<Record<string, Value>>;

export interface Op {
  readonly id: string;
  readonly body: string;
  readonly bsha: Uint8Array;
  readonly kind: string;
  readonly version: number;
  readonly nonce: string;
  readonly place: string;
  /** "<day>/<session>" */
  readonly slot: string | null;
  readonly subject: string | null;
  readonly root: string | null;
  readonly parents: readonly string[];
  readonly by: string;
  readonly atFrom: number;
  readonly atTo: number;
  readonly tz: number;
  readonly rec: number;
  /** [offset ms, uncertainty ms] of the phone's clock against the server's; null before the first exchange. */
  readonly clk: readonly [number, number] | null;
  /** The last server time the phone had seen when it sealed. */
  readonly anc: number | null;
  readonly fields: Fields;
}

export class MalformedOp extends Error {
  constructor(readonly why: string) {
    super(`malformed op: ${why}`);
    this.name = "MalformedOp";
  }
}

/** What a body is made of, before it is sealed. */
export interface OpParts {
  readonly kind: string;
  readonly version: number;
  /** Eleven characters: eight random bytes keep identical observations apart. */
  readonly nonce: string;
  readonly place: string;
  readonly slot?: string | null;
  readonly subject?: string | null;
  readonly root?: string | null;
  readonly parents?: readonly string[];
  readonly by: string;
  readonly at: number | readonly [number, number];
  readonly tz: number;
  readonly rec: number;
  readonly clk?: readonly [number, number] | null;
  readonly anc?: number | null;
  readonly fields: Fields;
}

export const MAX_BODY_BYTES = 16 * 1024;
const MAX_DEPTH = 4;
const MAX_PARENTS = 64;
/** What may name a thing: no control, no blank, no lone surrogate. */
const NAME = /^[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]{1,128}$/u;
const FIELD = /^[a-z_][a-z0-9_]{0,63}$/;
const NONCE = /^[A-Za-z0-9_-]{11}$/;
const LONE = /[\ud800-\udfff]/u;
const STRING = /"(?:[^"\\]|\\.)*"/g;

/** Throws MalformedOp for text that has no UTF-8. */
export function bodyHash(body: string): Uint8Array {
  if (LONE.test(body)) throw new MalformedOp("utf8");
  return sha256(utf8(body));
}

/** Twenty-two characters: the first sixteen bytes of the body's hash. */
export function opId(bsha: Uint8Array): string {
  return bytesToB64url(bsha.subarray(0, 16));
}

/** The exact body, made once; nobody serialises it again. */
export function seal(parts: OpParts): string {
  return JSON.stringify({
    v: 1,
    k: parts.kind,
    kv: parts.version,
    x: parts.nonce,
    pl: parts.place,
    slot: parts.slot ?? undefined,
    su: parts.subject ?? undefined,
    root: parts.root ?? undefined,
    parents: parts.parents?.length ? parts.parents : undefined,
    by: parts.by,
    at: parts.at,
    tz: parts.tz,
    rec: parts.rec,
    clk: parts.clk ?? undefined,
    anc: parts.anc ?? undefined,
    set: parts.fields,
  });
}

type Raw = Readonly<Record<string, unknown>>;

function name(value: unknown, key: string): string {
  if (typeof value !== "string" || !NAME.test(value)) throw new MalformedOp(key);
  return value;
}

function optionalName(raw: Raw, key: string): string | null {
  return raw[key] === undefined ? null : name(raw[key], key);
}

function whole(value: unknown, key: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new MalformedOp(key);
  return value;
}

function pair(value: unknown, key: string): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) throw new MalformedOp(key);
  return [whole(value[0], key), whole(value[1], key)];
}

function parents(value: unknown = []): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_PARENTS) throw new MalformedOp("parents");
  return value.map((each) => name(each, "parents"));
}

function nonce(value: unknown): string {
  if (typeof value !== "string" || !NONCE.test(value)) throw new MalformedOp("x");
  return value;
}

function object(value: unknown, key: string): Raw {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedOp(key);
  return value as Raw;
}

function fields(value: unknown): Fields {
  const given = object(value, "set");
  for (const [key, each] of Object.entries(given)) {
    if (!FIELD.test(key)) throw new MalformedOp("set");
    checkValue(each, MAX_DEPTH);
  }
  return given as Fields;
}

function checkValue(value: unknown, depth: number): void {
  if (typeof value === "number") whole(value, "set");
  if (typeof value !== "object" || value === null) return;
  if (depth === 0) throw new MalformedOp("set");
  Object.values(value).forEach((each) => checkValue(each, depth - 1));
}

function parse(body: string): Raw {
  // What this language would read over: numbers with a point, and a key said twice.
  const bare = body.replace(STRING, "_");
  if (/\d[.eE]|NaN|Infinity/.test(bare)) throw new MalformedOp("float");
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    throw new MalformedOp("json");
  }
  if (countKeys(raw) !== bare.split(":").length - 1) throw new MalformedOp("twice");
  return object(raw, "json");
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + countKeys(each), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/**
 * The op that a body says; throws MalformedOp naming the part at fault. Unknown keys are let through: they belong to
 * a newer version. `bsha` spares hashing it again.
 */
export function readOp(body: string, bsha = bodyHash(body)): Op {
  if (body.length > MAX_BODY_BYTES || utf8(body).length > MAX_BODY_BYTES) throw new MalformedOp("too_large");
  const raw = parse(body);
  if (raw["v"] !== 1) throw new MalformedOp("v");
  const at = raw["at"];
  const [atFrom, atTo] = Array.isArray(at) ? pair(at, "at") : [whole(at, "at"), whole(at, "at")];
  if (atTo < atFrom) throw new MalformedOp("at");
  return {
    id: opId(bsha),
    body,
    bsha,
    kind: name(raw["k"], "k"),
    version: whole(raw["kv"], "kv"),
    nonce: nonce(raw["x"]),
    place: name(raw["pl"], "pl"),
    slot: optionalName(raw, "slot"),
    subject: optionalName(raw, "su"),
    root: optionalName(raw, "root"),
    parents: parents(raw["parents"]),
    by: name(raw["by"], "by"),
    atFrom,
    atTo,
    tz: whole(raw["tz"], "tz"),
    rec: whole(raw["rec"], "rec"),
    clk: raw["clk"] === undefined ? null : pair(raw["clk"], "clk"),
    anc: raw["anc"] === undefined ? null : whole(raw["anc"], "anc"),
    fields: fields(raw["set"]),
  };
}
