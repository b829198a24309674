/** A call that went out from here and has no answer yet: kept, because the phone may close the app while somebody talks. */

import { signal } from "@preact/signals";
import type { Place } from "../../store/types";
import { recall, remember } from "../data";
import { slotText, type Round } from "../rounds";

export interface Call {
  readonly place: string;
  /** The round that it was made in: noon may come while it rings. */
  readonly slot: string;
}

export const calling = signal<Call | null>(null);

const KEY = "call";

/** The question stands on the screen once it is kept: what somebody has seen outlives the app. A store that refuses costs it a restart only. */
export async function callOut(household: Place, at: Round): Promise<void> {
  const call: Call = { place: household.id, slot: slotText(at) };
  await remember(KEY, { ...call }).catch(console.error);
  calling.value = call;
}

// Losing this to a crash asks once more; no record waits for it.
export function callOver(): void {
  calling.value = null;
  void remember(KEY, null).catch(console.error);
}

/** After a restart: asks on, unless another round has begun. */
export async function recallCall(at: Round): Promise<void> {
  const was = await recall(KEY);
  if (typeof was !== "object" || was === null || !("place" in was)) return;
  const { place, slot } = was;
  if (typeof place === "string" && slot === slotText(at)) calling.value = { place, slot };
}
