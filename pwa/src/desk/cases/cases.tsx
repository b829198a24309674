/** People of concern: who, in which category, on which day; and what happens to them. */

import { useState } from "preact/hooks";
import { cases as pageWords } from "../../words/desk/cases";
import { post, type Problem } from "../api";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote, problemWords } from "../problem";
import { href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import type { Named } from "../types";
import { dayName, wordsOf } from "../words";
import { Temperatures } from "./temperatures";

const t = wordsOf(pageWords);

interface Happened {
  readonly record: string;
  readonly event: string;
  readonly category: string;
  readonly on: string;
  readonly by: string;
  readonly basis: string | null;
  readonly escort: string | null;
  readonly location: string | null;
}

interface Concern {
  readonly id: string;
  readonly who: string;
  readonly compound: Named;
  readonly place: Named;
  readonly category: string;
  readonly since: string | null;
  readonly day_number: number | null;
  /** null: until somebody excludes them. */
  readonly days: number | null;
  readonly location: string | null;
  readonly state: string;
  readonly conflict: boolean;
  readonly events: readonly Happened[];
}

interface Cases {
  readonly day: string;
  readonly records: boolean;
  readonly cases: readonly Concern[];
}

export function CasesPage({ me, place }: PageProps) {
  const { data, problem, again } = useLoad<Cases>(asKnown(`/cases?place=${encodeURIComponent(place.id)}`));
  const [chosen, setChosen] = useState<string | null>(route.value.params["person"] ?? null);
  const one = data?.cases.find((each) => each.id === chosen);
  return (
    <>
      <div class="heading">
        <h1>{pageName("cases")}</h1>
        {data && <ExportBar me={me} tables={tablesOf(place.id)} />}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && data.cases.length === 0 && <p class="empty">{t().none}</p>}
      {data && data.cases.length > 0 && <Table list={data.cases} chosen={chosen} choose={setChosen} />}
      {data && data.cases.length > 0 && !one && <p class="note">{t().choose}</p>}
      {data && one && <Person key={one.id} one={one} day={data.day} records={data.records} again={again} />}
      {asOf.value === null && <Temperatures place={place} />}
    </>
  );
}

/** The list, and the temperatures where the page shows them: they are known of now alone. */
function tablesOf(place: string): readonly Asked[] {
  const cases = { table: "cases", title: pageName("cases"), query: { place, ...knownQuery() } };
  return asOf.value === null ? [cases, { table: "temperatures", title: t().temperatures, query: { place } }] : [cases];
}

function Table(props: { readonly list: readonly Concern[]; readonly chosen: string | null; readonly choose: (id: string) => void }) {
  const heads = [t().who, t().category, t().door, t().since, t().day, t().where, t().state];
  return (
    <ScrollTable label={pageName("cases")} heads={heads}>
      {props.list.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            <button class="says" aria-pressed={props.chosen === one.id} onClick={() => props.choose(one.id)}>
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

interface PersonProps {
  readonly one: Concern;
  readonly day: string;
  readonly records: boolean;
  readonly again: () => void;
}

function Person({ one, day, records, again }: PersonProps) {
  return (
    <section class="panel" aria-labelledby="person">
      <h2 id="person">
        {t().history} · {one.who} {one.id}
      </h2>
      <ol class="rows">
        {one.events.map((each) => (
          <li key={each.record}>
            {dayName(each.on)} {t().events[each.event] ?? each.event} {t().categories[each.category] ?? ""}{" "}
            {[each.location && t().locations[each.location], each.basis, each.escort && `${t().escort} ${each.escort}`].filter(Boolean).join(" · ")}{" "}
            <a href={href("record", { id: each.record })}>{each.by || each.record}</a>
          </li>
        ))}
      </ol>
      <p>
        <a href={href("zero", { compound: one.compound.id })}>{t().zero}</a>
      </p>
      {records && <EventForm one={one} day={day} again={again} />}
    </section>
  );
}

function EventForm({ one, day, again }: Omit<PersonProps, "records">) {
  const [said, setSaid] = useState("");
  const [event, setEvent] = useState("released");
  const keep = (form: HTMLFormElement) => {
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    const body = { ...given, person: one.id, place: one.place.id, category: one.category };
    void post("/cases", body).then(
      () => (setSaid(t().saved), again()),
      (problem: unknown) => setSaid(problemWords(problem as Problem)),
    );
  };
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        keep(submit.currentTarget);
      }}
    >
      <h3>{t().record}</h3>
      <div class="fields">
        <label>
          {t().event}
          <select name="event" value={event} onChange={(e) => setEvent(e.currentTarget.value)}>
            <Options of={t().events} but="opened" />
          </select>
        </label>
        {event === "converted" && (
          <label>
            {t().to}
            <select name="converted_to" required>
              <Options of={t().categories} but={one.category} />
            </select>
          </label>
        )}
        <label>
          {t().happenedOn}
          <input type="date" name="happened_on" defaultValue={day} max={day} required />
        </label>
        <label>
          {t().basis}
          <input name="basis" maxLength={200} required={event !== "transferred"} />
        </label>
        <label>
          {t().where}
          <select name="location" required={event === "transferred"}>
            <option value="">{t().unsaid}</option>
            <Options of={t().locations} but="" />
          </select>
        </label>
        <label>
          {t().escort}
          <input name="escort" maxLength={40} required={event === "transferred"} />
        </label>
      </div>
      <button class="primary">{t().save}</button>
      <p class="slot" role="status">
        {said}
      </p>
    </form>
  );
}

function Options({ of, but }: { readonly of: Readonly<Record<string, string>>; readonly but: string }) {
  return (
    <>
      {Object.entries(of)
        .filter(([id]) => id !== but)
        .map(([id, label]) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
    </>
  );
}
