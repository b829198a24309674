/**
 * The moment that the desk looks at. `asOf.value` is null for now, else ms UTC: every page then shows
 * what was known at that moment. It stands in the address as `known_at`, and `href` carries it on.
 *
 * A page that can look back adds its name to LOOKING_BACK and loads `asKnown(path)` instead of `path`.
 * A page that knows of moments worth looking at (a declaration, a published round) hands them to `offer`.
 */

import { computed, signal } from "@preact/signals";
import { change, route } from "./route";
import type { Label } from "./types";

/** The pages whose loads go through `asKnown`; above all others the band says that they show now. */
export const LOOKING_BACK: ReadonlySet<string> = new Set([
  "board", "building", "areas", "missed", "phones", "checklist", "gates", "records", "record", "declaration",
  "rollup", "since", "zero", "cases", "people", "spot", "matters", "roster", "audit", "invitations", "exports", "wall",
  "accounts",
]);

/** A moment with a name: "申报时". */
interface Snapshot {
  readonly at: number;
  readonly label: Label;
}

/** What is looked at: null for now, else the moment in ms UTC. */
export const asOf = computed<number | null>(() => {
  const said = route.value.params["known_at"];
  return said && /^[0-9]{1,15}$/.test(said) ? Number(said) : null;
});

/** The snapshots on offer in the control, newest first. */
export const snapshots = signal<readonly Snapshot[]>([]);

/** Offers moments in the control; once of each moment, whoever offers it. */
export function offer(more: readonly Snapshot[]): void {
  const known = new Map([...snapshots.value, ...more].map((one) => [one.at, one]));
  if (known.size !== snapshots.value.length) snapshots.value = [...known.values()].sort((a, b) => b.at - a.at);
}

/** The same path of the API, as it was answered at the moment looked at. */
export function asKnown(path: string): string {
  return asOf.value === null ? path : `${path}${path.includes("?") ? "&" : "?"}known_at=${asOf.value}`;
}

/** What an export of a page takes besides, so that the file shows what the page shows. */
export function knownQuery(): Readonly<Record<string, string>> {
  return asOf.value === null ? {} : { known_at: String(asOf.value) };
}

/** Looks at a moment, null for now, on the page that is open. */
export function lookAt(at: number | null): void {
  change({ known_at: at === null ? null : String(at) });
}
