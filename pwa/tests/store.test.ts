import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { IDBObjectStore } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { Connection, databaseName } from "../src/store/database";
import { LOG, ownAfter, readState } from "../src/store/log";
import { b64urlToBytes } from "../src/sync/bytes";
import { FIRST_LINK, nextLink } from "../src/sync/chain";
import {
  Browser, BUILDING, closeStreet, closeTabs, control, DOOR, enrolled, knock, openStreet, openTab, OTHER_DOOR, reloaded, SLOT, type Tab, withoutSignal,
} from "./street";

beforeAll(openStreet);
afterAll(closeStreet);
beforeEach(() => control({ do: "fresh" }));
afterEach(async () => {
  vi.restoreAllMocks();
  await closeTabs();
});

/** What a fresh look into the database finds. */
async function stored(user: string) {
  const db = new Connection(databaseName(user));
  const found = await db.read(["meta", "op", "feed"], async (tx) => ({ state: await readState(tx), ops: await ownAfter(tx, 0) }));
  await db.close();
  return found;
}

async function expectWholeChain(user: string, length: number): Promise<void> {
  const { state, ops } = await stored(user);
  expect(ops.map(({ n }) => n)).toEqual(Array.from({ length }, (_, i) => i + 1));
  const replica = b64urlToBytes(state?.replica ?? "");
  const chained = ops.map(({ n, bsha }, i) => nextLink(replica, n, ops[i - 1]?.link ?? FIRST_LINK, bsha));
  expect(ops.map(({ link }) => link)).toEqual(chained);
  expect(state?.n).toBe(length);
}

describe("recording", () => {
  it("resolves only when a fresh connection reads it back, and shows the door done at once", async () => {
    const phone = await enrolled("u5");
    const doors = phone.slotsOf(BUILDING, "screening", "2020-03-10", "am");
    phone.browser.down = true;
    await knock(phone, "exception", DOOR, { temperature: 378 });
    await expectWholeChain("u5", 1);
    expect(phone.outbox.value).toMatchObject({ count: 1, byRound: [{ kind: "screening", slot: SLOT, count: 1 }] });
    // The street's places came with the first exchange only if somebody stated them: the record itself is there.
    expect((await phone.history(DOOR))[0]).toMatchObject({ unsent: true, slot: SLOT, fields: { temperature: { value: 378 } } });
    expect(doors.value).toBeInstanceOf(Map);
  });

  it("rejects with its reason when the disk is full, and nothing is half stored", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(knock(phone)).rejects.toMatchObject({ name: "WriteFailed", reason: "quota" });
    vi.restoreAllMocks();
    await expectWholeChain("u5", 0);
    await knock(phone);
    await expectWholeChain("u5", 1);
  });

  it("rejects when the transaction is aborted after every request succeeded", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
      const request = (put as (...all: unknown[]) => IDBRequest).apply(this, args);
      if (this.name === "rec") request.addEventListener("success", () => this.transaction.abort());
      return request;
    });
    await expect(knock(phone)).rejects.toMatchObject({ name: "WriteFailed", reason: "aborted" });
    vi.restoreAllMocks();
    await expectWholeChain("u5", 0);
    expect(phone.outbox.value.count).toBe(0);
  });

  it("refuses what the kind does not take, naming the field", async () => {
    const phone = await enrolled("u5");
    await expect(knock(phone, "fine")).rejects.toMatchObject({ reason: "invalid", faults: [{ field: "outcome", code: "not_a_choice" }] });
    await expect(knock(phone, "normal", DOOR, { note: "长".repeat(501) })).rejects.toMatchObject({ faults: [{ field: "note", code: "too_long" }] });
  });

  it("opens the database again when the browser dropped the connection", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    const transaction = vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementationOnce(() => {
      throw new DOMException("The database connection is closing.", "InvalidStateError");
    });
    await knock(phone);
    expect(transaction.mock.calls.length).toBeGreaterThan(1);
    await expectWholeChain("u5", 1);
  });

  it("keeps texts that databases dislike exactly", async () => {
    const phone = await enrolled("u5");
    const note = "a\u0000b \ud800 \u2028 😷 </script>";
    await knock(phone, "normal", DOOR, { note });
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect((await phone.history(DOOR))[0]?.fields["note"]?.value).toBe(note);
  });
});

describe("a card that writes slowly", () => {
  const TAPS = Array.from({ length: 12 }, (_, i) => `第${i}户`);

  it("is waited for once by all the doors that were tapped in the meantime", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
    await Promise.all(TAPS.map((note) => knock(phone, "normal", DOOR, { note })));
    const writes = transaction.mock.calls.filter(([stores, mode]) => mode === "readwrite" && [...stores].includes("op"));
    expect(writes.length).toBeLessThanOrEqual(3); // the first tap at once, the others together, and the exchange that is tried
    vi.restoreAllMocks();
    await expectWholeChain("u5", 12);
    expect((await phone.history(DOOR)).map(({ fields }) => fields["note"]?.value).sort()).toEqual([...TAPS].sort());
  });

  it("says of each door what became of it: one that is refused costs the others nothing", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    const tried = await Promise.allSettled(["normal", "normal", "fine", "normal"].map((outcome) => knock(phone, outcome)));
    expect(tried.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    await expectWholeChain("u5", 3);
  });

  it("keeps the small ones when one too large for the card fails them all", async () => {
    const phone = await enrolled("u5");
    phone.browser.down = true;
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
      if (JSON.stringify(args).includes("大照片")) throw new DOMException("full", "QuotaExceededError");
      return (put as (...all: unknown[]) => IDBRequest).apply(this, args);
    });
    const tried = await Promise.allSettled(["一", "二", "大照片", "四"].map((note) => knock(phone, "normal", DOOR, { note })));
    expect(tried.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(tried[2]).toMatchObject({ reason: { name: "WriteFailed", reason: "quota" } });
    vi.restoreAllMocks();
    await expectWholeChain("u5", 3);
  });
});

describe("several pages", () => {
  it("seal at once: every record has its own number in one chain", async () => {
    const first = await enrolled("u5");
    first.browser.down = true;
    const second = await openTab(first.browser);
    await second.start();
    await Promise.all(Array.from({ length: 20 }, (_, i) => knock(i % 2 ? first : second, "normal", DOOR, { note: `${i}` })));
    await expectWholeChain("u5", 20);
    first.browser.down = false;
    await first.loop.exchangeNow();
    await second.loop.exchangeNow();
    await first.loop.exchangeNow();
    expect(Object.keys((await control({ do: "look" })).ops)).toHaveLength(20);
    expect((await stored("u5")).state?.acked).toBe(20);
  });
});

describe("amending", () => {
  it("corrects, takes back and restores, and keeps what was said before", async () => {
    const phone = await enrolled("u5");
    const { recordId } = await knock(phone);
    await phone.amend(recordId, { outcome: "exception", temperature: 378, _why: "后来问到" });
    let [view] = await phone.history(DOOR);
    expect(view?.fields["outcome"]).toMatchObject({ value: "exception", heads: [{ value: "exception" }] });
    expect(view?.ops.map(({ why }) => why)).toEqual([null, "后来问到"]);
    await phone.voidRecord(recordId, "点错了");
    [view] = await phone.history(DOOR);
    expect(view?.voided).toBe(true);
    await phone.restoreRecord(recordId, "");
    [view] = await phone.history(DOOR);
    expect(view).toMatchObject({ voided: false, conflicts: [] });
    await phone.loop.exchangeNow();
    expect(new Set(Object.values((await control({ do: "look" })).ops))).toEqual(new Set(["accepted"]));
  });

  it("of two phones that did not hear each other stands side by side", async () => {
    const mine = await enrolled("u5");
    const { recordId } = await knock(mine);
    await mine.loop.exchangeNow();
    const theirs = await enrolled("u7");
    await theirs.amend(recordId, { outcome: "no_answer" });
    await theirs.loop.exchangeNow();
    mine.browser.use();
    await mine.amend(recordId, { outcome: "exception" });
    await mine.loop.exchangeNow();
    const [view] = await mine.history(DOOR);
    expect(view?.conflicts).toEqual(["outcome"]);
    expect(view?.fields["outcome"]?.heads.map(({ by, value }) => [by, value]).sort()).toEqual([["u5", "exception"], ["u7", "no_answer"]]);
  });

  it("of who lives behind a door names what this phone had seen", async () => {
    const phone = await enrolled("u5");
    await phone.record({ kind: "occupancy", place: DOOR, fields: { state: "occupied", people: 3 } });
    await phone.record({ kind: "occupancy", place: DOOR, fields: { state: "vacant" } });
    await phone.loop.exchangeNow();
    expect(new Set(Object.values((await control({ do: "look" })).ops))).toEqual(new Set(["accepted"]));
  });
});

describe("places", () => {
  async function statePlaces(): Promise<void> {
    const place = (id: string, fields: object): object => ({ kind: "place", place: id, fields });
    await control({
      do: "author",
      ops: [
        place("420103009001.1", { type: "compound", name: "华氏儒商花园" }),
        place(BUILDING, { type: "building", name: "3栋", parent: "420103009001.1" }),
        place(DOOR, { type: "household", name: "201", parent: BUILDING, floor: 2, door: "201", sort: 201 }),
      ],
    });
  }

  it("come with the first exchange, and a round finds its doors", async () => {
    await statePlaces();
    const phone = await enrolled("u5");
    expect(phone.book.value?.complete).toBe(true);
    expect(phone.descendantsOf(BUILDING, "household").map(({ id }) => id)).toEqual([DOOR]);
    const doors = phone.slotsOf(BUILDING, "screening", "2020-03-10", "am");
    const seen = new Promise<void>((resolve) => doors.subscribe((map) => map.get(DOOR)?.state === "done" && resolve()));
    await knock(phone, "normal");
    await seen;
    expect(doors.value.get(DOOR)).toMatchObject({ state: "done", code: "normal", byMe: true, conflict: false });
    expect(phone.slotsOf(BUILDING, "screening", "2020-03-10", "am")).toBe(doors);
  });

  it("are read again from the phone when it starts without a server", async () => {
    await statePlaces();
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone, "exception"));
    phone.browser.down = true;
    const again = await reloaded(phone);
    expect(again.phone.value).toBe("ready");
    expect(again.book.value?.me.name).toBe("u5");
    expect(again.descendantsOf(BUILDING, "household")).toHaveLength(1);
    expect(again.outbox.value.byRound).toEqual([{ kind: "screening", unit: BUILDING, slot: SLOT, count: 1 }]);
  });
});

describe("signing out", () => {
  it("is refused while something is unsent, and deletes nothing when it is done all the same", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    phone.browser.down = true;
    expect(await phone.session.signOut()).toBe(false);
    expect(await phone.session.signOut(true)).toBe(true);
    expect(phone.phone.value).toBe("none");
    await expectWholeChain("u5", 1);
  });
});

describe("small things", () => {
  it("go when their person leaves or another takes the phone, and stay when the same one scans again", async () => {
    const phone = await enrolled("u5");
    const draft = async () => phone.recall("drafts");
    await phone.remember("drafts", { form: "赵某" });
    await phone.remember("drafts", (was) => ({ ...(was as object), other: 1 }));
    await phone.openAs({ id: "u5", name: "u5" }, { grants: [], pushKey: "" });
    expect(await draft()).toEqual({ form: "赵某", other: 1 });
    await phone.openAs({ id: "u6", name: "u6" }, { grants: [], pushKey: "" });
    await phone.openAs({ id: "u5", name: "u5" }, { grants: [], pushKey: "" });
    expect(await draft()).toBeUndefined();
    await phone.remember("drafts", { form: "赵某" });
    await phone.closeBook();
    await phone.openAs({ id: "u5", name: "u5" }, { grants: [], pushKey: "" });
    expect(await draft()).toBeUndefined();
    await phone.remember("drafts", { form: "赵某" });
    await phone.end();
    await phone.openAs({ id: "u5", name: "u5" }, { grants: [], pushKey: "" });
    expect(await draft()).toBeUndefined();
  });

  it("come back after a restart", async () => {
    const phone = await enrolled("u5");
    await phone.remember("agent", { id: "chlorine", mg_l: 500 });
    const again = await reloaded(phone);
    expect(await again.recall("agent")).toEqual({ id: "chlorine", mg_l: 500 });
    expect(await again.recall("nothing")).toBeUndefined();
  });

  it("the outbox as a file holds the unsent with their chain, and is no receipt", async () => {
    const phone = await enrolled("u5");
    await knock(phone);
    await phone.loop.exchangeNow();
    await withoutSignal(phone, () => knock(phone, "no_answer"));
    const { exportOutbox } = await import("../src/store/rescue");
    const { text, count, name } = await exportOutbox();
    expect([count, name]).toEqual([1, expect.stringMatching(/^six-in-place-u5-\d{4}-\d\d-\d\d\.json$/)]);
    const said = JSON.parse((JSON.parse(text) as { contents: string }).contents) as { user: string; push: { n0: number; ops: string[] } };
    expect([said.user, said.push.n0]).toEqual(["u5", 2]);
    expect(JSON.parse(said.push.ops[0] ?? "")).toMatchObject({ k: "screening", by: "u5" });
    expect(phone.outbox.value.count).toBe(1);
  });

  it("nobody was here: the phone asks to be enrolled", async () => {
    const tab = await openTab(new Browser("u9"));
    await tab.start();
    expect(tab.phone.value).toBe("none");
    await expect(knock(tab)).rejects.toMatchObject({ reason: "unavailable" });
  });
});

describe("an older database", () => {
  const folder = fileURLToPath(new URL("fixtures", import.meta.url));
  const fixtures = readdirSync(folder).filter((name) => name.endsWith(".json"));

  it.each(fixtures)("%s with a full outbox is opened, and everything is received", async (name) => {
    const browser = new Browser("u5");
    browser.use();
    const { fill } = await import("./fixtures/fill");
    const count = await fill(JSON.parse(readFileSync(`${folder}/${name}`, "utf8")));
    const tab = await reloaded({ browser } as Tab);
    expect(tab.outbox.value.count + ((await stored("u5")).state?.acked ?? 0)).toBe(count);
    await tab.loop.exchangeNow();
    expect(tab.outbox.value.count).toBe(0);
    expect(Object.keys((await control({ do: "look" })).ops)).toHaveLength(count);
  });

  it("survives that a later schema adds a store", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone, "normal", OTHER_DOOR));
    await closeTabs();
    const { openDB } = await import("idb");
    const later = await openDB(databaseName("u5"), 2, { upgrade: (db) => void db.createObjectStore("photo") });
    expect(await later.count("op")).toBe(1);
    expect([...later.objectStoreNames]).toEqual(expect.arrayContaining([...LOG, "photo"]));
    later.close();
  });
});

describe("the rule about durability", () => {
  it("no transaction is opened anywhere but where it is strict", () => {
    const root = fileURLToPath(new URL("../src", import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    const source = (name: string): string => readFileSync(`${root}/${name}`, "utf8");
    const opening = files.filter((name) => /\.transaction\(|indexedDB\.open/.test(source(name)));
    expect(opening).toEqual(["store/idb.ts"]);
    expect(source("store/idb.ts").match(/"readwrite"/g)).toHaveLength(1);
    expect(source("store/idb.ts")).toContain('"readwrite", { durability: "strict" }');
  });
});
