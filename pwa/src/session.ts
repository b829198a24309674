/** Who this phone speaks as: the access token lives in memory only, the refresh token in a cookie no script can read. */

import { type Answer, call, type Call } from "./api";
import { closeBook, openAs, outbox } from "./store";
import { whatIsGone } from "./store/gone";
import { EnrolFailed, type EnrolFailure, type Grant, type Invitation, type Me, type PlaceType } from "./store/types";
import { device } from "./this-phone";

let access: string | null = null;
const CSRF = { "x-six": "1" };

/** Two tabs refreshing at once would each burn the other's token; where locks are missing the server's grace covers it. */
async function underLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request("six-refresh", work) : work();
}

function askRefresh(): Promise<Answer> {
  return underLock(() => call("/auth/refresh", { method: "POST", headers: CSRF }));
}

function isBehind(answer: Answer): boolean {
  return answer.is === "problem" && answer.status === 409;
}

/**
 * Another tab may have been faster: then its cookie is here by now. A cookie that is still behind was lost with a
 * killed browser, and no waiting brings it back: that is an ended sign-in, and records go by the phone's own key.
 */
async function refresh(): Promise<Answer> {
  const first = await askRefresh();
  const answer = isBehind(first) ? await askRefresh() : first;
  if (answer.is === "ok") access = (answer.body as { access: string }).access;
  return answer.is === "problem" && isBehind(answer) ? { ...answer, status: 401 } : answer;
}

/** The call with the access token, renewed once when it ran out; a 401 from here means: sign in again. */
export async function authorised(path: string, options: Call = {}): Promise<Answer> {
  if (access === null) {
    const renewed = await refresh();
    if (renewed.is !== "ok") return renewed;
  }
  const send = (): Promise<Answer> =>
    call(path, { ...options, headers: { ...options.headers, authorization: `Bearer ${access ?? ""}` } });
  const answer = await send();
  if (answer.is !== "problem" || answer.status !== 401) return answer;
  access = null;
  const renewed = await refresh();
  return renewed.is === "ok" ? send() : renewed;
}

/** The same call as the phone itself: good for pushing only, and good for as long as the phone exists. */
export function asPhone(path: string, pushKey: string, options: Call): Promise<Answer> {
  return call(path, { ...options, headers: { ...options.headers, authorization: `Push ${pushKey}` } });
}

/** What a scanned QR, a pasted address, a bare token or six typed digits say. */
export function credential(text: string): { token: string } | { code: string } {
  const plain = text.trim();
  if (/^\d{6}$/.test(plain)) return { code: plain };
  return { token: plain.replace(/^.*#/, "").replace(/^(i|t|token|invite)=/, "") };
}

function enrolFailure(answer: Answer): EnrolFailed {
  const byStatus: Readonly<Record<number, EnrolFailure>> = { 404: "unknown", 409: "used", 410: "expired", 422: "unknown", 429: "denied" };
  if (answer.is !== "problem") return new EnrolFailed("offline");
  return new EnrolFailed(byStatus[answer.status] ?? "server");
}

export async function enrolLook(tokenOrCode: string): Promise<Invitation> {
  const answer = await call("/enrol/look", { method: "POST", body: credential(tokenOrCode), headers: CSRF });
  if (answer.is !== "ok") throw enrolFailure(answer);
  return answer.body as Invitation;
}

interface GrantWire {
  readonly place: { readonly id: string; readonly name: string; readonly type: string };
  readonly role: string;
  readonly valid_from: number;
  readonly valid_to: number | null;
}

function grantsFromWire(grants: readonly GrantWire[]): readonly Grant[] {
  return grants.map(({ place, role, valid_from: validFrom, valid_to: validTo }) => ({
    place: { id: place.id, name: place.name, type: place.type as PlaceType },
    role,
    validFrom,
    validTo,
  }));
}

/** Turns the invitation into this phone's own credential and opens its database; rejects with EnrolFailed. */
export async function enrol(tokenOrCode: string, name: string): Promise<Me> {
  const lost = await whatIsGone();
  const gone = lost.map(({ replica, n, kept }) => ({ replica, n, kept }));
  const body = { ...credential(tokenOrCode), name, device: device(), ...(gone.length > 0 ? { gone } : {}) };
  const answer = await call("/enrol", { method: "POST", body, headers: CSRF });
  if (answer.is !== "ok") throw enrolFailure(answer);
  const given = answer.body as { access: string; user: Me; push_key: string; grants: readonly GrantWire[] };
  access = given.access;
  await openAs(given.user, { grants: grantsFromWire(given.grants), pushKey: given.push_key, gone: lost });
  return given.user;
}

interface MeWire {
  readonly user: Me;
  readonly grants: readonly GrantWire[];
}

/** Who I am and what I may do, as the server sees it now; null when it cannot be asked. */
export async function fetchMe(): Promise<{ user: Me; grants: readonly Grant[] } | null> {
  const answer = await authorised("/me");
  if (answer.is !== "ok") return null;
  const { user, grants } = answer.body as MeWire;
  return { user: { id: user.id, name: user.name }, grants: grantsFromWire(grants) };
}

/** Ends the session and puts the book away; false, with nothing done, while something is unsent, unless `evenUnsent`.
 *  What is unsent stays on the phone and goes on being sent by its key. */
export async function signOut(evenUnsent = false): Promise<boolean> {
  if (outbox.value.count > 0 && !evenUnsent) return false;
  await call("/auth/sign-out", { method: "POST", headers: CSRF });
  access = null;
  await closeBook();
  return true;
}
