/** One round trip: ask, send, take the answer in; and what each way of failing changes. */

import type { Answer } from "./api";
import { asPhone, authorised, fetchMe } from "./session";
import { book, publish, storage } from "./store";
import { NO_CATALOGUE } from "./store/catalogue";
import { getMeta } from "./store/database";
import {
  checkRequest, forgetPulled, type Outcome, request, saveCatalogue, saveMe, takeAnswer, takeCheck, takeFailure,
} from "./store/exchange";
import { catalogueNow, type Open } from "./store/state";
import { WriteFailed } from "./store/types";
import { noteWitness } from "./store/witness";
import type { CheckAnswer } from "./sync/feeds";
import type { Catalogue } from "./sync/kinds";
import type { ExchangeAnswer, ExchangeRequest } from "./sync/replica";
import { BUILD } from "./this-phone";

/** Why nothing goes through just now; the records stay where they are in every case. */
export type Trouble = "offline" | "waiting" | "server_down" | "captive" | "auth_needed" | "upgrade" | "disk_full";

export interface Trip {
  readonly trouble: Trouble | null;
  /** Go on at once: something is left, and this trip made progress. */
  readonly again: boolean;
  /** How long the server asked to be left alone. */
  readonly pauseMs: number;
  /** After how many seconds of idleness to look again. */
  readonly nextS: number | null;
}

const CHECKS_AT_MOST = 12;

function send(asked: ExchangeRequest, pushKey: string | null): Promise<Answer> {
  const options = { method: "POST", body: asked } as const;
  return pushKey === null ? authorised("/exchange", options) : asPhone("/exchange", pushKey, options);
}

function ask(open: Open, pulls: boolean): Promise<ExchangeRequest | null> {
  const { persisted: persist, freeBytes: free } = storage.peek();
  return request(open.db, { app: BUILD, persist, free }, Date.now(), pulls);
}

/** The whole trip; with `pushKey` records are handed in without a sign-in, and nothing is fetched. */
export async function trip(open: Open, pushKey: string | null = null): Promise<Trip> {
  try {
    // Before the first download: else all of it would be stored unread, and folded again.
    if (pushKey === null && catalogueNow() === NO_CATALOGUE) await renewCatalogue(open);
    const asked = await ask(open, pushKey === null);
    if (!asked) return { trouble: null, again: false, pauseMs: 0, nextS: null };
    const answer = await send(asked, pushKey);
    if (answer.is === "ok" && isAnswer(answer.body)) return await takeIn(open, answer.body, answer.sentAt, answer.gotAt);
    if (pushKey === null && answer.is === "problem" && endedSignIn(answer)) return await withoutSignIn(open, answer.code);
    return await note(open, answer);
  } catch (error) {
    // The answer could not be stored: the server has it, this phone will hear it again.
    if (!(error instanceof WriteFailed)) throw error;
    return { trouble: error.reason === "quota" ? "disk_full" : "waiting", again: false, pauseMs: 0, nextS: null };
  }
}

function isAnswer(body: unknown): body is ExchangeAnswer {
  return typeof body === "object" && body !== null && "ack" in body && "pages" in body;
}

function endedSignIn(answer: Answer): boolean {
  return answer.is === "problem" && (answer.status === 401 || answer.status === 403);
}

/** Login expired or revoked: recording and handing in go on, by the key that this phone was given once. */
async function withoutSignIn(open: Open, code: string): Promise<Trip> {
  // Ended by the community, not by time: what others recorded is not this phone's to keep.
  if (code === "token_revoked") await publish((await forgetPulled(open.db, open.me.id, catalogueNow().kinds)).rounds);
  const pushKey = await open.db.read(["meta"], (tx) => getMeta(tx, "pushKey"));
  if (pushKey === undefined) return note(open, { is: "problem", status: 401, code: "", retryAfterMs: null, body: {} });
  const handedIn = await trip(open, pushKey);
  return { ...handedIn, trouble: handedIn.trouble ?? "auth_needed" };
}

// ------------------------------------------------------------------ an answer

async function takeIn(open: Open, answer: ExchangeAnswer, sentAt: number, gotAt: number): Promise<Trip> {
  const outcome = await takeAnswer(open.db, open.me.id, answer, sentAt, gotAt, catalogueNow().kinds);
  noteWitness(open.me.id, outcome.state);
  outcome.refused.forEach((why) => console.warn("page refused:", why));
  await follow(open, answer, outcome);
  await publish(outcome.scopeChanged ? null : outcome.rounds);
  const left = outcome.state.acked < outcome.state.n || answer.more || outcome.forked;
  return {
    trouble: isOlder(BUILD, answer.min_build) ? "upgrade" : answer.push_err ? "waiting" : null,
    again: left && outcome.progress && outcome.state.failures === 0,
    pauseMs: 0,
    nextS: answer.next,
  };
}

/** What an answer calls for beside itself: proof, who I am now, and a newer catalogue. */
async function follow(open: Open, answer: ExchangeAnswer, outcome: Outcome): Promise<void> {
  if ([...outcome.state.feeds.values()].some((feed) => feed.suspect)) await bisect(open);
  if (outcome.scopeChanged) await renewMe(open);
  if (answer.cat !== null && answer.scope !== null && answer.cat !== book.peek()?.catalogue.etag) await renewCatalogue(open);
}

/** Finds the last entry that both ends agree on; what comes after it is pulled anew. */
async function bisect(open: Open): Promise<void> {
  for (let i = 0; i < CHECKS_AT_MOST; i++) {
    const asked = await checkRequest(open.db);
    if (!asked) return;
    const answer = await authorised("/exchange/check", { method: "POST", body: asked });
    if (answer.is !== "ok") return;
    const { rounds } = await takeCheck(open.db, open.me.id, answer.body as CheckAnswer, catalogueNow().kinds);
    await publish(rounds);
  }
}

async function renewMe(open: Open): Promise<void> {
  const me = await fetchMe();
  if (me && me.user.id === open.me.id) await saveMe(open.db, me.user, me.grants);
}

async function renewCatalogue(open: Open): Promise<void> {
  const answer = await authorised("/catalogue");
  if (answer.is !== "ok") return;
  await saveCatalogue(open.db, open.me.id, answer.body as Catalogue);
  await publish(null);
}

function isOlder(build: string, least: string | null): boolean {
  if (least === null) return false;
  const numbers = (text: string): readonly number[] => (text.split("+")[0] ?? "").split(".").map(Number);
  const [mine, asked] = [numbers(build), numbers(least)];
  const at = asked.findIndex((part, i) => part !== (mine[i] ?? 0));
  return at >= 0 && (mine[at] ?? 0) < (asked[at] ?? 0);
}

// ------------------------------------------------------------------ no answer

function troubleOf(answer: Answer): Trouble {
  if (answer.is === "captive") return "captive";
  if (answer.is === "offline" && navigator.onLine === false) return "offline";
  if (answer.is !== "problem") return "waiting";
  if (answer.status === 401 || answer.status === 403) return "auth_needed";
  if (answer.status === 422 || answer.status === 426) return "upgrade";
  return answer.status >= 500 ? "server_down" : "waiting";
}

/** The code decides, never the status alone; and no failure of a trip ever touches a record. */
function codeOf(answer: Answer): string {
  if (answer.is === "problem") return answer.code || (answer.status === 413 ? "too_large" : "server");
  return answer.is === "timeout" ? "timeout" : "network";
}

async function note(open: Open, answer: Answer): Promise<Trip> {
  const { mended: again, rounds } = await takeFailure(open.db, open.me.id, codeOf(answer), catalogueNow().kinds);
  await publish(rounds);
  const pauseMs = answer.is === "problem" ? (answer.retryAfterMs ?? 0) : 0;
  return { trouble: again ? null : troubleOf(answer), again, pauseMs, nextS: null };
}
