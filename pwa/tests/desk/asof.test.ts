/** The moment that the desk looks at stands in the address, and every link keeps it. */

import { readFile } from "node:fs/promises";
import { beforeEach, expect, test, vi } from "vitest";

const place = vi.hoisted(() => {
  const at = { pathname: "/desk/checklist", search: "", origin: "http://localhost" };
  const goes = (_state: unknown, _title: string, address: string) => {
    const url = new URL(address, at.origin);
    [at.pathname, at.search] = [url.pathname, url.search];
  };
  vi.stubGlobal("location", at);
  vi.stubGlobal("history", { pushState: goes, replaceState: goes });
  return at;
});

const { asKnown, asOf, LOOKING_BACK, lookAt, offer, snapshots } = await import("../../src/desk/asof");
const { go, href } = await import("../../src/desk/route");
const SIX = Date.parse("2020-03-10T18:00:00+08:00");

beforeEach(() => go("/desk/checklist?place=p1"));

test("now asks for nothing besides", () => {
  expect(asOf.value).toBeNull();
  expect(asKnown("/board?place=p1")).toBe("/board?place=p1");
  expect(href("board", { place: "p1" })).toBe("/desk/board?place=p1");
});

test("a moment is kept by the address, by links and by what pages ask for", () => {
  lookAt(SIX);
  expect(place.search).toContain(`known_at=${SIX}`);
  expect(place.search).toContain("place=p1");
  expect(href("phones", { place: "p1" })).toContain(`known_at=${SIX}`);
  expect(asKnown("/board?place=p1")).toBe(`/board?place=p1&known_at=${SIX}`);
  expect(asKnown("/policy")).toBe(`/policy?known_at=${SIX}`);
});

test("going back to now leaves the rest of the address as it was", () => {
  lookAt(SIX);
  lookAt(null);
  expect(asOf.value).toBeNull();
  expect(place.search).toBe("?place=p1");
});

test("an address that somebody broke shows now", () => {
  go("/desk/board?known_at=yesterday");
  expect(asOf.value).toBeNull();
});

test("each moment is on offer once, the newest first", () => {
  const label = { zh: "申报时", en: "When declared" };
  offer([{ at: 1, label }]);
  offer([{ at: 2, label }, { at: 1, label }]);
  expect(snapshots.value.map((one) => one.at)).toEqual([2, 1]);
});

test("every page of the desk looks back", async () => {
  const source = await readFile(new URL("../../src/desk/pages.tsx", import.meta.url), "utf-8");
  const pages = [...source.matchAll(/^ {2}(\w+): page\(/gm)].map((found) => found[1] as string);
  expect(pages).toContain("board");
  expect(pages.filter((page) => !LOOKING_BACK.has(page))).toEqual([]);
});
