/** What is said of the rules of then beside those of now. */

import { beforeAll, expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal("document", { documentElement: { dataset: {} } });

const { rulesSaid } = await import("../../src/desk/rules-said");
const { setLang } = await import("../../src/desk/words");

const now = { policy: "jiangxia-2022", digest: "a" };

beforeAll(() => setLang("en"));

test("another file is named beside that of now", () => {
  const said = rulesSaid(now, { policy: "wuhan-2020-03", digest: "b" });
  expect(said).toBe("Judged by the rules in use now, jiangxia-2022; in use then: wuhan-2020-03.");
});

test("the same file is said to be the same only where no word of it changed", () => {
  expect(rulesSaid(now, now)).toBe("The same rules were in use then.");
  expect(rulesSaid(now, { ...now, digest: "b" })).toContain("rewritten since");
});

test("what nobody noted is not guessed", () => {
  expect(rulesSaid(now, null)).toContain("was not noted");
});
