import { describe, expect, it } from "vitest";

import { b64urlToBytes, bytesToB64url } from "../src/sync/bytes";
import { FIRST_LINK, nextLink } from "../src/sync/chain";
import { add, deviceDigest, entryHash, ZERO } from "../src/sync/digest";
import { bodyHash, opId } from "../src/sync/ops";

const BODY =
  '{"v":1,"k":"round.log","kv":1,"x":"AAECAwQFBgc","pl":"c1","by":"u5","at":[1583798400000,1583799900000],"tz":480,"rec":1583800000000,"anc":1583797000000,"slot":"disinfect/c1/2020-03-10/am","set":{"areas":["lobby","lift"],"agent":"84","ppm":500,"note":"单元楼道已消毒"}}';

describe("the golden vector of the design", () => {
  const bsha = bodyHash(BODY);
  const entry = entryHash(12, 1, 1583800123456, bsha);

  it("names the op by the hash of its body", () => expect(opId(bsha)).toBe("tTUrielNwx7BkeyeADprAw"));
  it("links the first op of a replica", () =>
    expect(bytesToB64url(nextLink(b64urlToBytes("ABEiM0RVZneImaq7zN3u_w"), 1, FIRST_LINK, bsha))).toBe(
      "V3L0R8_TzOr192zOJueuziWev8_Ad1b8w-jtVv9GjNs",
    ));
  it("sums the first entry of a feed", () =>
    expect(bytesToB64url(add(ZERO, entry))).toBe("N1m2sbR4EZmNJCGI3GFSxQ"));
  it("digests the device", () =>
    expect(bytesToB64url(deviceDigest([[12, 1, add(ZERO, entry)]]))).toBe("jyzBHK3GkWePy7wMhj1zGA"));
});

describe("arithmetic modulo 2^128", () => {
  const ones = new Uint8Array(16).fill(255);
  const one = new Uint8Array(16);
  one[15] = 1;

  it("wraps around above", () => expect(add(ones, one)).toEqual(ZERO));
});

describe("base64url", () => {
  it("returns what it was given, at every length", () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      expect(b64urlToBytes(bytesToB64url(bytes))).toEqual(bytes);
      expect(bytesToB64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }
  });
  it("refuses other letters and impossible lengths", () => {
    expect(() => b64urlToBytes("a+==")).toThrow(RangeError);
    expect(() => b64urlToBytes("aaaaa")).toThrow(RangeError);
  });
});
