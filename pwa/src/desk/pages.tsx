/** Every page of the desk by its address, fetched when it is first opened; those with a name stand in the menu. */

import type { ComponentType } from "preact";
import { later } from "../ui/later";
import { pages } from "../words/desk/pages";
import type { Me, PlaceRow } from "./types";
import { w, wordsOf } from "./words";

export interface PageProps {
  readonly me: Me;
  readonly place: PlaceRow;
}

const page = (load: () => Promise<ComponentType<PageProps>>) => later(load, Opening);

function Opening({ failed }: { readonly failed: boolean }) {
  return <p class="wait" role="status">{failed ? w().problem.offline : w().loading}</p>;
}

export const PAGES: Readonly<Record<string, ComponentType<PageProps>>> = {
  board: page(async () => (await import("./board/board")).BoardPage),
  building: page(async () => (await import("./board/building")).BuildingPage),
  phones: page(async () => (await import("./phones/phones")).PhonesPage),
  checklist: page(async () => (await import("./checklist/checklist")).CheckPage),
  record: page(async () => (await import("./checklist/record")).RecordView),
  exports: page(async () => (await import("./exports/exports")).ExportsPage),
  roster: page(async () => (await import("./roster/roster")).RosterPage),
  invitations: page(async () => (await import("./invite/invite")).InvitePage),
};

/** The menu, in the order that the day asks for them. */
export const MENU = ["board", "phones", "checklist", "exports", "roster", "invitations"] as const;

const names = wordsOf(pages);

/** What a page is called; the product's name for those without one. */
export function pageName(id: string): string {
  return names()[id as keyof ReturnType<typeof names>] ?? w().title;
}
