/** Keeps the phone's shell, whole or not at all. It never touches the API and never takes over unasked. */

import type { WorkerScope } from "./scope";

declare const self: WorkerScope;
/** JSON, so that the list stands in the built file once and readable. */
declare const __PRECACHE__: string;
declare const __SHELL__: string;

const PREFIX = "shell-";
const CACHE = PREFIX + __SHELL__;
const FILES = JSON.parse(__PRECACHE__) as readonly (readonly [url: string, integrity: string])[];
const SHELL = new Set(FILES.map(([url]) => url));

/** Integrity guards against half-updated servers and helpful proxies; a redirect (a captive portal) is an error. */
async function fetchShell(cache: Cache, url: string, integrity: string): Promise<void> {
  const answer = await fetch(new Request(url, { integrity, cache: "no-cache", redirect: "error", credentials: "omit" }));
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  await cache.put(url, answer);
}

/** All or nothing: when one file fails the install fails, and the version in use stays. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const held = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await Promise.all(FILES.filter(([url]) => !held.has(url)).map(([url, hash]) => fetchShell(cache, url, hash)));
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

/** The path under which the shell holds this request; null when the network should answer. */
function shellPath(request: Request): string | null {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return null;
  if (request.mode !== "navigate") return SHELL.has(url.pathname) ? url.pathname : null;
  // Every page of the phone is "/": the desk and the API are somebody else's.
  return /^\/(?!api\/|certificates\/|desk(\/|$)|healthz|metrics)[^.]*$/.test(url.pathname) ? "/" : null;
}

async function fromShell(path: string, request: Request): Promise<Response> {
  const held = await (await caches.open(CACHE)).match(path);
  return held ?? fetch(request);
}

async function wakePages(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  pages.forEach((page) => page.postMessage("outbox"));
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("fetch", (event) => {
  const path = shellPath(event.request);
  if (path !== null) event.respondWith(fromShell(path, event.request));
});
// The page sends this only after the person agreed and while no form is open.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(self.skipWaiting());
});
// An accelerator where it exists: the page's own timer never depends on it.
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(wakePages());
});
