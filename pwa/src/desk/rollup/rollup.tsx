/** D7: how many are epidemic-free, of how many and as of when; what moved since the last round. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { asKnown, asOf, knownQuery } from "../asof";
import { Confirm } from "../confirm";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { problemWords, ProblemNote } from "../problem";
import { go, href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import type { PlaceRow } from "../types";
import { moment, w, wordsOf } from "../words";
import { rollup } from "../../words/desk/rollup";
import { RoundView } from "./round";
import { BridgeLine, Line, Trend } from "./figures";
import { counted, Opened, type Opening } from "./opened";
import { type Child, type Counts, figure, LEVELS, type Rollup } from "./types";
import "./rollup.css";

const t = wordsOf(rollup);
const ABOVE = new Set(["city", "district", "street", "community", "village"]);

export function RollupPage({ me, place }: PageProps) {
  const { params } = route.value;
  const at = params["at"] ?? place.id;
  const { data, problem, again } = useLoad<Rollup>(asKnown(`/rollup?place=${encodeURIComponent(at)}`));
  const [opening, setOpening] = useState<Opening | null>(null);
  if (params["round"]) return <RoundView key={params["round"]} me={me} place={at} round={params["round"]} />;
  if (!data) return problem ? <ProblemNote problem={problem} again={again} /> : <p class="wait">{w().loading}</p>;
  const top = data.path.findIndex((each) => each.id === place.id);
  return (
    <>
      <div class="heading">
        <h1>{pageName("rollup")}</h1>
        <p>
          {data.place.name} · {t().asOf(moment(data.known_at))}
          {data.cut_off.next && ` · ${t().next(moment(data.cut_off.next))}`}
        </p>
        <ExportBar
          me={me}
          knownAt={data.known_at}
          tables={[
            { table: "rollup", title: pageName("rollup"), query: { place: data.place.id, ...knownQuery() } },
            { table: "rounds", title: t().rounds, query: { place: data.place.id, ...knownQuery() } },
          ]}
        />
      </div>
      <Path path={top < 0 ? [] : data.path.slice(top)} here={data.place} />
      {problem && <ProblemNote problem={problem} again={again} />}
      <Shares data={data} open={setOpening} toRoster={me.may.includes("roster")} />
      {data.judged.never > 0 && <p class="note">{t().never(data.judged.never)}</p>}
      <Rows data={data} open={setOpening} />
      {opening && <Opened me={me} asked={opening} onClose={() => setOpening(null)} />}
      <Line line={data.line} to={(round) => toRound(data.place.id, round)} />
      <Rounds data={data} may={me.may.includes("rounds.publish") && asOf.value === null} done={again} />
    </>
  );
}

function Path({ path, here }: { path: readonly PlaceRow[]; here: PlaceRow }) {
  if (!path.length) return null;
  return (
    <nav aria-label={t().up} class="rollup-path">
      {path.map((each) => (
        <a key={each.id} href={to(each.id)}>
          {each.name}
        </a>
      ))}
      <b aria-current="page">{here.name}</b>
    </nav>
  );
}

const to = (at: string) => href("rollup", { place: route.value.params["place"], at });
const toRound = (at: string, round: number) => href("rollup", { place: route.value.params["place"], at, round: String(round) });

type Open = (asked: Opening) => void;

function Shares({ data, open, toRoster }: { data: Rollup; open: Open; toRoster: boolean }) {
  if (!Object.keys(data.counts).length)
    return (
      <p class="empty">
        {t().empty} {toRoster && <a href={href("roster")}>{w().toRoster}</a>}
      </p>
    );
  return (
    <dl class="rollup-shares">
      {LEVELS.filter((level) => data.counts[level]).map((level) => (
        <div key={level} class="panel">
          <dt>{t().levels[level]}</dt>
          <dd>
            <Share place={data.place} level={level} one={data.counts[level] as Counts} open={open} />
            <Doors place={data.place} level={level} one={data.counts[level] as Counts} open={open} />
            {data.bridge[level] && data.since && (
              <BridgeLine
                bridge={data.bridge[level]} since={data.since.number} before={toRound(data.place.id, data.since.id)}
                door={(which, n) => <Door asked={{ place: data.place, level, which }} n={n} open={open} />}
              />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** So many of so many: both numbers open their places. */
function Share({ place, level, one, open }: { place: PlaceRow; level: string; one: Counts; open: Open }) {
  return (
    <b class="rollup-share">
      <Door asked={{ place, level, which: "free" }} n={one.free} open={open} /> / <Door asked={{ place, level, which: "all" }} n={one.all} open={open} /> ·{" "}
      {one.percent ?? "–"}%
    </b>
  );
}

/** What stands against a level, each number a button that opens its places. */
function Doors({ place, level, one, open }: { place: PlaceRow; level: string; one: Counts; open: Open }) {
  const sets = ["incomplete", "suspended", "revoked"] as const;
  if (!sets.some((which) => one[which] > 0)) return null;
  return (
    <p class="rollup-doors">
      {sets.map((which) => one[which] > 0 && <Door key={which} asked={{ place, level, which }} n={one[which]} open={open} named />)}
    </p>
  );
}

function Door({ asked, n, open, named }: { asked: Opening; n: number; open: Open; named?: boolean }) {
  if (!n) return <>0</>;
  const what = counted(asked);
  return (
    <button class="quiet says" aria-label={`${asked.place.name} ${what} ${n}`} onClick={() => open(asked)}>
      {named ? `${what} ${n}` : figure(n)}
    </button>
  );
}

function share(one: Counts): string {
  return t().share(figure(one.free), figure(one.all), one.percent ?? "–");
}

function Rows({ data, open }: { data: Rollup; open: Open }) {
  if (!data.rows.length) return null;
  const compounds = data.rows.some((row) => row.type === "compound");
  const heads = compounds
    ? [t().place, t().state]
    : [t().place, ...[t().free, t().all, t().percent, t().incomplete, t().suspended, t().revoked].map((figure) => ({ figure })), t().trend];
  return (
    <>
      <ScrollTable label={t().below} caption={`${t().below} · ${t().asOf(moment(data.known_at))}`} heads={heads} table="rollup-rows">
        {data.rows.map((row) => (compounds ? <Compound key={row.id} row={row} /> : <Row key={row.id} row={row} open={open} />))}
      </ScrollTable>
      {data.more > 0 && (
        <p class="note">
          {t().more(data.more)} <Door asked={{ place: data.place, level: "compound", which: "all" }} n={data.counts["compound"]?.all ?? 0} open={open} named />
        </p>
      )}
    </>
  );
}

const EMPTY: Counts = { all: 0, free: 0, percent: null, incomplete: 0, suspended: 0, revoked: 0, withdrawn: 0 };

function Row({ row, open }: { row: Child; open: Open }) {
  const one = row.counts["compound"] ?? EMPTY;
  const door = (which: Opening["which"] & keyof Counts) => (
    <Door asked={{ place: row, level: "compound", which }} n={Number(one[which])} open={open} />
  );
  return (
    <tr>
      <th scope="row">{ABOVE.has(row.type) ? <a href={to(row.id)}>{row.name}</a> : row.name}</th>
      <td class="figure">{door("free")}</td>
      <td class="figure">{door("all")}</td>
      <td class="figure">{one.percent === null ? "–" : `${one.percent}%`}</td>
      <td class="figure">{door("incomplete")}</td>
      <td class="figure">{door("suspended")}</td>
      <td class="figure">{door("revoked")}</td>
      <td>
        <Trend trend={row.trend} />
      </td>
    </tr>
  );
}

function Compound({ row }: { row: Child }) {
  return (
    <tr>
      <th scope="row">
        <a href={href("checklist", { place: route.value.params["place"], compound: row.id })}>{row.name}</a>
      </th>
      <td>{t().states[row.state] ?? row.state}</td>
    </tr>
  );
}

function Rounds({ data, may, done }: { data: Rollup; may: boolean; done: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const publishes = may && (data.place.type === "city" || data.place.type === "district");
  const newest = data.line[data.line.length - 1];
  const { last, next } = data.cut_off;
  const out = newest !== undefined && last !== null && newest.cut_off >= last;
  const publish = () => {
    setBusy(true);
    setProblem(null);
    return post<{ id: number }>("/rounds", { place: data.place.id })
      .then((made) => {
        done();
        go(href("rollup", { ...route.value.params, at: data.place.id, round: String(made.id) }));
      }, setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <section>
      <div class="toolbar">
        <h2>{t().rounds}</h2>
        {publishes && !out && !busy && (
          <Confirm ask={t().publishSure((newest?.number ?? 0) + 1, data.place.name, last === null ? null : moment(last))} go={publish} primary>
            {t().publish((newest?.number ?? 0) + 1)}
          </Confirm>
        )}
        {busy && <span class="wait" role="status">{t().publishing}</span>}
        {publishes && out && <span class="note">{t().isOut(newest.number, next === null ? null : moment(next))}</span>}
        <span role="status" class="slot bad">
          {problem && problemWords(problem)}
        </span>
      </div>
      {!data.line.length && <p class="empty">{t().noRound}</p>}
      <ul class="rollup-rounds">
        {[...data.line].reverse().map((one) => (
          <li key={one.id}>
            <a href={toRound(data.place.id, one.id)}>{t().openRound(one.number)}</a>{" "}
            {t().asOf(moment(one.cut_off))}
            {one.counts["compound"] && ` · ${share(one.counts["compound"])}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
