/** A number of the roll-up, opened into the places that it counts. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { asKnown, knownQuery } from "../asof";
import { ExportDialog } from "../exports/dialog";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import type { Me, PlaceRow } from "../types";
import { w, wordsOf } from "../words";
import { rollup } from "../../words/desk/rollup";
import { type Counted, figure, type Listed } from "./types";

const t = wordsOf(rollup);
const PAGE = 100;

export interface Opening extends Counted {
  readonly place: Pick<PlaceRow, "id" | "name">;
}

/** What a number counts, in words: compounds are not what every level counts. */
export function counted({ level, which }: Counted): string {
  if (which === "all") return t().allOf[level] ?? t().all;
  return which === "free" ? (t().levels[level] ?? t().free) : t()[which];
}

interface Page {
  readonly total: number;
  readonly places: readonly Listed[];
}

export function Opened({ me, asked, onClose }: { readonly me: Me; readonly asked: Opening; readonly onClose: () => void }) {
  const [taking, setTaking] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const [start, setStart] = useState(0);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const query = new URLSearchParams({ place: asked.place.id, level: asked.level, which: asked.which });
  const { data, problem, again } = useLoad<Page>(asKnown(`/rollup/places?${query.toString()}&start=${start}&size=${PAGE}`));
  const what = `${asked.place.name} · ${counted(asked)}`;
  return (
    <dialog ref={dialog} class="rollup-opened" aria-labelledby="rollup-opened-title" onClose={onClose}>
      <h2 id="rollup-opened-title">{data ? t().members(what, figure(data.total)) : what}</h2>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && <Places places={data.places} />}
      <p class="actions">
        {me.may.includes("export") && <button onClick={() => setTaking(true)}>{w().exportsPage.export}</button>}
        {start > 0 && <button onClick={() => setStart(start - PAGE)}>{t().earlier}</button>}
        {data && start + PAGE < data.total && <button onClick={() => setStart(start + PAGE)}>{t().later}</button>}
        <button autofocus onClick={() => dialog.current?.close()}>
          {t().close}
        </button>
      </p>
      {taking && (
        <ExportDialog
          names={false}
          tables={[{ table: "rollup_places", title: what, query: { ...Object.fromEntries(query), ...knownQuery() } }]}
          onClose={() => setTaking(false)}
        />
      )}
    </dialog>
  );
}

function Places({ places }: { places: readonly Listed[] }) {
  if (!places.length) return <p class="empty">{t().nobody}</p>;
  return (
    <ul class="rollup-places" tabindex={0}>
      {places.map((each) => (
        <li key={each.id}>
          {(each.path_names ?? []).join(" ")} <Name of={each} /> <span class="note">{t().states[each.state] ?? each.state}</span>
        </li>
      ))}
    </ul>
  );
}

function Name({ of }: { of: Listed }) {
  if (of.type !== "compound" || of.state === "gone") return <b>{of.name}</b>;
  return <a href={href("checklist", { place: route.value.params["place"], compound: of.id })}>{of.name}</a>;
}
