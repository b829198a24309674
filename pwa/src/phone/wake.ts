/** Keeps the screen lit while somebody is recording, and lets it go two minutes after the last door. */

const IDLE_MS = 120_000;

let lock: WakeLockSentinel | null = null;
let release: ReturnType<typeof setTimeout> | null = null;

async function take(): Promise<void> {
  if (lock && !lock.released) return;
  lock = await navigator.wakeLock.request("screen");
}

/** Called after every record; browsers without the ability (QQ, older Safari) simply go dark. */
export function stayAwake(): void {
  if (!("wakeLock" in navigator)) return;
  // A battery saver may refuse: the work goes on without.
  take().catch((error: unknown) => console.info("screen may go dark:", error));
  if (release !== null) clearTimeout(release);
  release = setTimeout(() => void lock?.release().catch(console.error), IDLE_MS);
}
