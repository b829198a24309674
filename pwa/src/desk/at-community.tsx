/** Streets, districts and the city look at one community at a time; this is where they say which. */

import type { ComponentType } from "preact";
import { community } from "../words/desk/community";
import { useCompounds } from "./below";
import { pageName, type PageProps } from "./page";
import { ProblemNote } from "./problem";
import { change, route } from "./route";
import type { PlaceRow } from "./types";
import { w, wordsOf } from "./words";

const t = wordsOf(community);

/** The communities that have compounds, in the order of the division list. */
function communitiesOf(compounds: readonly PlaceRow[]): readonly PlaceRow[] {
  const found = new Map<string, PlaceRow>();
  for (const { parent, path_names: path } of compounds)
    if (parent && !found.has(parent)) found.set(parent, { id: parent, name: path?.[path.length - 1] ?? parent, type: "community" });
  return [...found.values()];
}

interface Props extends PageProps {
  readonly page: ComponentType<PageProps>;
}

/** The page for the community chosen in the address, or for the first. */
export function AtCommunity({ me, place, page: Chosen }: Props) {
  const { data, problem, again } = useCompounds(place);
  const named = <h1>{pageName(route.value.page)}</h1>;
  if (problem)
    return (
      <>
        {named}
        <ProblemNote problem={problem} again={again} />
      </>
    );
  if (!data) return <p class="wait">{w().loading}</p>;
  const list = communitiesOf(data.places);
  const chosen = list.find(({ id }) => id === route.value.params["community"]) ?? list[0];
  if (!chosen)
    return (
      <>
        {named}
        <p class="empty">{t().none(place.name)}</p>
      </>
    );
  return (
    <>
      <label class="inline at-community">
        {t().which}
        <select value={chosen.id} onChange={(e) => change({ community: e.currentTarget.value, compound: null, building: null })}>
          {list.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Chosen key={chosen.id} me={me} place={chosen} />
    </>
  );
}
