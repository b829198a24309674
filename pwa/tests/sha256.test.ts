import { createHash, randomBytes } from "node:crypto";

import { expect, it } from "vitest";

import { sha256 } from "../src/sync/sha256";

it("equals the platform's SHA-256 at every length around its blocks, and on long texts", () => {
  const lengths = [...Array.from({ length: 300 }, (_, i) => i), 1000, 16_384, 100_001];
  for (const length of lengths) {
    const message = randomBytes(length);
    expect(Buffer.from(sha256(message)).toString("hex")).toBe(createHash("sha256").update(message).digest("hex"));
  }
});

it("hashes two thousand bodies in a blink", () => {
  const body = new Uint8Array(randomBytes(420));
  const started = performance.now();
  for (let i = 0; i < 2000; i++) sha256(body);
  // Ten times what a slow machine was seen to need: a guard against an accident, not a measurement.
  expect(performance.now() - started).toBeLessThan(2000);
});
