/** The page's side of the worker: registers it, says when a new version waits, and lets it take over when asked. */

import { signal } from "@preact/signals";

/** A newer version is complete on this phone and waits for the person's word. */
export const updateReady = signal(false);

/** How many forms are open: the new version never takes over before zero. */
export const openForms = signal(0);

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const WORKER = "/sw.js";
let registration: ServiceWorkerRegistration | null = null;

/** Pages that demand trusted types take a worker's address only through a named policy. */
function workerUrl(): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const rules = {
    createScriptURL(url: string): string {
      if (url !== WORKER) throw new TypeError(`not a script of ours: ${url}`);
      return url;
    },
  };
  return types ? types.createPolicy("six", rules).createScriptURL(WORKER) : WORKER;
}

function watch(installing: ServiceWorker | null): void {
  installing?.addEventListener("statechange", () => {
    // Without a controller this was the first install: nothing to agree to.
    if (installing.state === "installed" && navigator.serviceWorker.controller) updateReady.value = true;
  });
}

/** False when this page can have no worker (plain http on a LAN, some in-app browsers): it then starts online only. */
export async function register(onOutbox: () => void): Promise<boolean> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return false;
  if (registration) return true;
  try {
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data === "outbox") onOutbox();
    });
    registration = await navigator.serviceWorker.register(workerUrl(), { scope: "/", updateViaCache: "none" });
  } catch (error) {
    console.warn("no service worker:", error);
    return false;
  }
  updateReady.value = registration.waiting !== null && navigator.serviceWorker.controller !== null;
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration?.installing ?? null));
  return true;
}

/** Asks whether a newer version exists: an app that is never closed loads no page by which the browser would notice. */
export async function lookForUpdate(): Promise<void> {
  await registration?.update().catch(() => undefined);
}

/** Hands over to the waiting version and loads the page again; does nothing while a form is open. */
export async function takeUpdate(): Promise<void> {
  const waiting = registration?.waiting;
  if (!waiting || openForms.value > 0) return;
  const taken = new Promise<void>((resolve) =>
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true }),
  );
  waiting.postMessage("take-over");
  await taken;
  location.reload();
}

interface SyncManager {
  register(tag: string): Promise<void>;
}

/** Asks the browser to wake us when there is network again; Chromium only, and never relied upon. */
export async function askBackgroundSync(): Promise<void> {
  const sync = (registration as { sync?: SyncManager } | null)?.sync;
  await sync?.register("outbox").catch(() => undefined);
}
