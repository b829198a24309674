import { describe, expect, it, vi } from "vitest";

import { drainOthers } from "../src/others";
import { readState } from "../src/store/log";
import { vdOf } from "../src/sync/feeds";
import { closeTabs, control, DOOR, enrolled, knock, onFreshStreet, openTab, statusOf, type Tab, withoutSignal } from "./street";

onFreshStreet();

const look = () => control({ do: "look" });

describe("a case that a grid worker strikes out", () => {
  /** The case stands on this phone. */
  const stands = async (phone: Tab, opId: string) => (await phone.history(DOOR)).find(({ id }) => id === opId)?.voided === false;

  const LATER = 2 * 3_600_000;
  const now = Date.now.bind(Date);

  async function struck(after = LATER): Promise<{ phone: Tab; opened: string; change: string }> {
    await control({ do: "grant", user: "u5", grants: [["420103009001.1", "grid_worker"]] });
    const phone = await enrolled("u5");
    const fields = { person: "c7", category: "confirmed", event: "opened", happened_on: "2020-03-10" };
    const { opId: opened } = await phone.record({ kind: "case_event", place: DOOR, fields });
    await phone.loop.exchangeNow();
    vi.spyOn(Date, "now").mockImplementation(() => now() + after);
    const { opId: change } = await phone.voidRecord(opened, "a slip");
    expect(await stands(phone, opened)).toBe(false);
    await phone.loop.exchangeNow();
    return { phone, opened, change };
  }

  it("stands again once the community has it to look at, and the phone says that it waits", async () => {
    const { phone, opened, change } = await struck();
    expect((await look()).ops[change]).toBe("quarantined");
    expect(phone.outbox.value.count).toBe(0);
    expect(await stands(phone, opened)).toBe(true);
    expect(phone.attention.value).toContainEqual(expect.objectContaining({ code: "quarantined", why: "amend", opId: change }));
    expect(await statusOf(phone, change)).toBe("quarantined");
  });

  it("is gone at once where it was a slip of the last minutes", async () => {
    const { phone, opened, change } = await struck(60_000);
    expect((await look()).ops[change]).toBe("accepted");
    expect(await stands(phone, opened)).toBe(false);
  });

  it.each([["admit", false], ["refuse", true]] as const)("after the decision to %s it stands: %s", async (decision, standing) => {
    const { phone, opened, change } = await struck();
    await control({ do: "decide", user: "u5", op: change, decision });
    await phone.loop.exchangeNow();
    expect(await stands(phone, opened)).toBe(standing);
  });
});

describe("what others record", () => {
  it("appears beside my own: one round, both names", async () => {
    const mine = await enrolled("u5");
    const theirs = await enrolled("u7");
    await knock(theirs, "exception", DOOR, { temperature: 378 });
    await theirs.loop.exchangeNow();
    mine.browser.use();
    await knock(mine, "normal");
    await mine.loop.exchangeNow();
    const views = await mine.history(DOOR);
    expect(views.map(({ by }) => by[0]).sort()).toEqual(["u5", "u7"]);
    expect(views.every(({ unsent }) => !unsent)).toBe(true);
  });

  it.each([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])("comes although it claims a moment that no calendar has: %s", async (at) => {
    const theirs = await enrolled("u7");
    await theirs.record({ kind: "need", place: DOOR, fields: { what: "medicine", state: "asked" }, at });
    await knock(theirs, "no_answer");
    await theirs.loop.exchangeNow();
    const mine = await enrolled("u5");
    await mine.loop.exchangeNow();
    expect((await mine.history(DOOR)).map(({ kind }) => kind).sort()).toEqual(["need", "screening"]);
  });

  it("goes from the phone with the building, and what is unsent stays", async () => {
    const phone = await enrolled("u5");
    await knock(phone, "normal");
    await phone.loop.exchangeNow();
    const other = await enrolled("u7");
    await knock(other, "no_answer");
    await other.loop.exchangeNow();
    phone.browser.use();
    await phone.loop.exchangeNow();
    expect(await phone.history(DOOR)).toHaveLength(2);
    await control({ do: "grant", user: "u5", grants: [] });
    await knock(phone, "exception");
    await phone.loop.exchangeNow();
    expect((await phone.history(DOOR)).flatMap(({ by }) => by)).toEqual(["u5", "u5"]);
    expect(phone.outbox.value.count).toBe(0);
  });
});

describe("a phone that was passed on", () => {
  it("hands in what its last person left, and shows it to nobody", async () => {
    const first = await enrolled("u5");
    const { opId } = await withoutSignal(first, () => knock(first, "exception"));
    await closeTabs();
    const second = await openTab(first.browser);
    await second.openAs({ id: "u7", name: "u7" }, { grants: [], pushKey: "u7" });
    await second.loop.exchangeNow();
    await drainOthers();
    expect((await look()).ops[opId]).toBe("accepted");
    expect(second.outbox.value.count).toBe(0);
  });

  it("or revoked: what others recorded goes, what its person recorded arrives in quarantine", async () => {
    const phone = await enrolled("u5");
    const other = await enrolled("u7");
    await knock(other, "no_answer");
    await other.loop.exchangeNow();
    phone.browser.use();
    await phone.loop.exchangeNow();
    expect(await phone.history(DOOR)).toHaveLength(1);
    await control({ do: "revoke", user: "u5" });
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("quarantined");
    expect((await phone.history(DOOR)).map(({ by }) => by)).toEqual([["u5"]]);
    expect(phone.loop.syncState.value.is).toBe("auth_needed");
  });
});

describe("three phones on a bad line", () => {
  const HOSTILE = ["\u0000", "\ud800 alone", "\udc00\ud800", "😷 𠮷野家", "\u2028\u2029", "</script><!-- '\"", "\\u0041", "", "a\tb\r\nc"];

  it("come to one digest, with every record of everyone, although half of the exchanges fail", async () => {
    const phones = [await enrolled("u5"), await enrolled("u7"), await enrolled("u5b")];
    let seed = 7;
    const chance = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let i = 0; i < 60; i++) {
      const phone = phones[i % 3] as Tab;
      phone.browser.use();
      phone.browser.faults = Array.from({ length: 4 }, () => (chance() < 0.48 ? (chance() < 0.5 ? "request" : "answer") : null));
      await knock(phone, "normal", DOOR, { note: `${i} ${HOSTILE[i % HOSTILE.length]}` });
      await phone.loop.exchangeNow();
    }
    for (let round = 0; round < 3; round++)
      for (const phone of phones) {
        phone.browser.use();
        phone.browser.faults = [];
        await phone.loop.exchangeNow();
      }
    const held = await Promise.all(phones.map(async (phone) => (await phone.history(DOOR)).map(({ id }) => id).sort()));
    expect(held[0]).toHaveLength(60);
    expect(held[1]).toEqual(held[0]);
    expect(held[2]).toEqual(held[0]);
    const states = await Promise.all(phones.map((phone) => stateOf(phone)));
    const digests = states.map((state) => state && vdOf(new Map([...state.feeds].filter(([, { stream }]) => stream === "person"))));
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
    expect(Object.keys((await look()).ops)).toHaveLength(60);
  });
});

async function stateOf(phone: Tab) {
  const open = phone.opened();
  return open && open.db.read(["meta", "feed"], readState);
}
