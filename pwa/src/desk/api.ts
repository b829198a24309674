/** The desk's way to the server: the access token lives in memory only, a new one comes by cookie. */

import { signal } from "@preact/signals";

/** What RFC 9457 answers carry, and what a dead network looks like. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    /** What else the answer says, by its names. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
  }

  /** Seconds to wait, where the server asks for that. */
  get retryAfter(): number {
    return Number(this.more["retry_after"] ?? 60);
  }
}

export interface Answer<T> {
  readonly data: T;
  readonly etag: string | null;
}

const BASE = "/api/v1";
/** Only says that a cookie may be there; without it nobody is asked for one in vain. */
const SIGNED_IN = "six.desk";
/** The only address of sign-in that itself needs one. */
const CONFIRM = "/auth/confirm";
let access: string | null = null;

/** starting: the cookie is being tried; out: show the sign-in page; in: a token is held. */
export const session = signal<"starting" | "in" | "out">("starting");

/** Why somebody who was signed in is not any more: their account was closed, or the session is over. */
export const sentOut = signal<"closed" | "over" | null>(null);

/** Who is signed in, or was until the session ended by itself; nobody after signing out. */
export const reader = signal<string | null>(null);

/** How often somebody else came in where one was signed in: what the page shows is theirs no more. */
export const changedHands = signal(0);

/** Whether the page for a one-time code is wanted, whoever is signed in. */
export const codeAsked = signal(false);

/** What opens an account once: the token of a link, or the account and its digits. */
export type Secret = { readonly token: string } | { readonly account: string; readonly code: string };

export async function signIn(account: string, passphrase: string): Promise<void> {
  enter(await send("POST", "/auth/sign-in", { account, passphrase }));
}

/** The first sign-in, or one after a reset: the passphrase is chosen. */
export async function choosePassphrase(secret: Secret, passphrase: string): Promise<void> {
  enter(await send("POST", "/auth/first", { ...secret, passphrase }));
}

interface SignedIn {
  readonly access: string;
  readonly user: { readonly id: string };
}

function hold(signedIn: SignedIn): void {
  if (reader.value !== null && reader.value !== signedIn.user.id) changedHands.value += 1;
  reader.value = signedIn.user.id;
  access = signedIn.access;
}

function enter(answer: Answer<unknown>): void {
  hold(answer.data as SignedIn);
  localStorage.setItem(SIGNED_IN, "1");
  sentOut.value = null;
  session.value = "in";
}

export async function signOut(): Promise<void> {
  await send("POST", "/auth/sign-out?at=desk", {}).catch(() => undefined);
  access = null;
  reader.value = null;
  localStorage.removeItem(SIGNED_IN);
  sentOut.value = null;
  session.value = "out";
}

let resuming: Promise<boolean> | null = null;

/**
 * Tries the refresh cookie; false when the person has to sign in. All that a page asks at once waits for one
 * answer, and two tabs take turns: each use of the cookie burns it.
 */
export function resume(): Promise<boolean> {
  resuming ??= refresh().finally(() => (resuming = null));
  return resuming;
}

async function refresh(): Promise<boolean> {
  if (localStorage.getItem(SIGNED_IN) === null) {
    session.value = "out";
    return false;
  }
  access = null;
  const first = await exchange();
  // Another tab was faster, and its cookie is here by now.
  const response = first.status === 409 ? await exchange() : first;
  // A server that fails says nothing about who may go on: nobody is sent to sign in for it.
  if (response.status >= 500) throw await problemOf(response);
  if (response.ok) hold((await response.json()) as SignedIn);
  if (response.status === 401) {
    localStorage.removeItem(SIGNED_IN);
    sentOut.value = (await problemOf(response)).code === "account_closed" ? "closed" : "over";
  }
  session.value = access ? "in" : "out";
  return access !== null;
}

/** Where the browser has no locks, the server's grace for the slower tab covers it. */
async function exchange(): Promise<Response> {
  const ask = () => request("POST", "/auth/refresh?at=desk");
  return navigator.locks ? await navigator.locks.request("six-refresh-desk", ask) : ask();
}

/** Counts what a page asked for and was not shown: the reader's roles may have ended while it stood open. */
export const notShown = signal(0);
const HIDDEN: ReadonlySet<number> = new Set([403, 404]);

/** GET; null when `etag` still holds (304). */
export async function load<T>(path: string, etag?: string | null): Promise<Answer<T> | null> {
  try {
    return (await send("GET", path, undefined, etag)) as Answer<T> | null;
  } catch (error) {
    if (error instanceof Problem && HIDDEN.has(error.status)) notShown.value += 1;
    throw error;
  }
}

/** GET of something that always answers with a body. */
export async function get<T>(path: string): Promise<T> {
  return (await send("GET", path)).data as T;
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return (await send("POST", path, body)).data as T;
}

export async function put(path: string, body: unknown): Promise<void> {
  await send("PUT", path, body);
}

export async function remove(path: string): Promise<void> {
  await send("DELETE", path);
}

/** A file that the server makes, saved under `name`; fetched with the token, so not a plain link. */
export async function download(path: string, name: string): Promise<void> {
  const response = await fetched(path);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  // The browser reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** GET of a file, to be read piece by piece, or POST where something is sent for it; rejects with Problem. */
export function stream(path: string, stop: AbortSignal, body?: FormData): Promise<Response> {
  return fetched(path, stop, body);
}

/** An answer that is not JSON, with a new token where the old one ran out. */
async function fetched(path: string, stop: AbortSignal | null = null, body?: FormData): Promise<Response> {
  const method = body ? "POST" : "GET";
  const ask = () => request(method, path, body, null, stop).catch(noFile);
  let response = await ask();
  if (response.status === 401 && (await resumed(method))) response = await ask();
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function send(method: string, path: string, body?: unknown, etag?: string | null): Promise<Answer<unknown>> {
  let response = await request(method, path, body, etag);
  if (response.status === 401 && (path === CONFIRM || !path.startsWith("/auth/")) && (await resumed(method))) {
    response = await request(method, path, body, etag);
  }
  if (response.status === 304) return null as unknown as Answer<unknown>;
  if (!response.ok) throw await problemOf(response);
  const data: unknown = response.status === 204 ? null : await response.json();
  return { data, etag: response.headers.get("ETag") };
}

function request(
  method: string,
  path: string,
  body?: unknown,
  etag?: string | null,
  signal: AbortSignal | null = null,
): Promise<Response> {
  const headers: Record<string, string> = { "X-Six": "1" };
  if (access) headers["Authorization"] = `Bearer ${access}`;
  if (etag) headers["If-None-Match"] = etag;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const sent = body === undefined ? null : form ? body : JSON.stringify(body);
  return fetch(BASE + path, { method, headers, body: sent, signal }).catch(() => {
    throw unreachable(method);
  });
}

/** Whether a change that was under way has arrived is not known; of what was only asked for, nothing is lost. */
function unreachable(method: string): Problem {
  return new Problem(0, method === "GET" ? "offline" : "unsent", "");
}

/** Nothing asks for a file again by itself, and a file that did not come has changed nothing. */
function noFile(problem: Problem): never {
  throw problem.status === 0 ? new Problem(0, "no_file", "") : problem;
}

/** Resumes for the sake of a request, which did not arrive where that fails. */
function resumed(method: string): Promise<boolean> {
  return resume().catch((problem: Problem) => {
    throw problem.status === 0 ? unreachable(method) : problem;
  });
}

async function problemOf(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
  return new Problem(response.status, said.code ?? String(response.status), said.detail ?? said.title ?? "", said);
}
