/** Op: one immutable thing a phone (or the server) sealed. Its id is the hash of its exact body. */

import { sha256 } from "@noble/hashes/sha2.js";

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

export function bodyHash(body: string): Uint8Array {
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

function text(raw: Raw, key: string): string {
  const value = raw[key];
  if (typeof value !== "string" || value === "") throw new MalformedOp(key);
  return value;
}

function optionalText(raw: Raw, key: string): string | null {
  return raw[key] === undefined ? null : text(raw, key);
}

function whole(value: unknown, key: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new MalformedOp(key);
  return value;
}

function pair(value: unknown, key: string): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) throw new MalformedOp(key);
  return [whole(value[0], key), whole(value[1], key)];
}

function texts(value: unknown, key: string): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) throw new MalformedOp(key);
  return value as readonly string[];
}

function object(value: unknown, key: string): Raw {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedOp(key);
  return value as Raw;
}

function parse(body: string): Raw {
  try {
    return object(JSON.parse(body), "json");
  } catch (error) {
    if (error instanceof SyntaxError) throw new MalformedOp("json");
    throw error;
  }
}

/** Throws MalformedOp naming the field at fault; unknown keys are let through, they belong to a newer version. */
export function readOp(body: string): Op {
  const raw = parse(body);
  const bsha = bodyHash(body);
  if (raw["v"] !== 1) throw new MalformedOp("v");
  const at = raw["at"];
  const [atFrom, atTo] = Array.isArray(at) ? pair(at, "at") : [whole(at, "at"), whole(at, "at")];
  return {
    id: opId(bsha),
    body,
    bsha,
    kind: text(raw, "k"),
    version: whole(raw["kv"], "kv"),
    nonce: text(raw, "x"),
    place: text(raw, "pl"),
    slot: optionalText(raw, "slot"),
    subject: optionalText(raw, "su"),
    root: optionalText(raw, "root"),
    parents: texts(raw["parents"], "parents"),
    by: text(raw, "by"),
    atFrom,
    atTo,
    tz: whole(raw["tz"], "tz"),
    rec: whole(raw["rec"], "rec"),
    clk: raw["clk"] === undefined ? null : pair(raw["clk"], "clk"),
    anc: raw["anc"] === undefined ? null : whole(raw["anc"], "anc"),
    fields: object(raw["set"], "set") as Readonly<Record<string, Value>>,
  };
}
