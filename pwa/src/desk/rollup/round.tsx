/** A published round: the announcement to print, and what came too late for it. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { problemWords, ProblemNote } from "../problem";
import { href, route } from "../route";
import type { Me } from "../types";
import { moment, w, wordsOf } from "../words";
import { rollup } from "../../words/desk/rollup";
import { BridgeLine } from "./figures";
import { type Counts, figure, LEVELS, type Listed, type Round } from "./types";

const t = wordsOf(rollup);
/** The announcement is an official paper: in Chinese, whatever language the reader chose. */
const zh = rollup.zh;
const SHORTEST_NOTE = 4;

export function RoundView({ me, place, round }: { readonly me: Me; readonly place: string; readonly round: string }) {
  const path = `/rounds/${encodeURIComponent(round)}?place=${encodeURIComponent(place)}`;
  const { data, problem, again } = useLoad<Round>(asKnown(path));
  if (!data) return problem ? <ProblemNote problem={problem} again={again} /> : <p class="wait">{w().loading}</p>;
  return (
    <>
      <div class="heading">
        <p class="rollup-path">
          <a href={href("rollup", { ...route.value.params, round: null })}>{t().back}</a>
        </p>
        <ExportBar me={me} knownAt={data.cut_off} tables={[{ table: "round", title: zh.notice(data.place.name, data.number), query: { place, round, ...knownQuery() } }]} />
      </div>
      <article class="panel" lang="zh-CN">
        <h1>{zh.notice(data.place.name, data.number)}</h1>
        <p>{zh.asOf(moment(data.cut_off, "zh"))}</p>
        {LEVELS.map((level) => {
          const one = data.counts[level];
          return one && <Figures key={level} level={level} one={one} round={data} />;
        })}
        <Names heading={zh.newly} places={data.changed.gained} />
        <Names heading={zh.takenOff} places={data.changed.removed} states />
        {data.changed.more > 0 && <p class="note">{zh.more(data.changed.more)}</p>}
        {data.amendments.map((each) => (
          <p key={each.at}>
            {zh.notes} {moment(each.at, "zh")}: {each.note}
          </p>
        ))}
      </article>
      <Pending me={me} place={place} round={data} done={again} />
    </>
  );
}

function Figures({ level, one, round }: { level: string; one: Counts; round: Round }) {
  const later = round.amended[level];
  const bridge = round.bridge[level];
  return (
    <div>
      <p>
        {zh.levels[level]} <b>{zh.share(figure(one.free), figure(one.all), one.percent ?? "–")}</b>
        {later && ` · ${zh.amended(later.free, later.all, later.percent ?? "–")}`}
        {level === "compound" && ` · ${zh.incomplete} ${one.incomplete}`}
      </p>
      {bridge && <BridgeLine bridge={bridge} since={round.number - 1} said={zh} />}
    </div>
  );
}

function Names({ heading, places, states }: { heading: string; places: readonly Listed[]; states?: boolean }) {
  return (
    <>
      <h2>
        {heading} · {places.length}
      </h2>
      {places.length ? (
        <ul class="rollup-names">
          {places.map((each) => (
            <li key={each.id}>
              {[...(each.path_names ?? []), each.name].join(" ")}
              {states && ` (${zh.states[each.state] ?? each.state})`}
            </li>
          ))}
        </ul>
      ) : (
        <p class="note">{zh.nobody}</p>
      )}
    </>
  );
}

function Pending({ me, place, round, done }: { me: Me; place: string; round: Round; done: () => void }) {
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const sides = Object.values(round.pending);
  if (!sides.length) return null;
  const count = (side: "added" | "removed") => sides.reduce((sum, one) => sum + one[side].length, 0);
  const amend = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    void post(`/rounds/${round.id}/amendments`, { place, note: note.trim() })
      .then(done, setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <section class="panel rollup-pending">
      <h2>{t().pending}</h2>
      <p>{t().pendingLead(count("added"), count("removed"))}</p>
      {me.may.includes("rounds.publish") && asOf.value === null && (round.place.type === "city" || round.place.type === "district") && (
        <form onSubmit={amend}>
          <label>
            {t().note}
            <input value={note} maxLength={300} onInput={(e) => setNote(e.currentTarget.value)} />
          </label>
          <button class="primary" disabled={busy || note.trim().length < SHORTEST_NOTE}>
            {t().amend}
          </button>
          <span role="status" class="slot bad">
            {problem && problemWords(problem)}
          </span>
        </form>
      )}
    </section>
  );
}
