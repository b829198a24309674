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

// Losing this to a crash costs the question; no record waits for it.
function keep(call: Call | null): void {
  calling.value = call;
  void remember(KEY, call && { ...call }).catch(console.error);
}

export function callOut(household: Place, at: Round): void {
  keep({ place: household.id, slot: slotText(at) });
}

export function callOver(): void {
  keep(null);
}

/** After a restart: asks on, unless another round has begun. */
export async function recallCall(at: Round): Promise<void> {
  const was = await recall(KEY);
  if (typeof was !== "object" || was === null || !("place" in was)) return;
  const { place, slot } = was;
  if (typeof place === "string" && slot === slotText(at)) calling.value = { place, slot };
}
