import { expect, it } from "vitest";

import { isListed } from "../../src/desk/board/look";

it("lists by the tile that counts them a door that was refused as well as one where nobody was", () => {
  const refused = { state: "attempted", code: "refused" } as const;
  const nobody = { state: "attempted", code: "no_answer" } as const;
  const done = { state: "done", code: "normal" } as const;
  expect([refused, nobody, done].map((door) => isListed(door, "attempted"))).toEqual([true, true, false]);
  expect([refused, nobody, done].map((door) => isListed(door, "no_answer"))).toEqual([false, true, false]);
});
