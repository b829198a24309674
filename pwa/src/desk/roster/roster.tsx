/** D9 in its first form: what is there, importing a roster, the division lists, and the generator. */

import { download } from "../api";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { pageName, type PageProps } from "../pages";
import type { PlaceRow } from "../types";
import { w } from "../words";
import { Generator } from "./generator";
import { Import } from "./import";

export function RosterPage({ me, place }: PageProps) {
  const path = `/places?within=${encodeURIComponent(place.id)}&type=compound`;
  const { data, problem, again } = useLoad<{ places: readonly PlaceRow[] }>(path);
  const compounds = data?.places ?? [];
  return (
    <>
      <h1>{pageName("roster")}</h1>
      {problem && <ProblemNote problem={problem} again={again} />}
      <section class="panel" aria-labelledby="there">
        <h2 id="there">{w().rosterPage.places}</h2>
        {data && !compounds.length && <p class="empty">{w().rosterPage.empty}</p>}
        <ul class="rows">
          {compounds.map((each) => (
            <li key={each.id}>
              <b>{each.name}</b> <Counts counts={each.counts ?? {}} />
            </li>
          ))}
        </ul>
      </section>
      <Import
        title={w().rosterPage.importTitle}
        help={w().rosterPage.importHelp}
        preview="/rosters/preview"
        apply="/rosters"
        fields={{ place: place.id }}
        onDone={again}
      >
        <button type="button" onClick={() => void download("/rosters/template", "roster.csv")}>
          {w().rosterPage.template}
        </button>
      </Import>
      {me.may.includes("places.import") && (
        <Import
          title={w().rosterPage.divisions}
          help={w().rosterPage.divisionsHelp}
          preview="/places/preview"
          apply="/places"
          fields={{}}
          onDone={again}
        />
      )}
      {compounds.length > 0 && <Generator compounds={compounds} onDone={again} />}
    </>
  );
}

function Counts({ counts }: { counts: Readonly<Record<string, number>> }) {
  const households = counts["household"] ?? counts["households"];
  const buildings = counts["building"] ?? counts["buildings"];
  return (
    <span class="note">
      {buildings !== undefined && `${w().buildings} ${buildings} · `}
      {households !== undefined && w().rosterPage.doors(households)}
    </span>
  );
}
