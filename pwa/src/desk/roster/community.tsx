/** Finds the community that is to be set up, by its name. */

import { useState } from "preact/hooks";
import { roster } from "../../words/desk/roster";
import { asKnown } from "../asof";
import { useLoad } from "../load";
import type { PlaceRow } from "../types";
import { wordsOf } from "../words";

const t = wordsOf(roster);
const SHOWN = 30;

type Found = PlaceRow & { readonly path_names: readonly string[] };

export function CommunityFinder({ within, choose }: { readonly within: PlaceRow | null; readonly choose: (one: PlaceRow) => void }) {
  const [name, setName] = useState("");
  const scope = within ? `within=${encodeURIComponent(within.id)}&` : "";
  const search = (type: string) => (name ? asKnown(`/places?${scope}type=${type}&search=${encodeURIComponent(name)}`) : null);
  const communities = useLoad<{ places: readonly Found[] }>(search("community")).data;
  const villages = useLoad<{ places: readonly Found[] }>(search("village")).data;
  const found = name ? [...(communities?.places ?? []), ...(villages?.places ?? [])] : [];
  return (
    <section class="panel" aria-labelledby="choose-community">
      <h2 id="choose-community">{t().chooseTop}</h2>
      <p class="note">{t().chooseHelp}</p>
      <label class="inline">
        {t().search}
        <input type="search" value={name} onInput={(event) => setName(event.currentTarget.value.trim())} />
      </label>
      <p role="status" class="slot">
        {name && communities && villages && !found.length && t().none}
        {found.length > SHOWN && t().more(found.length)}
      </p>
      <ul class="rows">
        {found.slice(0, SHOWN).map((each) => (
          <li key={each.id}>
            <button onClick={() => choose(each)}>{each.name}</button> <span class="note">{each.path_names.join(" ")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
