/** How many matters wait, for the menu: asked by tag, so that nothing is sent while nothing changes. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLoad } from "../load";
import { route } from "../route";
import type { PlaceRow } from "../types";
import type { Matters } from "./types";

export const counted = signal<number | null>(null);
const POLL_MS = 60_000;
const OWN: ReadonlySet<string> = new Set(["community", "village", "compound"]);

export function MatterCount({ place }: { readonly place: PlaceRow | undefined }) {
  const named = place && OWN.has(place.type) ? place.id : (route.value.params["community"] ?? null);
  const { data } = useLoad<Matters>(named === null ? null : `/matters?place=${encodeURIComponent(named)}`, POLL_MS);
  useEffect(() => {
    counted.value = data ? data.matters.length : null;
  }, [data]);
  return counted.value ? <span class="menu-count">{counted.value}</span> : null;
}
