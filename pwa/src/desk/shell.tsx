/** The frame around every page: menu, what is being looked at, and the page itself. */

import { useEffect } from "preact/hooks";
import { accounts } from "../words/desk/accounts";
import { problems } from "../words/desk/problems";
import { notShown, signOut } from "./api";
import { AtCommunity } from "./at-community";
import { useKeptFocus } from "./focus";
import { Shortcuts } from "./keys";
import { useLoad, waiting } from "./load";
import { Band, Looking } from "./looking-back";
import { MatterCount } from "./matters/count";
import { Options } from "./options";
import { type PageProps, pageName } from "./page";
import { asksCommunity, mayOpen, menuOf, PAGES } from "./pages";
import { Paper } from "./paper";
import { Preferences } from "./preferences";
import { ProblemNote } from "./problem";
import { change, href, route } from "./route";
import { later } from "../ui/later";
import type { Me, PlaceRow } from "./types";
import { w, wordsOf } from "./words";

const t = wordsOf(accounts);
const problemsOf = wordsOf(problems);

export function Shell() {
  useKeptFocus();
  const { data: me, problem, again } = useLoad<Me>("/me");
  // Roles end while a page stands open: what is not shown any more may be why.
  const missed = notShown.value;
  useEffect(() => {
    if (missed) again();
  }, [missed]);
  if (!me && !problem) return <p class="wait">{w().loading}</p>;
  if (!me)
    return (
      <main class="sign-in" id="main">
        <h1>{w().title}</h1>
        {problem && <ProblemNote problem={problem} again={again} />}
      </main>
    );
  const places = me.grants.flatMap((grant) => grant.place ?? []);
  const wanted = route.value.params["place"];
  const place = places.find((each) => each.id === wanted) ?? places[0];
  // A television shows one page and nothing to choose from.
  if (place && route.value.page === "wall") {
    return (
      <>
        <Band place={place} page="wall" />
        <main id="main" tabindex={-1} aria-busy={waiting.value > 0}>
          <Paper me={me} place={place} page="wall" />
          <Page me={me} place={place} />
        </main>
      </>
    );
  }
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {w().skip}
      </a>
      <Band place={place} page={pageOf(me)} />
      <Menu me={me} places={places} place={place} />
      <main id="main" tabindex={-1} aria-busy={waiting.value > 0}>
        {place && <Paper me={me} place={place} page={pageOf(me)} />}
        {place ? <Page me={me} place={place} /> : me.may.includes("places.import") ? <FirstDivisions me={me} /> : <NoRole />}
        {waiting.value > 0 && <p class="wait waiting">{w().loading}</p>}
      </main>
    </div>
  );
}

/** A machine that knows no place yet: the lists of divisions come first. */
const FirstDivisions = later(
  async () => {
    const { RosterPage } = await import("./roster/roster");
    return ({ me }: { readonly me: Me }) => <RosterPage me={me} place={null} />;
  },
  () => <p class="wait">{w().loading}</p>,
);

function Page(props: PageProps) {
  const page = pageOf(props.me);
  useEffect(() => {
    document.title = `${pageName(page)} · ${props.place.name}`;
  });
  const Chosen = PAGES[page];
  if (!Chosen) return <Elsewhere me={props.me} said={problemsOf().notFound} />;
  if (!mayOpen(props.me, page)) return <Elsewhere me={props.me} said={problemsOf().notYours(pageName(page))} />;
  return asksCommunity(page, props.place) ? <AtCommunity {...props} page={Chosen} /> : <Chosen {...props} />;
}

function NoRole() {
  return (
    <>
      <h1>{w().title}</h1>
      <p class="empty">{t().noRole}</p>
    </>
  );
}

/** An address that leads nowhere for this person, and the way back to what does. */
function Elsewhere({ me, said }: { readonly me: Me; readonly said: string }) {
  const home = menuOf(me)[0];
  return (
    <>
      <h1>{problemsOf().nothingHere}</h1>
      <p class="empty">
        {said} {home && <a href={href(home)}>{problemsOf().home(pageName(home))}</a>}
      </p>
    </>
  );
}

/** What the address names, or the first page of the person's menu. */
function pageOf(me: Me): string {
  return route.value.page || (menuOf(me)[0] ?? "board");
}

function Menu(props: { me: Me; places: readonly PlaceRow[]; place: PlaceRow | undefined }) {
  return (
    <header class="side">
      <p class="brand">{w().title}</p>
      {props.places.length > 1 && (
        <label class="chooser">
          {w().place}
          <select value={props.place?.id} onChange={(e) => change({ place: e.currentTarget.value, community: null, compound: null })}>
            <Options of={props.places} />
          </select>
        </label>
      )}
      <Looking now={props.me.time.now} />
      <nav aria-label={w().menu}>
        {menuOf(props.me).map((page) => (
          <a key={page} href={href(page)} aria-current={pageOf(props.me) === page ? "page" : undefined}>
            {pageName(page)}
            {page === "matters" && <MatterCount place={props.place} />}
          </a>
        ))}
      </nav>
      <p class="who">{props.me.user.name}</p>
      <Preferences />
      <Shortcuts pages={menuOf(props.me)} />
      <button class="quiet" onClick={() => void signOut()}>
        {w().signOut}
      </button>
    </header>
  );
}
