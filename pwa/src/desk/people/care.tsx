/** Finds the door that is to have a helper: by its number, within the community. */

import { useState } from "preact/hooks";
import { get } from "../api";
import type { PlaceRow } from "../types";
import { p } from "./editing";
import type { DutyPlace } from "./types";

type Found = PlaceRow & { readonly path_names: readonly string[] };

export function CareFinder({ scope, choose }: { readonly scope: string; readonly choose: (door: DutyPlace) => void }) {
  const [found, setFound] = useState<readonly Found[] | null>(null);

  async function look(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("door")).trim();
    const path = `/places?within=${encodeURIComponent(scope)}&type=household&search=${encodeURIComponent(name)}`;
    setFound((await get<{ places: readonly Found[] }>(path)).places.slice(0, 20));
  }

  return (
    <form class="toolbar" onSubmit={(event) => void look(event)}>
      <label class="inline">
        {p().careDoor} <input name="door" required maxLength={20} placeholder={p().findHint} />
      </label>
      <button>{p().find}</button>
      {found && !found.length && <span role="status">{p().empty}</span>}
      {found?.map((each) => {
        const where = [...each.path_names.slice(-2), each.name].join(" ");
        return (
          <button key={each.id} type="button" onClick={() => choose({ id: each.id, name: where, type: "household", compound: null })}>
            {where}
          </button>
        );
      })}
    </form>
  );
}
