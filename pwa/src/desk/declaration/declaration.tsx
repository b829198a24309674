/** D6: declare, check, review, certify: one primary step for each role, and why it must wait. */

import { useRef, useState } from "preact/hooks";
import { declaration } from "../../words/desk/declaration";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { useLoad } from "../load";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import { moment, say, wordsOf } from "../words";
import "./declaration.css";
import { Opened } from "./opened";
import type { Standing, Waiting } from "./types";

export const t = wordsOf(declaration);
const LEVELS: ReadonlySet<string> = new Set(["compound", "community", "village", "street", "district"]);

export function DeclarationPage({ me, place }: PageProps) {
  const every = asOf.value === null ? 30_000 : 0;
  const list = useLoad<{ places: readonly Waiting[] }>(asKnown(`/standings/waiting?place=${encodeURIComponent(place.id)}`), every);
  const first = list.data?.places[0]?.place.id ?? (LEVELS.has(place.type) ? place.id : null);
  // What stands first changes with every step; what is open must not.
  const begun = useRef<{ within: string; id: string } | null>(null);
  if (begun.current?.within !== place.id) begun.current = first && (list.data || list.problem) ? { within: place.id, id: first } : null;
  const chosen = route.value.params["of"] ?? begun.current?.id ?? null;
  const path = chosen ? asKnown(`/standings?place=${encodeURIComponent(chosen)}`) : null;
  const opened = useLoad<Standing>(path, every);
  const again = () => {
    list.again();
    opened.again();
  };
  return (
    <>
      <div class="heading">
        <h1>{t().heading}</h1>
        <ExportBar me={me} tables={tablesOf(place.id, opened.data)} />
      </div>
      <p class="note">{t().lead}</p>
      {list.problem && <ProblemNote problem={list.problem} again={list.again} />}
      {list.data && <WaitingList places={list.data.places} chosen={chosen} />}
      {opened.problem && <ProblemNote problem={opened.problem} again={opened.again} />}
      {opened.data && opened.data.place.id === chosen && <Opened key={chosen} shown={opened.data} again={again} />}
    </>
  );
}

function tablesOf(place: string, shown: Standing | null): readonly Asked[] {
  const waiting = { table: "standings", title: t().waiting, query: { place, ...knownQuery() } };
  if (!shown) return [waiting];
  const title = `${shown.place.name} · ${t().history}`;
  return [waiting, { table: "standing_history", title, query: { place: shown.place.id, ...knownQuery() } }];
}

const SHORT = 6;

function WaitingList({ places, chosen }: { readonly places: readonly Waiting[]; readonly chosen: string | null }) {
  const [all, setAll] = useState(false);
  const shown = all ? places : places.slice(0, SHORT);
  return (
    <section class="panel" aria-labelledby="on-the-way">
      <h2 id="on-the-way">{t().waiting}</h2>
      {!places.length && <p class="empty">{t().nothingWaits}</p>}
      {places.length > 0 && (
        <ScrollTable within table="on-the-way" label={t().waiting} heads={[t().place, t().state, t().since, t().forMe]}>
          {shown.map((one) => (
            <Row key={one.place.id} one={one} current={one.place.id === chosen} />
          ))}
        </ScrollTable>
      )}
      {places.length > SHORT && !all && <button onClick={() => setAll(true)}>+ {places.length - SHORT}</button>}
    </section>
  );
}

function Row({ one, current }: { readonly one: Waiting; readonly current: boolean }) {
  return (
    <tr aria-current={current}>
      <th scope="row">
        <a href={href("declaration", { of: one.place.id })}>{one.place.name}</a>
        <br />
        <span class="note">{one.path.slice(-2).join(" ")}</span>
      </th>
      <td>
        {say(one.label)}
        {one.reason && <div class="note">{one.reason}</div>}
        {one.review && <div class="soft warn">{t().review}</div>}
      </td>
      <td>{one.since_at === null ? "–" : moment(one.since_at)}</td>
      <td>{one.mine ? <b>{t().steps[one.mine]}</b> : one.lacking ? <span class="note">{say(one.lacking)}</span> : "–"}</td>
    </tr>
  );
}
