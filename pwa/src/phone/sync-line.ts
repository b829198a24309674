/** The one sentence that says where the records are. It never says more than the store knows. */

import type { Outbox, SyncState } from "../store/types";
import type { IconName } from "../ui/icon-names";
import type { Words } from "../words";

type Age = "fresh" | "aged" | "old";

const HOUR_MS = 3_600_000;
/** One round missed. */
const AGED_MS = 12 * HOUR_MS;
const OLD_MS = 24 * HOUR_MS;

/** How long the oldest record has waited; a phone with nothing waiting is fresh. */
export function ageOf(oldestAt: number | null, now: number): Age {
  if (oldestAt === null || now - oldestAt < AGED_MS) return "fresh";
  return now - oldestAt < OLD_MS ? "aged" : "old";
}

export interface SyncLine {
  readonly text: string;
  readonly tone: "plain" | "good" | "warn";
  readonly icon: IconName;
}

/** States of which the person must hear, whatever waits. */
function trouble(state: SyncState, w: Words): string | null {
  switch (state.is) {
    case "auth_needed":
      return w.sync.authNeeded;
    case "captive":
      return w.sync.captive;
    case "upgrade":
      return w.sync.upgrade;
    case "disk_full":
      return w.sync.diskFull;
    case "clock_off":
      return w.sync.clockOff(state.ms);
    case "private_mode":
      return w.sync.privateMode;
    default:
      return null;
  }
}

function waitingText(outbox: Outbox, state: SyncState, now: number, w: Words): string {
  const age = ageOf(outbox.oldestAt, now);
  const hours = Math.floor((now - (outbox.oldestAt ?? now)) / HOUR_MS);
  if (age === "old") return w.sync.old(outbox.count);
  if (age === "aged") return w.sync.aged(outbox.count, hours);
  if (state.is === "server_down") return w.sync.serverDown;
  if (state.is === "waiting") return w.sync.retry;
  return w.sync.waiting(outbox.count);
}

/** "all sent" is said only when nothing waits and a receipt was ever stored. */
export function syncLine(state: SyncState, outbox: Outbox, lastReceivedAt: number | null, now: number, w: Words): SyncLine {
  const bad = trouble(state, w);
  if (bad !== null) return { text: bad, tone: "warn", icon: "triangle-alert" };
  if (state.is === "sending" && outbox.count > 0) {
    return { text: w.sync.sending(state.done, state.total), tone: "plain", icon: "smartphone" };
  }
  if (outbox.count > 0) {
    const tone = ageOf(outbox.oldestAt, now) === "fresh" ? "plain" : "warn";
    return { text: waitingText(outbox, state, now, w), tone, icon: "smartphone" };
  }
  if (lastReceivedAt === null) return { text: w.sync.worksOffline, tone: "plain", icon: "smartphone" };
  return { text: w.sync.allSent, tone: "good", icon: "check-check" };
}
