/** The frame around every page: menu, what is being looked at, and the page itself. */

import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { signOut } from "./api";
import { BoardPage } from "./board/board";
import { BuildingPage } from "./board/building";
import { CheckPage } from "./checklist/checklist";
import { RecordView } from "./checklist/record";
import { ExportsPage } from "./exports/exports";
import { InvitePage } from "./invite/invite";
import { useLoad } from "./load";
import { PhonesPage } from "./phones/phones";
import { Preferences } from "./preferences";
import { ProblemNote } from "./problem";
import { RosterPage } from "./roster/roster";
import { change, href, route } from "./route";
import type { Me, PlaceRow } from "./types";
import { w } from "./words";

export interface PageProps {
  readonly me: Me;
  readonly place: PlaceRow;
}

const PAGES: Record<string, FunctionComponent<PageProps>> = {
  board: BoardPage,
  building: BuildingPage,
  phones: PhonesPage,
  checklist: CheckPage,
  record: RecordView,
  exports: ExportsPage,
  roster: RosterPage,
  invitations: InvitePage,
};
const MENU = ["board", "phones", "checklist", "exports", "roster", "invitations"] as const;

export function Shell() {
  const { data: me, problem, again } = useLoad<Me>("/me");
  if (!me) return problem ? <ProblemNote problem={problem} again={again} /> : <p class="wait">{w().loading}</p>;
  const places = me.grants.flatMap((grant) => grant.place ?? []);
  const wanted = route.value.params["place"];
  const place = places.find((each) => each.id === wanted) ?? places[0];
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {w().skip}
      </a>
      <Menu me={me} places={places} place={place} />
      <main id="main" tabindex={-1}>
        {place ? <Page me={me} place={place} /> : <p class="empty">{w().problem.notFound}</p>}
      </main>
    </div>
  );
}

function Page(props: PageProps) {
  const { page } = route.value;
  useEffect(() => {
    document.title = `${w()[page as "board"] ?? w().title} · ${props.place.name}`;
  });
  const Chosen = PAGES[page];
  return Chosen ? <Chosen {...props} /> : <p class="empty">{w().problem.notFound}</p>;
}

function Menu(props: { me: Me; places: readonly PlaceRow[]; place: PlaceRow | undefined }) {
  const kept = { place: route.value.params["place"] ?? null };
  return (
    <header class="side">
      <p class="brand">{w().title}</p>
      {props.places.length > 1 && (
        <label class="chooser">
          {w().place}
          <select value={props.place?.id} onChange={(e) => change({ place: e.currentTarget.value, compound: null })}>
            {props.places.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <nav aria-label={w().menu}>
        {MENU.map((page) => (
          <a key={page} href={href(page, kept)} aria-current={route.value.page === page ? "page" : undefined}>
            {w()[page]}
          </a>
        ))}
      </nav>
      <p class="who">{props.me.user.name}</p>
      <Preferences />
      <button class="quiet" onClick={() => void signOut()}>
        {w().signOut}
      </button>
    </header>
  );
}
