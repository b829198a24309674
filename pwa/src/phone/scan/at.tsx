/** A card's address: opens the place where it is worked on, from a cold start and without signal. */

import { useLayoutEffect } from "preact/hooks";
import type { Place } from "../../store/types";
import { scan as scanWords } from "../../words/phone/scan";
import { Bar } from "../bar";
import { openDoor } from "../building/round-acts";
import { book } from "../data";
import { pointed } from "../more";
import { wordsOf } from "../page-words";
import { replace } from "../route";
import { placeOf, screenOf } from "./code";

const t = wordsOf(scanWords);

/** Goes to the place's screen: a door's sheet is open there, a shared place has the focus and waits for its tap. */
function openPlace(place: Place): void {
  const [screen = "today", ...rest] = screenOf(place, book.peek()?.places ?? new Map());
  if (place.type === "household") openDoor.value = place;
  if (place.type === "area") pointed.value = place.id;
  replace(screen, ...rest);
}

export function AtScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const place = from ? placeOf(id, from.places) : null;
  useLayoutEffect(() => {
    if (place) openPlace(place);
  }, [place?.id]);
  const waits = place !== null || from?.complete !== true;
  return (
    <div class="screen">
      <Bar canGoBack title={t().title} />
      <main class="scroll"><p class="empty" role="status">{waits ? t().opening : t().notHeld}</p></main>
    </div>
  );
}
