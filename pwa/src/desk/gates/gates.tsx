/** D4 封闭: the gate round the clock, as the checklist judges it. */

import { gates as pageWords } from "../../words/desk/gates";
import { asKnown, asOf, knownQuery } from "../asof";
import { useCompounds } from "../below";
import { Patterns } from "../board/tower";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { Options } from "../options";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import type { Me } from "../types";
import { clock, dayName, w, wordsOf } from "../words";
import { Bands, Twin } from "./band";
import "./gates.css";
import type { Watch } from "./types";

const t = wordsOf(pageWords);

export function GatesPage({ me, place }: PageProps) {
  const compounds = useCompounds(place);
  const list = compounds.data?.places ?? [];
  const chosen = route.value.params["compound"] ?? list[0]?.id ?? null;
  return (
    <>
      <Patterns />
      <div class="heading">
        <h1>{pageName("gates")}</h1>
        {list.length > 1 && (
          <label class="inline">
            {t().compound}
            <select value={chosen ?? ""} onChange={(event) => change({ compound: event.currentTarget.value })}>
              <Options of={list} />
            </select>
          </label>
        )}
        {chosen && <ExportBar me={me} tables={[{ table: "gates", title: pageName("gates"), query: { place: chosen, ...knownQuery() } }]} />}
      </div>
      {compounds.problem && <ProblemNote problem={compounds.problem} again={compounds.again} />}
      {compounds.data && !list.length && (
        <p class="empty">
          {t().noCompound} {me.may.includes("roster") && <a href={href("roster", { place: place.id })}>{w().toRoster}</a>}
        </p>
      )}
      {chosen && <OfCompound key={chosen} compound={chosen} me={me} />}
    </>
  );
}

function OfCompound({ compound, me }: { readonly compound: string; readonly me: Me }) {
  const { data, problem, again } = useLoad<Watch>(asKnown(`/gates/watch?place=${encodeURIComponent(compound)}`), 60_000);
  if (problem?.status === 422) return <p class="empty">{t().noRule}</p>;
  if (!data) return problem ? <ProblemNote problem={problem} again={again} /> : <p class="wait">{w().loading}</p>;
  const title = titleOf(data);
  return (
    <>
      {problem && <ProblemNote problem={problem} again={again} />}
      <p class="lead">{title}</p>
      {!data.gates.length && (
        <p class="note">
          {t().noGate} {me.may.includes("roster") && asOf.value === null && <a href={href("roster")}>{t().toRoster}</a>}
        </p>
      )}
      <Bands watch={data} title={title} />
      {data.days.some((day) => day.shifts.some((shift) => !shift.handed_over)) && <p class="note">{t().dashed}</p>}
      <Twin watch={data} />
    </>
  );
}

/** What the bands come to: how many days had a gap, and the last of them. */
function titleOf(watch: Watch): string {
  const having = (state: string) => watch.days.filter((day) => day.gaps.some((gap) => gap.state === state));
  const [missing, unheard] = [having("missing"), having("not_yet_known")];
  const last = missing[0];
  const gap = last?.gaps.find((one) => one.state === "missing");
  const said = last && gap ? t().finding(missing.length, t().span(dayName(last.day), clock(gap.from), clock(gap.to))) : t().fine(watch.days.length, watch.longest_gap);
  return unheard.length ? said + t().and + t().unheard(unheard.length) : said;
}
