/** Phones on a street whose server is the real protocol: each has its own storage, and a network that can fail. */

import "fake-indexeddb/auto";

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { IDBFactory } from "fake-indexeddb";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";

import type { Grant } from "../src/store/types";

export const DOOR = "420103009001.1.3.1.201";
export const BUILDING = "420103009001.1.3";
export const OTHER_DOOR = "420103009001.1.4.1.201";
export const SLOT = "2020-03-10/am";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export function python(): string {
  const own = `${ROOT}/.venv/bin/python`;
  return process.env["SIX_PYTHON"] ?? (existsSync(own) ? own : "python3");
}

let server: ChildProcessWithoutNullStreams | null = null;
let base = "";

/** Starts the server of this test file; `closeStreet` ends it. */
export async function openStreet(): Promise<void> {
  const started = spawn(python(), ["tests/street_server.py"], { cwd: ROOT });
  server = started;
  const port = await new Promise<string>((resolve, reject) => {
    let said = "";
    started.stderr.on("data", (text: Buffer) => (said += text.toString()));
    started.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
    started.once("exit", () => reject(new Error(`the street did not open: ${said}`)));
  });
  base = `http://127.0.0.1:${port}`;
}

export function closeStreet(): void {
  server?.kill();
}

export interface Standing {
  readonly ops: Readonly<Record<string, string>>;
  readonly replicas: readonly { user: string; head: number; reported: number }[];
  readonly losses: readonly (readonly [n: number, kept: number, why: string])[];
}

const realFetch = globalThis.fetch;

/** What a supervisor or an accident does at the other end. */
export async function control(what: { do: string; [key: string]: unknown }): Promise<Standing> {
  const answer = await realFetch(`${base}/api/v1/control`, { method: "POST", body: JSON.stringify(what) });
  return (await answer.json()) as Standing;
}

// ------------------------------------------------------------------ one browser

/** An answer that another machine gives in the server's place: a status and a code, or a page. */
export interface Instead {
  readonly status: number;
  readonly code?: string;
  readonly retryAfter?: string;
}

export type Fault = "request" | "answer" | "captive" | "redirect" | "silence" | "busy" | "too_large" | Instead | null;

function spoken({ status, code, retryAfter }: Instead): Response {
  const headers = { "content-type": "application/problem+json", ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }) };
  return new Response(JSON.stringify({ code }), { status, headers });
}

/** What a browser makes of an answer that leads elsewhere, when it was told not to follow. */
function elsewhere(): Response {
  return Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
}

/** A line that took the request and says nothing more, until the caller gives up. */
function silence({ signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))));
}

/** One browser profile: its databases, its local storage, and what befalls its next calls. */
export class Browser {
  databases = new IDBFactory();
  readonly notes = new Map<string, string>();
  /** One fault for each call of /exchange to come; none left: all goes well. */
  faults: Fault[] = [];
  calls = 0;
  /** No network at all. */
  down = false;
  /** The cookie is older than what the server last saw: the browser was killed before it wrote the newer one. */
  behind = false;

  constructor(readonly user: string) {}

  /** Makes this profile the one that the code under test runs in. */
  use(): void {
    globalThis.indexedDB = this.databases;
    const { notes } = this;
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => notes.get(key) ?? null,
      setItem: (key: string, value: string) => notes.set(key, value),
      removeItem: (key: string) => notes.delete(key),
      key: (i: number) => [...notes.keys()][i] ?? null,
      get length() {
        return notes.size;
      },
    });
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => this.fetch(url, init));
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), "x-test-user": this.user };
    const fault = url.endsWith("/exchange") ? (this.calls++, this.faults.shift() ?? null) : null;
    if (this.behind && url.endsWith("/auth/refresh")) return spoken({ status: 409, code: "conflict" });
    if (this.down || fault === "request") throw new TypeError("failed to fetch");
    if (fault === "captive") return new Response("<html>log in</html>", { headers: { "content-type": "text/html" } });
    if (fault === "redirect") return elsewhere();
    if (fault === "silence") return silence(init);
    if (typeof fault === "object" && fault !== null) return spoken(fault);
    if (fault === "busy") return Response.json({ code: "busy" }, { status: 503, headers: { "retry-after": "10" } });
    if (fault === "too_large") return Response.json({ code: "too_large" }, { status: 413 });
    const answer = await realFetch(base + url, { ...init, headers });
    if (fault !== "answer") return answer;
    await answer.arrayBuffer();
    throw new TypeError("failed to fetch");
  }
}

// ------------------------------------------------------------------ one tab

type Store = typeof import("../src/store");
type Loop = typeof import("../src/loop");
type Session = typeof import("../src/session");

export interface Tab extends Store {
  readonly loop: Loop;
  readonly session: Session;
  readonly browser: Browser;
  /** Ends its page, which is no leaving: everything stays. */
  readonly end: () => Promise<void>;
}

/** A fresh load of the code, as a page has it; several tabs of one browser share its storage. */
export async function openTab(browser: Browser): Promise<Tab> {
  browser.use();
  vi.resetModules();
  const store = await import("../src/store");
  const session = await import("../src/session");
  const loop = await import("../src/loop");
  const { closeBook: end } = await import("../src/store/state");
  const tab = { ...store, session, loop, browser, end };
  tabs.push(tab);
  return tab;
}

const tabs: Tab[] = [];

/** Closes every page, as when the browser is swiped away; what is stored stays. */
export async function closeTabs(): Promise<void> {
  await Promise.all(
    tabs.splice(0).map(async (tab) => {
      await tab.end();
      // What was under way ends here instead of in the next page.
      await tab.loop.exchangeNow();
    }),
  );
}

const GRANT: Grant = {
  place: { id: BUILDING, name: "3栋", type: "building" },
  role: "building_lead",
  validFrom: 0,
  validTo: null,
};

/** A phone that has just been enrolled, and has exchanged once. */
export async function enrolled(user: string): Promise<Tab> {
  const tab = await openTab(new Browser(user));
  await tab.openAs({ id: user, name: user }, { grants: [GRANT], pushKey: user });
  await tab.loop.exchangeNow();
  return tab;
}

/** The same browser, loaded again: the first page is gone, whatever it was doing. */
export async function reloaded({ browser }: Tab): Promise<Tab> {
  await closeTabs();
  browser.notes.set("six.user", browser.user);
  const tab = await openTab(browser);
  await tab.start();
  return tab;
}

export function knock(tab: Tab, outcome = "normal", place = DOOR, more: Readonly<Record<string, string | number>> = {}) {
  return tab.record({ kind: "screening", place, slot: SLOT, fields: { outcome, method: "door", ...more } });
}

/** Does something where there is no signal; when it is done, so is every exchange that was tried. */
export async function withoutSignal<T>(tab: Tab, work: () => Promise<T>): Promise<T> {
  tab.browser.down = true;
  const result = await work();
  await tab.loop.exchangeNow();
  tab.browser.down = false;
  return result;
}

/** What a phone says of one of its ops. */
export async function statusOf(phone: Tab, opId: string): Promise<string | undefined> {
  const views = await phone.history(DOOR);
  return views.flatMap(({ ops }) => ops).find(({ id }) => id === opId)?.status;
}

/** One street for the tests of a file, empty again before each. */
export function onFreshStreet(): void {
  beforeAll(openStreet);
  afterAll(closeStreet);
  beforeEach(async () => {
    vi.restoreAllMocks();
    await closeTabs();
    await control({ do: "fresh" });
  });
}
