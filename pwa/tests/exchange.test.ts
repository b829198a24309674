import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { drainOthers } from "../src/others";
import { readState } from "../src/store/log";
import { vdOf } from "../src/sync/feeds";
import { BUILDING, closeStreet, closeTabs, control, DOOR, enrolled, knock, openStreet, openTab, OTHER_DOOR, reloaded, SLOT, type Tab, withoutSignal } from "./street";

beforeAll(openStreet);
afterAll(closeStreet);
beforeEach(async () => {
  vi.restoreAllMocks();
  await closeTabs();
  await control({ do: "fresh" });
});

const realNow = Date.now.bind(Date);

function clockAhead(ms: number): void {
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + ms);
}

const look = () => control({ do: "look" });

async function statusOf(phone: Tab, opId: string): Promise<string | undefined> {
  const views = await phone.history(DOOR);
  return views.flatMap(({ ops }) => ops).find(({ id }) => id === opId)?.status;
}

describe("a record that is sent", () => {
  it("is received, and the phone then holds nothing back", async () => {
    const phone = await enrolled("u5");
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(phone.lastReceivedAt.value).toBeGreaterThan(0);
    expect((await look()).ops[opId]).toBe("accepted");
    expect(await statusOf(phone, opId)).toBe("received");
  });

  it("stays in the phone when the request never arrives, and goes with the next one", async () => {
    const phone = await enrolled("u5");
    phone.browser.faults = ["request"];
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(1);
    expect(phone.loop.syncState.value.is).toBe("waiting");
    expect(await statusOf(phone, opId)).toBe("saved");
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
  });

  it("is not said to be received when the answer was cut after the commit, nor stored twice", async () => {
    const phone = await enrolled("u5");
    phone.browser.faults = ["answer"];
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("accepted");
    expect(phone.outbox.value.count).toBe(1);
    expect(await statusOf(phone, opId)).toBe("saved");
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(Object.keys((await look()).ops)).toEqual([opId]);
  });

  it("survives that the page is loaded again in the middle of an exchange", async () => {
    const phone = await enrolled("u5");
    phone.browser.faults = ["answer"];
    await knock(phone);
    void phone.loop.exchangeNow();
    const again = await reloaded(phone);
    await again.loop.exchangeNow();
    expect(again.outbox.value.count).toBe(0);
    expect(Object.keys((await look()).ops)).toHaveLength(1);
  });

  it("drains an outbox of many in batches", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, async () => {
      for (let i = 0; i < 120; i++) await knock(phone, "normal", DOOR, { note: `${i}` });
    });
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(Object.keys((await look()).ops)).toHaveLength(120);
  });
});

describe("the timer", () => {
  it("goes off by itself while something is unsent, without another record or tap", async () => {
    const phone = await enrolled("u5");
    const armed = vi.spyOn(globalThis, "setTimeout");
    await withoutSignal(phone, () => knock(phone));
    const waits = armed.mock.calls.filter(([, ms]) => Number(ms) >= 5000 && Number(ms) <= 900_000);
    const [goOff] = waits[waits.length - 1] ?? [];
    expect(goOff).toBeTypeOf("function");
    (goOff as () => void)();
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
  });

  it("is armed again after the page was loaded anew, from what is stored alone", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    phone.browser.down = true;
    const armed = vi.spyOn(globalThis, "setTimeout");
    const again = await reloaded(phone);
    await again.loop.exchangeNow();
    expect(again.loop.syncState.value).toMatchObject({ is: "waiting", retryAt: expect.any(Number) as unknown });
    expect(armed.mock.calls.some(([, ms]) => Number(ms) >= 5000)).toBe(true);
  });

  it("a thousand taps while the server is away do not hammer it", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    await knock(phone);
    await phone.loop.exchangeNow();
    const before = phone.browser.calls;
    for (let i = 0; i < 30; i++) await knock(phone, "normal", DOOR, { note: `${i}` });
    expect(phone.browser.calls).toBe(before);
  });
});

describe("what is in the way", () => {
  it.each([
    ["captive", "captive"],
    ["busy", "server_down"],
    ["request", "waiting"],
  ] as const)("%s is said as %s, and nothing is lost by it", async (fault, state) => {
    const phone = await enrolled("u5");
    phone.browser.faults = [fault];
    await knock(phone);
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value.is).toBe(state);
    expect(phone.outbox.value.count).toBe(1);
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value.is).toBe("idle");
  });

  it("a batch that is too large is halved until it goes", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, async () => {
      for (let i = 0; i < 8; i++) await knock(phone, "normal", DOOR, { note: `${i}` });
    });
    phone.browser.faults = ["too_large", "too_large"];
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
  });

  it("one record that nobody can take is withheld, and those behind it go", async () => {
    const phone = await enrolled("u5");
    const first = await withoutSignal(phone, async () => {
      const sealed = await knock(phone);
      await knock(phone, "no_answer", DOOR);
      return sealed;
    });
    phone.browser.faults = ["too_large", "too_large"];
    await phone.loop.exchangeNow();
    const { ops } = await look();
    expect(ops[first.opId]).toBe("withheld");
    expect(Object.values(ops).filter((status) => status === "accepted")).toHaveLength(1);
    expect(phone.attention.value.map(({ code }) => code)).toContain("withheld");
  });

  it("an ended sign-in stops neither recording nor handing in", async () => {
    const phone = await enrolled("u5");
    await control({ do: "sign_out", user: "u5" });
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("accepted");
    expect(phone.outbox.value.count).toBe(0);
    expect(phone.loop.syncState.value.is).toBe("auth_needed");
  });

  it("and a save goes off at once by the phone's own key, waiting for no timer", async () => {
    const phone = await enrolled("u5");
    await control({ do: "sign_out", user: "u5" });
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value.is).toBe("auth_needed");
    const { opId } = await knock(phone);
    await vi.waitFor(() => expect(phone.outbox.value.count).toBe(0), 3000);
    expect((await look()).ops[opId]).toBe("accepted");
  });

  it("a cookie that was lost with a killed browser is an ended sign-in, and holds up no record", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    phone.browser.behind = true;
    const again = await reloaded(phone);
    await again.loop.exchangeNow();
    expect(again.outbox.value.count).toBe(0);
    expect(again.loop.syncState.value.is).toBe("auth_needed");
    again.browser.behind = false;
    await again.loop.exchangeNow();
    expect(again.loop.syncState.value.is).toBe("idle");
  });

  it("a record outside the granted buildings is kept, and the phone says so", async () => {
    const phone = await enrolled("u5");
    const { opId } = await knock(phone, "normal", OTHER_DOOR);
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("quarantined");
    expect(phone.attention.value).toContainEqual(expect.objectContaining({ code: "quarantined", why: "scope", opId }));
    expect(phone.outbox.value.count).toBe(0);
  });
});

describe("a case that a grid worker strikes out", () => {
  /** The case stands on this phone. */
  const stands = async (phone: Tab, opId: string) => (await phone.history(DOOR)).find(({ id }) => id === opId)?.voided === false;

  async function struck(): Promise<{ phone: Tab; opened: string; change: string }> {
    await control({ do: "grant", user: "u5", grants: [["420103009001.1", "grid_worker"]] });
    const phone = await enrolled("u5");
    const fields = { person: "c7", category: "confirmed", event: "opened", happened_on: "2020-03-10" };
    const { opId: opened } = await phone.record({ kind: "case_event", place: DOOR, fields });
    await phone.loop.exchangeNow();
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

describe("where a page has no Web Locks", () => {
  it("a lease lets one page exchange at a time", async () => {
    const locks = vi.spyOn(navigator, "locks", "get").mockReturnValue(undefined as unknown as LockManager);
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    locks.mockRestore();
  });
});

describe("when a database goes back in time", () => {
  it("the server's: the phone sends again by itself what it has not got any more", async () => {
    const phone = await enrolled("u5");
    await control({ do: "backup" });
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    await control({ do: "restore" });
    expect((await look()).ops[opId]).toBeUndefined();
    await phone.loop.exchangeNow();
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("accepted");
    expect(phone.outbox.value.count).toBe(0);
    expect((await phone.history(DOOR)).length).toBe(1);
  });

  it("the phone's: what was evicted is declared with numbers, and the rest comes back", async () => {
    const phone = await enrolled("u5");
    await knock(phone);
    await phone.loop.exchangeNow();
    await withoutSignal(phone, async () => {
      await knock(phone, "no_answer");
      await knock(phone, "exception");
    });
    const { IDBFactory } = await import("fake-indexeddb");
    phone.browser.databases = new IDBFactory();
    const again = await enrolledAgain(phone);
    expect((await look()).losses).toEqual([[3, 0, "evicted"]]);
    expect(again.attention.value).toContainEqual(expect.objectContaining({ code: "lost", amount: 2 }));
    expect((await again.history(DOOR)).length).toBe(1);
  });

  it("cleared under an open page: recording goes on, the loss is declared, and the page starts again", async () => {
    const phone = await enrolled("u5");
    await knock(phone);
    await phone.loop.exchangeNow();
    await withoutSignal(phone, () => knock(phone, "no_answer"));
    await new Promise((resolve, reject) => {
      const gone = indexedDB.deleteDatabase("six-u5");
      gone.onsuccess = resolve;
      gone.onerror = reject;
    });
    const { opId } = await knock(phone, "exception");
    await phone.loop.exchangeNow();
    expect((await look()).ops[opId]).toBe("accepted");
    expect((await look()).losses).toEqual([[2, 0, "evicted"]]);
    expect(phone.attention.value).toContainEqual(expect.objectContaining({ code: "lost", amount: 1 }));
    expect(await phone.history(DOOR)).toHaveLength(2);
    const again = await reloaded(phone);
    expect(again.phone.value).toBe("ready");
  });

  it("without a witness outside it: the server's number tells, and a new chain begins", async () => {
    const phone = await enrolled("u5");
    await knock(phone);
    await phone.loop.exchangeNow();
    phone.browser.notes.clear();
    const { IDBFactory } = await import("fake-indexeddb");
    phone.browser.databases = new IDBFactory();
    const again = await enrolledAgain(phone);
    await knock(again, "no_answer");
    await again.loop.exchangeNow();
    expect(again.outbox.value.count).toBe(0);
    expect((await again.history(DOOR)).length).toBe(2);
  });
});

async function enrolledAgain(phone: Tab): Promise<Tab> {
  const { openTab } = await import("./street");
  const tab = await openTab(phone.browser);
  const grant = { place: { id: BUILDING, name: "3栋", type: "building" as const }, role: "building_lead", validFrom: 0, validTo: null };
  await tab.openAs({ id: "u5", name: "u5" }, { grants: [grant], pushKey: "u5" });
  await tab.loop.exchangeNow();
  return tab;
}

describe("a clock that is wrong", () => {
  it("is measured, written beside the claim, said, and loses nothing", async () => {
    const phone = await enrolled("u5");
    const ahead = 7 * 3_600_000;
    clockAhead(ahead);
    await phone.loop.exchangeNow();
    expect(phone.loop.syncState.value).toEqual({ is: "clock_off", ms: expect.closeTo(-ahead, -4) as unknown });
    const { opId } = await knock(phone);
    await phone.loop.exchangeNow();
    vi.restoreAllMocks();
    expect((await look()).ops[opId]).toBe("accepted");
    const [view] = await phone.history(DOOR);
    expect(view?.slot).toBe(SLOT);
  });

  it("set back after sealing loses nothing either", async () => {
    const phone = await enrolled("u5");
    await knock(phone);
    clockAhead(-48 * 3_600_000);
    const { opId } = await knock(phone, "no_answer");
    await phone.loop.exchangeNow();
    vi.restoreAllMocks();
    expect((await look()).ops[opId]).toBe("accepted");
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
