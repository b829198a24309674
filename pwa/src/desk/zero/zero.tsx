/** D5: the fourteen days of each compound, when it could declare, why not sooner, and what if. */

import { useState } from "preact/hooks";
import { zeroWords } from "../../words/desk/zero";
import { asKnown, asOf, knownQuery } from "../asof";
import { useCompounds } from "../below";
import { Closed } from "../closed";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { useLoad } from "../load";
import { Options } from "../options";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import type { Label, PlaceRow } from "../types";
import { dayName, say, w, wordsOf } from "../words";
import { checkedOn, type Links, Strip, StripTable, type ZeroDay } from "./strip";
import "./zero.css";

const t = wordsOf(zeroWords);
const DAY_MS = 86_400_000;
const REFRESH_MS = 60_000;

interface Block {
  readonly criterion: string;
  readonly case: string;
  readonly since_on: string;
  readonly until_on: string | null;
  readonly words: Label;
  /** Those that the reader may open, and how many they may not. */
  readonly records: readonly string[];
  readonly closed: number;
}

interface Earliest {
  readonly earliest_on: string | null;
  readonly words: Label;
  readonly blocks: readonly Block[];
}

interface Zero extends Earliest {
  readonly day: string;
  readonly days: readonly ZeroDay[];
  /** People whose records have no opening, or on whom phones differ. */
  readonly unsure: readonly string[];
  readonly what_if: Earliest | null;
}

export function ZeroPage({ me, place }: PageProps) {
  const { data, problem, again } = useCompounds(place);
  const list = data?.places ?? [];
  // A compound that is not there any more hides none of those that are.
  const wanted = list.find(({ id }) => id === route.value.params["compound"])?.id;
  const shown = list.filter((each) => !wanted || each.id === wanted);
  return (
    <>
      <div class="heading">
        <h1>{pageName("zero")}</h1>
        {list.length > 1 && (
          <label class="inline">
            {w().check.compound}
            <select value={wanted ?? ""} onChange={(e) => change({ compound: e.currentTarget.value || null })}>
              <option value="">{t().all}</option>
              <Options of={list} />
            </select>
          </label>
        )}
        <ExportBar me={me} tables={tablesOf(wanted ?? place.id, wanted ? "compound" : place.type)} />
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && !list.length && (
        <p class="empty">
          {w().rosterPage.empty} {me.may.includes("roster") && <a href={href("roster", { place: place.id })}>{w().toRoster}</a>}
        </p>
      )}
      {shown.map((each) => (
        <Compound key={each.id} compound={each} may={me.may} />
      ))}
    </>
  );
}

/** The days of the compounds that are shown, and what stands in their way. */
function tablesOf(place: string, type: string): readonly Asked[] {
  if (type === "city" || type === "district") return [];
  const query = { place, ...knownQuery() };
  return [
    { table: "zero", title: pageName("zero"), query },
    { table: "zero_blocks", title: t().blocks, query },
  ];
}

function Compound({ compound, may }: { readonly compound: PlaceRow; readonly may: readonly string[] }) {
  const [released, setReleased] = useState<readonly string[]>([]);
  const more = released.map((each) => `&released=${encodeURIComponent(each)}`).join("");
  const path = asKnown(`/zero?compound=${encodeURIComponent(compound.id)}${more}`);
  const { data, problem, again } = useLoad<Zero>(path, REFRESH_MS);
  const community = compound.parent ?? null;
  const to: Links = {
    cases: may.includes("cases") ? href("cases", { community }) : null,
    board: may.includes("board") ? (day) => href("board", { community, day }) : null,
    rounds: may.includes("board") ? href("missed", { community, show: "all" }) : null,
  };
  const suppose = (name: string, on: boolean) =>
    setReleased(on ? [...released, name] : released.filter((each) => each !== name));
  return (
    <section class="panel" aria-labelledby={`zero-${compound.id}`}>
      <h2 id={`zero-${compound.id}`}>{compound.name}</h2>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && (
        <>
          <p class="lead">
            {asOf.value === null ? t().today(dayName(data.day)) : t().then(dayName(data.day))} · <b>{finding(data)}</b>
          </p>
          <Strip days={data.days} title={`${compound.name} ${finding(data)}`} />
          <Sums zero={data} to={to} />
          <StripTable days={data.days} to={to} />
          <p>
            <b>{t().why}</b>: {say(data.words)}{" "}
            {data.unsure.length > 0 && to.cases && <a href={to.cases}>{pageName("cases")}</a>}
          </p>
          <Blocks zero={data} compound={compound.id} released={released} suppose={suppose} />
          <p role="status">{data.what_if && `${supposed(data)} · ${t().preview}`}</p>
        </>
      )}
    </section>
  );
}

function left(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function finding(zero: Zero): string {
  if (zero.earliest_on === null) return t().never;
  return t().earliest(dayName(zero.earliest_on), left(zero.day, zero.earliest_on));
}

function supposed(zero: Zero): string {
  const on = zero.what_if?.earliest_on ?? null;
  if (on === null) return t().supposedNever;
  return on === zero.day ? t().supposedNow : t().supposed(dayName(on));
}

/** The sums of the strip; those of people lead to the people. */
function Sums({ zero, to }: { readonly zero: Zero; readonly to: Links }) {
  const cases = zero.days.reduce((sum, day) => sum + day.new, 0);
  const full = zero.days.filter((day) => checkedOn(day) === "full").length;
  const linked = (sum: string) => (to.cases ? <a href={to.cases}>{sum}</a> : sum);
  const watched = zero.days[zero.days.length - 1]?.unreleased ?? 0;
  return (
    <p class="note">
      {t().cases} {linked(t().casesSum(cases))} · {t().watched} {linked(t().watchedSum(watched))} ·{" "}
      {t().checked} {to.rounds ? <a href={to.rounds}>{t().checkedSum(full)}</a> : t().checkedSum(full)}
    </p>
  );
}

interface BlocksProps {
  readonly zero: Zero;
  readonly compound: string;
  readonly released: readonly string[];
  readonly suppose: (name: string, on: boolean) => void;
}

function Blocks({ zero, compound, released, suppose }: BlocksProps) {
  const place = route.value.params["place"];
  const closed = zero.blocks.reduce((sum, block) => sum + block.closed, 0);
  if (!zero.blocks.length) return null;
  return (
    <ScrollTable within label={t().blocks} caption={t().blocks} heads={[t().blocks, t().since, t().until, { acts: t().suppose }, t().rule]}>
      {zero.blocks.map((block) => (
        <tr key={`${block.criterion}${block.case}`}>
          <th scope="row">
            {say(block.words)}{" "}
            {block.records.map((id) => (
              <a key={id} class="record-link" href={href("record", { place, id })}>
                {t().record}
              </a>
            ))}
          </th>
          <td>{dayName(block.since_on)}</td>
          <td>{block.until_on ? dayName(block.until_on) : t().open}</td>
          <td class="acts">
            <label class="inline">
              <input
                type="checkbox"
                checked={released.includes(block.case)}
                onChange={(e) => suppose(block.case, e.currentTarget.checked)}
              />
              {t().suppose}
            </label>
          </td>
          <td>
            <a href={href("checklist", { place, compound, criterion: block.criterion })}>{block.criterion}</a>
          </td>
        </tr>
      ))}
      {closed > 0 && (
        <tr>
          <td colSpan={5}>
            <Closed n={closed} />
          </td>
        </tr>
      )}
    </ScrollTable>
  );
}
