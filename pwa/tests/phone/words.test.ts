import { describe, expect, test } from "vitest";

import { en } from "../../src/words/en";
import { zh } from "../../src/words/zh";

type Leaf = readonly [path: string, text: string];

/** Every sentence of a dictionary, with figures put in where it asks for them. */
function leaves(node: unknown, path = ""): readonly Leaf[] {
  if (typeof node === "string") return [[path, node]];
  if (typeof node === "function") return [[path, String(node(2, 3, "x", "y"))]];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === "" ? key : `${path}.${key}`));
}

const BANNED_ZH = ["同步", "离线", "上报失败", "冲突", "异常码", "服务器", "请务必", "token", "API"];
const BANNED_EN = ["sync", "offline mode", "conflict", "token", "please ensure"];
/** Buttons, tiles and tabs: they must fit beside each other at the largest text. */
const SHORT = /^(tile|tabs|outcome|building\.(stamps|methods)|undo|done|close|cancel|change|retry|back)(\.|$)/;

describe("the words", () => {
  test("both languages say the same things", () => {
    expect(leaves(en).map(([path]) => path)).toEqual(leaves(zh).map(([path]) => path));
  });

  test("none is empty", () => {
    for (const [path, text] of [...leaves(zh), ...leaves(en)]) expect(text, path).not.toBe("");
  });

  test.each(leaves(zh))("%s uses no word of the trade: %s", (path, text) => {
    for (const word of BANNED_ZH) expect(text, path).not.toContain(word);
  });

  test.each(leaves(en))("%s in English uses no word of the trade: %s", (path, text) => {
    for (const word of BANNED_EN) expect(text.toLowerCase(), path).not.toContain(word);
  });

  test("nobody is shouted at: an exclamation mark is only a glyph on a tile", () => {
    for (const [path, text] of [...leaves(zh), ...leaves(en)]) if (!path.startsWith("tile.")) expect(text, path).not.toMatch(/[!!]/);
  });

  test("what stands on a button is short", () => {
    for (const [path, text] of leaves(zh)) if (SHORT.test(path)) expect(text.length, path).toBeLessThanOrEqual(18);
    for (const [path, text] of leaves(en)) if (SHORT.test(path)) expect(text.length, path).toBeLessThanOrEqual(18);
  });

  test("English counts one door and two doors", () => {
    expect(en.round.progress(1, 1)).toBe("1 of 1 door done");
    expect(en.round.progress(1, 2)).toBe("1 of 2 doors done");
    expect(en.today.attention(1)).toBe("1 needs a look");
    expect(en.outbox.onlyHere(1)).toBe("1 record is only on this phone");
  });
});

const PAGES = import.meta.glob<Record<string, { readonly zh: object; readonly en: object }>>("../../src/words/desk/*.ts", { eager: true });

const BESIDES = import.meta.glob<Record<string, { readonly zh: object; readonly en: object }>>("../../src/words/phone/*.ts", { eager: true });

describe("the words of screens that no round waits for", () => {
  const screens = Object.entries(BESIDES).flatMap(([file, named]) => Object.values(named).map((page) => [file, page] as const));

  test("there are some", () => expect(screens).not.toEqual([]));

  test.each(screens)("%s says the same in both languages, in words of people, and shouts at nobody", (_, page) => {
    expect(leaves(page.en).map(([path]) => path)).toEqual(leaves(page.zh).map(([path]) => path));
    for (const [path, text] of leaves(page.zh)) for (const word of BANNED_ZH) expect(text, path).not.toContain(word);
    for (const [path, text] of leaves(page.en)) for (const word of BANNED_EN) expect(text.toLowerCase(), path).not.toContain(word);
    for (const [path, text] of [...leaves(page.zh), ...leaves(page.en)]) expect(text, path).toMatch(/^[^!!]+$/);
  });
});

describe("the words of the desk's pages", () => {
  const pages = Object.entries(PAGES).flatMap(([file, named]) => Object.values(named).map((page) => [file, page] as const));

  test("there are some", () => expect(pages).not.toEqual([]));

  test.each(pages)("%s says the same things in both languages, and none is empty", (_, page) => {
    expect(leaves(page.en).map(([path]) => path)).toEqual(leaves(page.zh).map(([path]) => path));
    for (const [path, text] of [...leaves(page.zh), ...leaves(page.en)]) expect(text, path).not.toBe("");
  });
});
