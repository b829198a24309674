/** The frame around every page: menu, what is being looked at, and the page itself. */

import { useEffect } from "preact/hooks";
import { signOut } from "./api";
import { useLoad } from "./load";
import { Band, Looking } from "./looking-back";
import { MENU, pageName, PAGES, type PageProps } from "./pages";
import { Preferences } from "./preferences";
import { ProblemNote } from "./problem";
import { change, href, route } from "./route";
import type { Me, PlaceRow } from "./types";
import { w } from "./words";

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
      <Band />
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
    document.title = `${pageName(page)} · ${props.place.name}`;
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
      <Looking now={props.me.time.now} />
      <nav aria-label={w().menu}>
        {MENU.map((page) => (
          <a key={page} href={href(page, kept)} aria-current={route.value.page === page ? "page" : undefined}>
            {pageName(page)}
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
