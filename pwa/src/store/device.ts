/** What this browser cannot do, said once at every start with its reason. */

import { deviceNotices, storage } from "./state";
import type { Notice, NoticeCode } from "./types";

function notice(code: NoticeCode, at: number): Notice {
  return { id: `device-${code}`, code, at };
}

/** Plain http has no worker, no locks, no `crypto.subtle`: recording works, starting without network does not. */
export function notePhone(now: number, hasWorker: boolean): void {
  const found: NoticeCode[] = [];
  if (!globalThis.isSecureContext) found.push("no_secure_context");
  else if (!hasWorker && import.meta.env.PROD) found.push("no_service_worker");
  if (storage.peek().persisted === false) found.push("not_persisted");
  deviceNotices.value = found.map((code) => notice(code, now));
}
