/** Kinds that this phone has not learned yet. */

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { readState } from "../src/store/log";
import { vdOf } from "../src/sync/feeds";
import { closeStreet, closeTabs, control, DOOR, enrolled, knock, openStreet, type Tab } from "./street";

beforeAll(openStreet);
afterAll(async () => {
  await closeTabs();
  closeStreet();
});
beforeEach(() => control({ do: "fresh" }));

async function digestOf(phone: Tab) {
  const state = await phone.opened()?.db.read(["meta", "feed"], readState);
  return state && vdOf(state.feeds);
}

const told = (phone: Tab) => phone.attention.value.map(({ code }) => code).filter((code) => code !== "no_secure_context");

it("are kept and summed up like any other, told of, and shown once they are known", async () => {
  const mine = await enrolled("u5");
  const theirs = await enrolled("u7");
  await knock(theirs, "no_answer");
  await theirs.loop.exchangeNow();
  mine.browser.use();
  const { saveCatalogue } = await import("../src/store/exchange");
  const open = mine.opened();
  const catalogue = mine.book.value?.catalogue;
  if (!open || !catalogue) throw new Error("not enrolled");
  const { screening: _later, ...known } = catalogue.kinds;
  await saveCatalogue(open.db, "u5", { ...catalogue, kinds: known });
  await mine.publish(null);

  await mine.loop.exchangeNow();
  expect(told(mine)).toEqual(["update_to_see"]);
  const before = await digestOf(mine);
  expect(mine.loop.syncState.value).toEqual({ is: "idle" });

  await saveCatalogue(open.db, "u5", catalogue);
  await mine.publish(null);
  expect(told(mine)).toEqual([]);
  expect((await mine.history(DOOR)).map(({ by, fields }) => [by, fields["outcome"]?.value])).toEqual([[["u7"], "no_answer"]]);
  expect(await digestOf(mine)).toEqual(before);
});
