/** A standing is called the same on the roll-up as on the declaration, whose words the server says. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rollup } from "../../src/words/desk/rollup";

const SAID = /"(\w+)": Words\("([^"]+)", "([^"]+)"\),/g;

test("the roll-up and the declaration have one word for each standing", () => {
  const source = readFileSync(new URL("../../../sync/standing.py", import.meta.url), "utf8");
  const states = source.slice(source.indexOf("\nSTATES"), source.indexOf("\nLADDER"));
  const said = [...states.matchAll(SAID)];
  expect(said.length).toBeGreaterThan(10);
  for (const [, state, zh, en] of said) expect([rollup.zh.states[state ?? ""], rollup.en.states[state ?? ""]]).toEqual([zh, en]);
});
