/**
 * When to exchange. A timer is derived from what is stored whenever something is unsent; everything else (a save,
 * network coming back, the page shown, the worker woken) only makes it happen sooner.
 */

import { effect, signal } from "@preact/signals";

import { alone } from "./lock";
import { drainOthers } from "./others";
import { authorised } from "./session";
import { lookAtStorage, onSealed, opened, outbox, phone } from "./store";
import { isNearlyFull, isPrivate, notePhone } from "./store/device";
import { heldState, tidy } from "./store/exchange";
import { catalogueNow, type Open } from "./store/state";
import type { SyncState } from "./store/types";
import { SPREAD, waitMs } from "./sync/replica";
import { type Trip, trip, type Trouble } from "./trip";
import { askBackgroundSync, lookForUpdate, register } from "./worker/register";

export { exportOutbox } from "./store/rescue";

export const syncState = signal<SyncState>({ is: "idle" });

const CLOCK_OFF_MS = 5 * 60_000;
const LOOK_S = 60;
/** When the state cannot even be read, or another tab is at it. */
const RETRY_MS = 5_000;
const TRIPS_AT_MOST = 500;

let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<void> | null = null;
let wanted = false;
/** Whether the last run handed in what it had, be it without a sign-in. */
let through = true;
let lookAfterS = LOOK_S;
let headsTag: string | null = null;

function isShown(): boolean {
  return typeof document === "undefined" || document.visibilityState === "visible";
}

// ------------------------------------------------------------------ one run

function showSending(total: number): void {
  const left = outbox.peek().count;
  if (left > 0) syncState.value = { is: "sending", done: Math.max(0, total - left), total: Math.max(total, left) };
}

async function run(open: Open): Promise<Trip | null> {
  let last: Trip | null = null;
  const total = outbox.peek().count;
  // Progress must be made by every trip, and there is an end to them: no answer of any server keeps a phone busy.
  for (let i = 0; i < TRIPS_AT_MOST && opened() === open; i++) {
    wanted = false;
    showSending(total);
    last = await trip(open);
    if (!last.again && !(wanted && last.trouble === null)) break;
  }
  return last;
}

/** Runs until nothing is left or something is in the way; then the timer is set from what is stored. */
async function exchange(): Promise<void> {
  wanted = false;
  clearTimeout(timer);
  const open = opened();
  if (!open) return;
  let last: Trip | null = null;
  try {
    const mine = await alone(open, async () => {
      last = await run(open);
    });
    if (!mine) return arm(RETRY_MS);
  } catch (error) {
    console.error("exchange failed:", error);
    return arm(RETRY_MS);
  }
  await settle(open, last);
}

/** One at a time in this tab; whoever asks meanwhile is served by one more trip. */
export function exchangeNow(): Promise<void> {
  if (running) wanted = true;
  running ??= exchange().finally(() => {
    running = null;
    // Asked for between the last trip and now: with nothing in the way it must not wait for a timer.
    if (wanted && through) void exchangeNow();
  });
  return running;
}

// ------------------------------------------------------------------ what is said, and when to come back

function shownFor(trouble: Trouble, retryAt: number): SyncState {
  return trouble === "waiting" || trouble === "server_down" ? { is: trouble, retryAt } : { is: trouble };
}

/** What the person can mend although nothing is in the way. */
function advice(offset: number): SyncState {
  if (Math.abs(offset) > CLOCK_OFF_MS) return { is: "clock_off", ms: offset };
  if (outbox.peek().count === 0) return { is: "idle" };
  return isPrivate() ? { is: "private_mode" } : isNearlyFull() ? { is: "disk_full" } : { is: "idle" };
}

async function settle(open: Open, last: Trip | null): Promise<void> {
  const state = await heldState(open.db).catch(() => null);
  if (opened() !== open) return;
  if (last?.nextS) lookAfterS = last.nextS;
  const spread = Math.floor(Math.random() * SPREAD);
  const due = state ? waitMs(state, spread) : RETRY_MS;
  const trouble = last?.trouble ?? null;
  through = trouble === null || (trouble !== "waiting" && last?.nextS != null);
  // The run ended although something is left: asking again at once would change nothing.
  const least = Math.max(RETRY_MS, last?.pauseMs ?? 0);
  const delay = due === null ? null : Math.max(due, least);
  syncState.value = trouble === null ? advice(state?.clock?.offset ?? 0) : shownFor(trouble, Date.now() + (delay ?? lookAfterS * 1000));
  if (trouble === "upgrade") void lookForUpdate();
  if (outbox.peek().count > 0) void askBackgroundSync();
  if (delay !== null) arm(delay);
  else armLook();
}

function arm(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void exchangeNow(), ms);
}

/** Nothing presses: while somebody looks, ask now and then whether there is news. */
function armLook(): void {
  clearTimeout(timer);
  if (isShown()) timer = setTimeout(() => void look(), lookAfterS * 1000);
}

async function look(): Promise<void> {
  const headers = headsTag === null ? {} : { "if-none-match": headsTag };
  const answer = await authorised("/exchange/heads", { headers });
  if (answer.is === "unchanged") return armLook();
  if (answer.is === "ok") headsTag = answer.etag;
  await exchangeNow();
}

// ------------------------------------------------------------------ what makes it happen sooner

/** A save while the server is away leaves the timer as it is: taps must not hammer it. */
function saved(): void {
  if (through) void exchangeNow();
}

function woken(): void {
  if (opened()) void exchangeNow();
}

function listen(): void {
  onSealed(saved);
  if (typeof window === "undefined") return;
  window.addEventListener("online", woken);
  window.addEventListener("offline", () => {
    through = false;
    syncState.value = { is: "offline" };
  });
  window.addEventListener("pageshow", (event) => event.persisted && woken());
  document.addEventListener("visibilitychange", () => isShown() && (woken(), void lookForUpdate()));
}

async function begin(): Promise<void> {
  const hasWorker = await register(woken);
  await lookAtStorage();
  notePhone(Date.now(), hasWorker);
  const open = opened();
  if (!open) return;
  await tidy(open.db, open.me.id, Date.now(), catalogueNow().kinds).catch(() => undefined);
  await exchangeNow();
  await drainOthers();
}

listen();

// Whoever signs in starts the loop; whoever signs out ends it.
effect(() => {
  if (phone.value === "ready") void begin();
  else clearTimeout(timer);
});
