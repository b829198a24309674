import { describe, expect, it } from "vitest";

import { BUILDING, control, DOOR, enrolled, knock, onFreshStreet, openTab, reloaded, type Tab, withoutSignal } from "./street";

onFreshStreet();

const look = () => control({ do: "look" });

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
  const tab = await openTab(phone.browser);
  const grant = { place: { id: BUILDING, name: "3栋", type: "building" as const }, role: "building_lead", validFrom: 0, validTo: null };
  await tab.openAs({ id: "u5", name: "u5" }, { grants: [grant], pushKey: "u5" });
  await tab.loop.exchangeNow();
  return tab;
}
