/** How many matters wait, or waited at the moment looked at, for the menu: asked by tag, so that nothing is sent while nothing changes. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { asKnown, asOf } from "../asof";
import { useLoad } from "../load";
import { route } from "../route";
import type { PlaceRow } from "../types";
import type { Matters } from "./types";

export const counted = signal<number | null>(null);
const POLL_MS = 60_000;
const OWN: ReadonlySet<string> = new Set(["community", "village", "compound"]);

export function MatterCount({ place }: { readonly place: PlaceRow | undefined }) {
  const named = place && OWN.has(place.type) ? place.id : (route.value.params["community"] ?? null);
  const path = named === null ? null : asKnown(`/matters?place=${encodeURIComponent(named)}`);
  const { data } = useLoad<Matters>(path, asOf.value === null ? POLL_MS : 0);
  useEffect(() => {
    counted.value = data ? data.matters.length : null;
  }, [data]);
  return counted.value ? <span class="menu-count">{counted.value}</span> : null;
}
