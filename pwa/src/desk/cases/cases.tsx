/** People of concern: who, in which category, on which day; and what happens to them. */

import { cases as pageWords } from "../../words/desk/cases";
import { asKnown, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import { dayName, wordsOf } from "../words";
import { Opening } from "./opening";
import { Person } from "./person";
import { Temperatures } from "./temperatures";
import type { Concern } from "./types";

const t = wordsOf(pageWords);

interface Cases {
  readonly day: string;
  readonly records: boolean;
  readonly cases: readonly Concern[];
}

export function CasesPage({ me, place }: PageProps) {
  const { data, problem, again } = useLoad<Cases>(asKnown(`/cases?place=${encodeURIComponent(place.id)}`));
  const chosen = route.value.params["person"] ?? null;
  const one = data?.cases.find((each) => each.id === chosen);
  return (
    <>
      <div class="heading">
        <h1>{pageName("cases")}</h1>
        {data && <ExportBar me={me} tables={tablesOf(place.id)} />}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && data.cases.length === 0 && <p class="empty">{t().none}</p>}
      {data && data.cases.length > 0 && <Table list={data.cases} chosen={chosen} />}
      {data && data.cases.length > 0 && !one && <p class="note">{t().choose}</p>}
      {data && one && <Person key={one.id} one={one} day={data.day} records={data.records} again={again} />}
      {data?.records && <Opening place={place} day={data.day} again={again} />}
      {data && <Temperatures place={place} />}
    </>
  );
}

function tablesOf(place: string): readonly Asked[] {
  const query = { place, ...knownQuery() };
  return [
    { table: "cases", title: pageName("cases"), query },
    { table: "temperatures", title: t().temperatures, query },
  ];
}

function Table(props: { readonly list: readonly Concern[]; readonly chosen: string | null }) {
  const heads = [t().who, t().category, t().door, t().since, t().day, t().where, t().state];
  return (
    <ScrollTable label={pageName("cases")} heads={heads}>
      {props.list.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            <button class="says" aria-pressed={props.chosen === one.id} onClick={() => change({ person: one.id })}>
              {one.who} {one.id}
            </button>
          </th>
          <td>{t().categories[one.category] ?? one.category}</td>
          <td>{`${one.compound.name} ${one.place.name}`}</td>
          <td>{one.since ? dayName(one.since) : "–"}</td>
          <td>{one.day_number === null ? "–" : t().dayOf(one.day_number, one.days)}</td>
          <td>{one.location ? (t().locations[one.location] ?? one.location) : "–"}</td>
          <td>
            {t().states[one.state] ?? one.state} {one.conflict && <a href={href("matters")}>{t().differ}</a>}
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
