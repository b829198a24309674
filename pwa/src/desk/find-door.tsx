/** Finds a door by its number, within a place, for whatever is to be said of it. */

import { useState } from "preact/hooks";
import { people } from "../words/desk/people";
import { get, type Problem } from "./api";
import { problemWords } from "./problem";
import type { Named, PlaceRow } from "./types";
import { wordsOf } from "./words";

type Found = PlaceRow & { readonly path_names: readonly string[] };

const t = wordsOf(people);
const SHOWN = 20;

export function FindDoor({ scope, choose }: { readonly scope: string; readonly choose: (door: Named) => void }) {
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [failed, setFailed] = useState("");

  async function look(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("door")).trim();
    const path = `/places?within=${encodeURIComponent(scope)}&type=household&search=${encodeURIComponent(name)}`;
    try {
      setFound((await get<{ places: readonly Found[] }>(path)).places.slice(0, SHOWN));
      setFailed("");
    } catch (error) {
      setFailed(problemWords(error as Problem));
    }
  }

  return (
    <form class="toolbar" onSubmit={(event) => void look(event)}>
      <label class="inline">
        {t().careDoor} <input name="door" required size={24} maxLength={20} placeholder={t().findHint} />
      </label>
      <button>{t().find}</button>
      <span role="status">{failed || (found && !found.length && t().noDoor)}</span>
      {found?.map((each) => {
        const where = [...each.path_names.slice(-2), each.name].join(" ");
        return (
          <button key={each.id} type="button" onClick={() => choose({ id: each.id, name: where })}>
            {where}
          </button>
        );
      })}
    </form>
  );
}
