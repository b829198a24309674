/** Which version of the rules the roster page shows: that of the day looked at. */

import { expect, test } from "vitest";
import { inForceOn } from "../../src/desk/roster/version";

const VERSIONS = [
  { version: 1, from: "2020-03-01" },
  { version: 2, from: "2020-04-04" },
];

test.each([
  ["2020-02-29", undefined],
  ["2020-03-01", 1],
  ["2020-04-03", 1],
  ["2020-04-04", 2],
  ["2026-01-01", 2],
])("on %s it is %s", (day, version) => {
  expect(inForceOn(VERSIONS, day)?.version).toBe(version);
});
