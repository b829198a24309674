/** Where somebody was when the phone put the app away: a start within minutes begins there again. */

import { recall, remember } from "./data";

interface Left {
  /** Which screen, in which round. */
  readonly screen: string;
  readonly scroll: number;
  /** The place whose sheet was open. */
  readonly open: string | null;
}

const KEY = "left";
/** After that a person begins anew, at the top. */
const FRESH_MS = 30 * 60_000;

/** Calls back when the app goes out of sight: the phone may end it there without another word. */
export function onHidden(then: () => void): () => void {
  const listen = () => {
    if (document.visibilityState === "hidden") then();
  };
  document.addEventListener("visibilitychange", listen);
  return () => document.removeEventListener("visibilitychange", listen);
}

export async function keepLeft(left: Left): Promise<void> {
  await remember(KEY, { ...left, at: Date.now() });
}

/** What was left on a screen, once: going there later begins at the top. */
export async function takeLeft(screen: string): Promise<Left | null> {
  const was = (await recall(KEY)) as (Left & { readonly at: number }) | null | undefined;
  if (!was) return null;
  await remember(KEY, null);
  return was.screen === screen && Date.now() - was.at < FRESH_MS ? was : null;
}
