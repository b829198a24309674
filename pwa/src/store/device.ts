/** What this browser cannot do, said once at every start with its reason. */

import { deviceNotices, storage } from "./state";
import type { Notice, NoticeCode } from "./types";

function notice(code: NoticeCode, at: number): Notice {
  return { id: `device-${code}`, code, at };
}

/** Below this a photo or two leave no room for a record. */
const LOW_BYTES = 50 * 1024 * 1024;

export function isNearlyFull(): boolean {
  const { freeBytes } = storage.peek();
  return freeBytes !== null && freeBytes < LOW_BYTES;
}

/** Chromium gives a private window less room than its own scripts may fill with memory, and never promises to keep it. */
export function isPrivate(): boolean {
  const { persisted, freeBytes, usedBytes } = storage.peek();
  const heap = (performance as { memory?: { jsHeapSizeLimit?: number } }).memory?.jsHeapSizeLimit;
  return persisted !== true && heap !== undefined && freeBytes !== null && freeBytes + (usedBytes ?? 0) < heap;
}

/** Plain http has no worker, no locks, no `crypto.subtle`: recording works, starting without network does not. */
export function notePhone(now: number, hasWorker: boolean): void {
  const found: NoticeCode[] = [];
  if (!globalThis.isSecureContext) found.push("no_secure_context");
  else if (!hasWorker && import.meta.env.PROD) found.push("no_service_worker");
  if (isPrivate()) found.push("private_mode");
  else if (storage.peek().persisted === false) found.push("not_persisted");
  if (isNearlyFull()) found.push("disk_full");
  deviceNotices.value = found.map((code) => notice(code, now));
}
