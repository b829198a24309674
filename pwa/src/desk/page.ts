/** What every page of the desk is given, and what it is called. */

import { pages } from "../words/desk/pages";
import type { Me, PlaceRow } from "./types";
import { w, wordsOf } from "./words";

export interface PageProps {
  readonly me: Me;
  readonly place: PlaceRow;
}

const names = wordsOf(pages);

/** What a page is called; the product's name for those without one. */
export function pageName(id: string): string {
  return names()[id as keyof ReturnType<typeof names>] ?? w().title;
}
