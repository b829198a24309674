/** What the phone says of every way an exchange can end: never "safe to close" unless it is. */

import { describe, expect, test } from "vitest";

import { syncLine } from "../../src/phone/sync-line";
import type { Outbox, SyncState } from "../../src/store/types";
import { en } from "../../src/words/en";
import { zh } from "../../src/words/zh";

const NOW = Date.parse("2020-03-10T20:00:00+08:00");
const HOUR = 3_600_000;

function waiting(count: number, hours = 0): Outbox {
  return { count, oldestAt: count === 0 ? null : NOW - hours * HOUR, byRound: [] };
}

const say = (state: SyncState, outbox: Outbox, received: number | null = NOW) => syncLine(state, outbox, received, NOW, zh);

const EVERY: readonly (readonly [why: string, state: SyncState, words: string])[] = [
  ["nothing is in the way", { is: "idle" }, zh.sync.waiting(3)],
  ["no network", { is: "offline" }, zh.sync.waiting(3)],
  ["a batch is on its way", { is: "sending", done: 1, total: 3 }, "正在传 1/3"],
  ["timeouts, 409, 413, 429, a cut answer", { is: "waiting", retryAt: NOW }, zh.sync.retry],
  ["500, 502, 503", { is: "server_down", retryAt: NOW }, zh.sync.serverDown],
  ["a log-in page instead of an answer", { is: "captive" }, zh.sync.captive],
  ["401, 403", { is: "auth_needed" }, zh.sync.authNeeded],
  ["422, 426", { is: "upgrade" }, zh.sync.upgrade],
  ["the answer could not be stored: the disk is full", { is: "disk_full" }, zh.sync.diskFull],
  ["the clock is two days off", { is: "clock_off", ms: 48 * HOUR }, zh.sync.clockOff(48 * HOUR)],
  ["a private window", { is: "private_mode" }, zh.sync.privateMode],
];

describe("the one sentence about where the records are", () => {
  test.each(EVERY)("while %s, three records wait", (_, state, words) => {
    const line = say(state, waiting(3));
    expect(line.text).toBe(words);
    expect(line.tone).not.toBe("good");
  });

  test.each(EVERY)("while %s, it is never safe to close with something unsent", (_, state) => {
    for (const outbox of [waiting(1), waiting(1, 13), waiting(400, 30)])
      for (const words of [zh, en]) expect(syncLine(state, outbox, NOW, NOW, words).text).not.toBe(words.sync.allSent);
  });

  test("with nothing unsent it is safe only once a receipt was stored", () => {
    expect(say({ is: "idle" }, waiting(0)).text).toBe(zh.sync.allSent);
    expect(say({ is: "idle" }, waiting(0), null).text).toBe(zh.sync.worksOffline);
  });

  test("what waits for twelve hours is said in amber, for a day in plainer words", () => {
    expect(say({ is: "offline" }, waiting(12, 12))).toMatchObject({ text: zh.sync.aged(12, 12), tone: "warn" });
    expect(say({ is: "server_down", retryAt: NOW }, waiting(12, 24))).toMatchObject({ text: zh.sync.old(12), tone: "warn" });
    expect(say({ is: "offline" }, waiting(12, 11)).tone).toBe("plain");
  });
});
