/** The one door through which screens reach the store, the loop, the session and the worker. */

import { computed, signal } from "@preact/signals";
import type { Invitation, Me, OutboxFile, SyncState } from "../store/types";

export {
  amend, attention, book, childrenOf, clockOffset, descendantsOf, dismiss, history, lastReceivedAt, outbox, persist, phone,
  recall, record, remember, restoreRecord, slotsOf, start, storage, voidRecord,
} from "../store";
export { amountGone } from "../store/gone";
export { openForms, takeUpdate, updateReady } from "../worker/register";

type Loop = typeof import("../loop");

/** What talks to the server comes after the first drawing: recording needs none of it. */
const loop = signal<Loop | null>(null);

const AGAIN_MS = 10_000;

/** Fetches the loop, which then runs by itself; without signal and without a kept copy, tries again. */
export async function startNetwork(): Promise<void> {
  try {
    loop.value = await import("../loop");
  } catch (error) {
    console.info("the network part is not here yet:", error);
    setTimeout(() => void startNetwork(), AGAIN_MS);
  }
}

export const syncState = computed<SyncState>(() => loop.value?.syncState.value ?? { is: "idle" });

export async function exchangeNow(): Promise<void> {
  await (await import("../loop")).exchangeNow();
}

export async function exportOutbox(): Promise<OutboxFile> {
  return (await import("../loop")).exportOutbox();
}

export async function enrolLook(tokenOrCode: string): Promise<Invitation> {
  return (await import("../session")).enrolLook(tokenOrCode);
}

export async function enrol(tokenOrCode: string, name: string): Promise<Me> {
  const me = await (await import("../session")).enrol(tokenOrCode, name);
  // A phone that was ready before stays so, and nothing else would tell the loop that it may speak again.
  void exchangeNow();
  return me;
}

export async function signOut(evenUnsent = false): Promise<boolean> {
  return (await import("../session")).signOut(evenUnsent);
}
