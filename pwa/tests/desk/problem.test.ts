/** What a page says when something did not work: never the server's English, and never that nothing happened when it may have. */

import { expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal("document", { documentElement: { dataset: {} } });

const { Problem } = await import("../../src/desk/api");
const { problemWords } = await import("../../src/desk/problem");
const { setLang } = await import("../../src/desk/words");
const LATIN = /[A-Za-z]{3,}/;

test("a refusal is read in the reader's language", () => {
  const why = { zh: "第一期还没到时候", en: "the first round is not due yet" };
  const refused = new Problem(409, "conflict", why.en, { why });
  expect(problemWords(refused)).toBe("什么都没改动:第一期还没到时候。");
  setLang("en");
  expect(problemWords(refused)).toContain(why.en);
  setLang("zh");
});

test.each(["conflict", "invalid", "slow_down", "too_large"])("a Chinese reader meets no English when the server says %s", (code) => {
  expect(problemWords(new Problem(409, code, "The present state does not allow this"))).not.toMatch(LATIN);
});

test("a file that did not come is not said to come by itself", () => {
  expect(problemWords(new Problem(0, "no_file", ""))).toContain("再点一次");
});

test("a file that cannot be read says why, and not by its code", () => {
  const reason = { zh: "这是旧版 Excel", en: "an old workbook" };
  expect(problemWords(new Problem(422, "unreadable_file", "…", { why: "old_excel", reason }))).toContain(reason.zh);
});
