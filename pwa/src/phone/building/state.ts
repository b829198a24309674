/** What the person chose for the present round: which session, and how the doors are asked. */

import { computed, signal } from "@preact/signals";
import type { Book, Place } from "../../store/types";
import { labelled, type Words } from "../../words";
import { book, clockOffset, recall, remember } from "../data";
import { now } from "../now";
import { FEVER_TENTHS } from "../door/entry";
import { roundAt, slotText, valueOn, type Round } from "../rounds";

const picked = signal<Round | null>(null);

/** The round of the screen that is open: noon must not turn a half-finished morning round into the evening's. */
const pinned = signal<Round | null>(null);

/** Below this a phone's own clock is good enough to tell the round. */
const CLOCK_OFF_MS = 5 * 60_000;

/** The time as the community has it: a phone two days off must not show the round of two days ago. */
const communityNow = computed(() => now.value + (Math.abs(clockOffset.value) > CLOCK_OFF_MS ? clockOffset.value : 0));

/** The round that runs by the clock. */
const running = computed<Round | null>(() => {
  // Without the rules, before the first exchange, there are no sessions.
  if (book.value === null || book.value.catalogue.policy.sessions.length === 0) return null;
  return roundAt(book.value.catalogue, communityNow.value);
});

/** The round the screens work in: the one of the open screen, else the one picked today, else the one that runs. */
export const round = computed<Round | null>(() => {
  if (running.value === null) return null;
  return pinned.value ?? (picked.value?.day === running.value.day ? picked.value : running.value);
});

/** Keeps the present round as long as a screen is open; returns what lets it go. */
export function pinRound(): () => void {
  pinned.value = round.peek();
  return () => {
    pinned.value = null;
  };
}

/** The session that began while a screen stayed open, or null. */
export const movedOnTo = computed<string | null>(() => {
  if (pinned.value === null || running.value === null || picked.value !== null) return null;
  return slotText(pinned.value) === slotText(running.value) ? null : running.value.session;
});

/** Picks another session of today, to write down afterwards what was done then. */
export function pickSession(session: string): void {
  const present = round.peek();
  if (!present) return;
  picked.value = { day: present.day, session };
  if (pinned.peek()) pinned.value = picked.value;
}

/** Tenths of a degree that count as a fever in this round, as the policy in force has it. */
export const feverTenths = computed<number>(() =>
  book.value && round.value ? valueOn(book.value.catalogue, "fever_from", round.value.day, FEVER_TENTHS) : FEVER_TENTHS,
);

export type Method = "door" | "phone" | "wechat" | "later" | "floor";

/** Ways a person may choose; by floor is set by the fill alone. */
export const METHODS: readonly Method[] = ["door", "phone", "wechat", "later"];

const methodBySlot = signal<{ readonly slot: string; readonly method: Method } | null>(null);

/** How doors are asked in this round; a new round begins at the doors again. */
export const method = computed<Method>(() => {
  const chosen = methodBySlot.value;
  return chosen !== null && round.value !== null && chosen.slot === slotText(round.value) ? chosen.method : "door";
});

const METHOD_KEY = "method";

/** Chosen once it is kept. A store that refuses costs one tap after a restart. */
export async function chooseMethod(next: Method): Promise<void> {
  const present = round.peek();
  if (!present) return;
  const chosen = { slot: slotText(present), method: next };
  await remember(METHOD_KEY, chosen).catch(console.error);
  methodBySlot.value = chosen;
}

export async function recallMethod(): Promise<void> {
  const kept = await recall(METHOD_KEY);
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return;
  const { slot, method: was } = kept as { readonly slot?: unknown; readonly method?: unknown };
  const known = METHODS.find((m) => m === was);
  if (typeof slot === "string" && known) methodBySlot.value = { slot, method: known };
}

/** The session's word as the catalogue has it: 早查, 晚查. */
export function sessionName(from: Book, session: string): string {
  return labelled(from.catalogue.policy.sessions.find((s) => s.id === session)?.label, session);
}

/** The building as people call it: a bare number gets its 栋. */
export function buildingName(building: Place, w: Words): string {
  return /^[0-9A-Za-z]+$/.test(building.name) ? w.building.named(building.name) : building.name;
}

/** Which stairwell was open in which building; kept while the app runs. */
export const stairwellOf = signal<Readonly<Record<string, string>>>({});
