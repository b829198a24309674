/** The invitation a QR brought: the part of the address after #i=, taken out of it at once. */

import { signal } from "@preact/signals";

function take(): string | null {
  const found = /^#i=([\w-]+)$/.exec(globalThis.location?.hash ?? "");
  if (!found) return null;
  // It signs a phone in: it must not stay in the address, the history or a screenshot.
  history.replaceState(null, "", location.pathname);
  return found[1] ?? null;
}

export const tokenInAddress = signal<string | null>(take());

/** The app may be open already when another code is scanned. */
globalThis.addEventListener?.("hashchange", () => {
  tokenInAddress.value = take() ?? tokenInAddress.value;
});

/** A browser inside another app, whose storage is not the phone's browser's. */
type InApp = "wechat_android" | "wechat_ios" | null;

export function inAppOf(userAgent: string): InApp {
  if (!/MicroMessenger/i.test(userAgent)) return null;
  return /iPhone|iPad|iPod/i.test(userAgent) ? "wechat_ios" : "wechat_android";
}

export function isIos(userAgent: string): boolean {
  return /iPhone|iPad|iPod/i.test(userAgent);
}
