/** Every page of the desk by its address, fetched when it is first opened; those with a name stand in the menu. */

import type { ComponentType } from "preact";
import { later } from "../ui/later";
import type { PageProps } from "./page";
import type { Me, PlaceRow } from "./types";
import { problems } from "../words/desk/problems";
import { w, wordsOf } from "./words";

const problemsOf = wordsOf(problems);

const page = (load: () => Promise<ComponentType<PageProps>>) => later(load, Opening);

function Opening({ failed }: { readonly failed: boolean }) {
  if (!failed) return <p class="wait" role="status">{w().loading}</p>;
  // Loaded anew as a whole: a browser does not ask again for a file that once failed, and a newer version has others.
  return (
    <p class="soft bad" role="alert">
      {problemsOf().noPage} <button onClick={() => location.reload()}>{w().again}</button>
    </p>
  );
}

export const PAGES: Readonly<Record<string, ComponentType<PageProps>>> = {
  board: page(async () => (await import("./board/board")).BoardPage),
  building: page(async () => (await import("./board/building")).BuildingPage),
  areas: page(async () => (await import("./areas/areas")).AreasPage),
  wall: page(async () => (await import("./wall/wall")).WallPage),
  missed: page(async () => (await import("./missed/missed")).MissedPage),
  phones: page(async () => (await import("./phones/phones")).PhonesPage),
  matters: page(async () => (await import("./matters/matters")).MattersPage),
  cases: page(async () => (await import("./cases/cases")).CasesPage),
  checklist: page(async () => (await import("./checklist/checklist")).CheckPage),
  declaration: page(async () => (await import("./declaration/declaration")).DeclarationPage),
  since: page(async () => (await import("./since/since")).SincePage),
  gates: page(async () => (await import("./gates/gates")).GatesPage),
  zero: page(async () => (await import("./zero/zero")).ZeroPage),
  spot: page(async () => (await import("./spot/spot")).SpotPage),
  records: page(async () => (await import("./records/records")).RecordsPage),
  record: page(async () => (await import("./record/record")).RecordView),
  rollup: page(async () => (await import("./rollup/rollup")).RollupPage),
  exports: page(async () => (await import("./exports/exports")).ExportsPage),
  roster: page(async () => (await import("./roster/roster")).RosterPage),
  people: page(async () => (await import("./people/people")).PeoplePage),
  accounts: page(async () => (await import("./accounts/accounts")).AccountsPage),
  audit: page(async () => (await import("./audit/audit")).AuditPage),
  invitations: page(async () => (await import("./invite/invite")).InvitePage),
};

interface Entry {
  readonly page: string;
  /** The permission, as `server/roles.py` calls it, without which the page would only say no. */
  readonly needs: string;
}

const MENU: readonly Entry[] = [
  { page: "board", needs: "board" },
  { page: "missed", needs: "board" },
  { page: "phones", needs: "replicas" },
  { page: "matters", needs: "matters" },
  { page: "checklist", needs: "checklist" },
  { page: "zero", needs: "checklist" },
  { page: "cases", needs: "cases" },
  { page: "declaration", needs: "standings" },
  { page: "spot", needs: "spot" },
  { page: "rollup", needs: "rollup" },
  { page: "exports", needs: "export" },
  { page: "roster", needs: "roster" },
  { page: "people", needs: "people" },
  { page: "invitations", needs: "invite" },
  { page: "accounts", needs: "invite" },
  { page: "audit", needs: "audit" },
];

const OF_A_COMMUNITY: ReadonlySet<string> = new Set(["board", "building", "areas", "wall", "missed", "phones", "matters", "cases", "since"]);
const ABOVE: ReadonlySet<string> = new Set(["city", "district", "street"]);

/** Whether a page has to be told which community of the place it shall show. */
export function asksCommunity(page: string, place: PlaceRow): boolean {
  return OF_A_COMMUNITY.has(page) && ABOVE.has(place.type);
}

/** What those above the communities read first. */
const RECKONING: readonly string[] = ["rollup", "declaration"];
/** Whose people come in by phone; those further above make accounts for desks only. */
const INVITING: ReadonlySet<string> = new Set(["community", "street", "operator"]);

/** The pages of somebody's menu, in the order that the day asks for them; the first is their home. */
export function menuOf(me: Me): readonly string[] {
  const inviting = me.grants.some((grant) => INVITING.has(grant.role));
  const pages = MENU.filter(({ page, needs }) => me.may.includes(needs) && (inviting || page !== "invitations")).map(({ page }) => page);
  if (pages.includes("board")) return pages;
  return [...RECKONING.filter((page) => pages.includes(page)), ...pages.filter((page) => !RECKONING.includes(page))];
}

/** Whether somebody's roles open a page at all; what is on it is decided place by place. */
export function mayOpen(me: Me, page: string): boolean {
  const entry = MENU.find((each) => each.page === page);
  return !entry || me.may.includes(entry.needs);
}
