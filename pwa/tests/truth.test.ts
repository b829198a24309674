/** What the phone says while something is in the way: a table, in both languages. It never says more than it knows. */

import { IDBObjectStore } from "fake-indexeddb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { syncLine } from "../src/phone/sync-line";
import type { SyncState } from "../src/store/types";
import { en } from "../src/words/en";
import { zh } from "../src/words/zh";
import { closeStreet, closeTabs, control, enrolled, type Fault, knock, openStreet, type Tab, withoutSignal } from "./street";

const realNow = Date.now.bind(Date);
const DAY_MS = 86_400_000;

beforeAll(openStreet);
afterAll(closeStreet);
beforeEach(() => control({ do: "fresh" }));
afterEach(async () => {
  vi.restoreAllMocks();
  await closeTabs();
});

function says(phone: Tab): readonly [zh: string, en: string] {
  const line = (w: typeof zh | typeof en) => syncLine(phone.loop.syncState.value, phone.outbox.value, phone.lastReceivedAt.value, realNow(), w).text;
  return [line(zh), line(en)];
}

/** One record on a phone whose next exchanges fare as told; the record must still be there, and go afterwards. */
async function meets(faults: readonly Fault[]): Promise<Tab> {
  const phone = await enrolled("u5");
  await withoutSignal(phone, () => knock(phone));
  phone.browser.faults = [...faults];
  await phone.loop.exchangeNow();
  return phone;
}

const again = { status: 500, code: "internal" };
const WAYS: readonly (readonly [name: string, faults: readonly Fault[], zh: string, en: string])[] = [
  ["no answer", ["request"], zh.sync.retry, en.sync.retry],
  ["an answer cut after the commit", ["answer"], zh.sync.retry, en.sync.retry],
  ["a Wi-Fi's page with 200", ["captive"], zh.sync.captive, en.sync.captive],
  ["a Wi-Fi that leads elsewhere", ["redirect"], zh.sync.captive, en.sync.captive],
  ["401, and the phone's own key is not heard either", [{ status: 401, code: "token_revoked" }, again], zh.sync.serverDown, en.sync.serverDown],
  ["401 twice", Array<Fault>(3).fill({ status: 401, code: "token_invalid" }), zh.sync.authNeeded, en.sync.authNeeded],
  ["403", Array<Fault>(2).fill({ status: 403, code: "forbidden" }), zh.sync.authNeeded, en.sync.authNeeded],
  ["409", [{ status: 409, code: "conflict" }], zh.sync.retry, en.sync.retry],
  ["413 to one record and to its hash", Array<Fault>(9).fill("too_large"), zh.sync.retry, en.sync.retry],
  ["410", [{ status: 410, code: "below_floor" }], zh.sync.retry, en.sync.retry],
  ["422", [{ status: 422, code: "proto_unsupported" }], zh.sync.upgrade, en.sync.upgrade],
  ["426", [{ status: 426, code: "upgrade_required" }], zh.sync.upgrade, en.sync.upgrade],
  ["429", [{ status: 429, code: "slow_down", retryAfter: "7" }], zh.sync.retry, en.sync.retry],
  ["500", [again], zh.sync.serverDown, en.sync.serverDown],
  ["503", ["busy"], zh.sync.serverDown, en.sync.serverDown],
  ["507", [{ status: 507, code: "disk_low" }], zh.sync.serverDown, en.sync.serverDown],
];

describe("with a record that only this phone has", () => {
  it.each(WAYS)("%s", async (_, faults, zhText, enText) => {
    const phone = await meets(faults);
    expect(phone.outbox.value.count).toBe(1);
    expect(says(phone)).toEqual([zhText, enText]);
    phone.browser.faults = [];
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(0);
    expect(says(phone)).toEqual([zh.sync.allSent, en.sync.allSent]);
  });

  it("no network at all, as the browser knows", async () => {
    Object.defineProperty(navigator, "onLine", { configurable: true, value: false });
    const phone = await meets(["request"]);
    Reflect.deleteProperty(navigator, "onLine");
    expect(phone.loop.syncState.value).toEqual({ is: "offline" });
    expect(says(phone)).toEqual([zh.sync.waiting(1), en.sync.waiting(1)]);
  });

  it("a line that takes the request and never answers is given up, and tried again", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    phone.browser.faults = ["silence"];
    const later = globalThis.setTimeout;
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((work: () => void, ms?: number) => later(work, ms && ms >= 20_000 && ms < 30_000 ? 0 : ms)) as typeof setTimeout);
    await phone.loop.exchangeNow();
    expect(says(phone)).toEqual([zh.sync.retry, en.sync.retry]);
  });

  it("an answer whose transaction is aborted: the server has the record, the phone hears it again", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
      const request = (put as (...all: unknown[]) => IDBRequest).apply(this, args);
      if (this.name === "meta") request.addEventListener("success", () => this.transaction.abort());
      return request;
    } as typeof put);
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(1);
    expect(says(phone)).toEqual([zh.sync.retry, en.sync.retry]);
    vi.restoreAllMocks();
    await phone.loop.exchangeNow();
    expect(says(phone)).toEqual([zh.sync.allSent, en.sync.allSent]);
  });

  it("an answer that finds no room on the phone", async () => {
    const phone = await enrolled("u5");
    await withoutSignal(phone, () => knock(phone));
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await phone.loop.exchangeNow();
    expect(phone.outbox.value.count).toBe(1);
    expect(says(phone)).toEqual([zh.sync.diskFull, en.sync.diskFull]);
  });

  it.each([1, -1])("a clock that is a day off (%i) stops nothing, and is said", async (way) => {
    const phone = await enrolled("u5");
    vi.spyOn(Date, "now").mockImplementation(() => realNow() + way * DAY_MS);
    await knock(phone);
    await phone.loop.exchangeNow();
    vi.restoreAllMocks();
    expect(phone.outbox.value.count).toBe(0);
    expect(says(phone)[0]).toContain("24 小时");
    expect(says(phone)[1]).toContain("24 h");
  });

  it("is waited with as long as the server asks", async () => {
    const armed = vi.spyOn(globalThis, "setTimeout");
    await meets([{ status: 429, code: "slow_down", retryAfter: "700" }]);
    expect(Math.max(...armed.mock.calls.map(([, ms]) => ms ?? 0))).toBeGreaterThanOrEqual(700_000);
  });
});

const ENDED: readonly Fault[] = [
  { status: 401, code: "token_expired" }, { status: 401, code: "token_revoked" }, { status: 401, code: "token_missing" },
  { status: 401, code: "refresh_missing" }, { status: 401, code: "refresh_invalid" }, { status: 401, code: "refresh_reused" },
  { status: 403, code: "forbidden" },
];

describe("a sign-in that ended", () => {
  it.each(ENDED)("%j is said, and everything goes by the phone's own key all the same", async (fault) => {
    const phone = await meets([fault, ...(fault && typeof fault === "object" && fault.status === 401 ? [fault] : [])]);
    expect(phone.outbox.value.count).toBe(0);
    expect(says(phone)).toEqual([zh.sync.authNeeded, en.sync.authNeeded]);
  });
});

const STATES: readonly SyncState[] = [
  { is: "idle" }, { is: "sending", done: 0, total: 1 }, { is: "waiting", retryAt: 1 }, { is: "offline" }, { is: "auth_needed" }, { is: "captive" },
  { is: "server_down", retryAt: 1 }, { is: "upgrade" }, { is: "disk_full" }, { is: "clock_off", ms: DAY_MS }, { is: "private_mode" },
];

describe("safe to close", () => {
  it.each(STATES)("is never said while $is and something waits, nor before anything was received", (state) => {
    for (const w of [zh, en])
      for (const age of [0, DAY_MS / 2, DAY_MS])
        for (const received of [null, 5]) {
          const waiting = { count: 1, oldestAt: realNow() - age, byRound: [] };
          expect(syncLine(state, waiting, received, realNow(), w).text).not.toBe(w.sync.allSent);
          const nothing = { count: 0, oldestAt: null, byRound: [] };
          if (received === null) expect(syncLine(state, nothing, received, realNow(), w).text).not.toBe(w.sync.allSent);
        }
  });
});

describe("what the browser tells of its storage", () => {
  const GB = 1024 ** 3;

  function tells(quota: number, persisted: boolean): void {
    const storage = { persisted: () => Promise.resolve(persisted), estimate: () => Promise.resolve({ quota, usage: 0 }) };
    Object.defineProperty(navigator, "storage", { configurable: true, value: storage });
    Object.defineProperty(performance, "memory", { configurable: true, value: { jsHeapSizeLimit: 4 * GB } });
  }

  afterEach(() => {
    Reflect.deleteProperty(navigator, "storage");
    Reflect.deleteProperty(performance, "memory");
  });

  it.each([
    ["a private window", 2 * GB, false, "private_mode"],
    ["a phone that is nearly full", GB / 64, true, "disk_full"],
    ["one that may be cleared", 60 * GB, false, "not_persisted"],
  ])("%s is said, and stops no record", async (_, quota, persisted, code) => {
    tells(quota, persisted);
    const phone = await enrolled("u5");
    await phone.lookAtStorage();
    const { notePhone } = await import("../src/store/device");
    notePhone(0, false);
    expect(phone.attention.value.map((n) => n.code)).toContain(code);
    await knock(phone);
    await phone.loop.exchangeNow();
    expect(says(phone)).toEqual([zh.sync.allSent, en.sync.allSent]);
  });
});
