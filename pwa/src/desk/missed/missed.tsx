/** D1b: the rounds that nobody made in the last days. Red is for the round, never for a person. */

import { Fragment } from "preact";
import { keys as keyWords } from "../../words/desk/keys";
import { missed as pageWords } from "../../words/desk/missed";
import { asKnown, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import { dayName, w, wordsOf } from "../words";
import { Grid, type GridRow } from "./grid";
import "./missed.css";
import { RoundPanel, shut } from "./opened";
import type { Line, Missed, Round, RoundState, Time } from "./types";

const t = wordsOf(pageWords);
const k = wordsOf(keyWords);
const REFRESH_MS = 60_000;
const SPANS = [7, 14, 28];
const SHOWN: readonly Look[] = ["done", "missed", "attempted", "not_yet_known", "open", "ahead", "none"];
/** A round that is open and whose hour has not come yet is told from one that people are at. */
type Look = RoundState | "ahead";
const LACKING: readonly RoundState[] = ["missed", "attempted", "not_yet_known"];
const GLYPH: Record<Look, string> = { none: "–", ahead: "·", open: "…", done: "✓", attempted: "?", missed: "✕", not_yet_known: "◐" };

export function MissedPage({ me, place }: PageProps) {
  const { days = "14", at, day, session } = route.value.params;
  const path = asKnown(`/missed?place=${encodeURIComponent(place.id)}&days=${encodeURIComponent(days)}`);
  const { data, problem, again } = useLoad<Missed>(path, REFRESH_MS);
  const query = { place: place.id, days, show: shows(), ...knownQuery() };
  return (
    <>
      <div class="heading">
        <h1>{pageName("missed")}</h1>
        {data && <ExportBar me={me} knownAt={data.known_at} tables={[{ table: "missed", title: pageName("missed"), query }]} />}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && <Finding data={data} />}
      {data && (
        <div class={at ? "missed missed-open" : "missed"}>
          <div>
            <Choices days={days} />
            <Rounds data={data} mayRoster={me.may.includes("roster")} />
          </div>
          {at && day && session && <RoundPanel key={`${at}/${day}/${session}`} named={nameOf(data.rows.find(({ id }) => id === at))} at={at} day={day} session={session} may={me.may} changed={again} />}
        </div>
      )}
    </>
  );
}

/** What the page says, before anybody reads a cell; each number leads to the places that it counts. */
function Finding({ data }: { data: Missed }) {
  const rounds = data.rows.flatMap((row) => row.rounds).filter((round) => !round.explained);
  const of = (state: RoundState) => rounds.filter((round) => round.state === state).length;
  const parts = [
    ["missed", t().missedOf],
    ["attempted", t().triedOf],
    ["not_yet_known", t().unheardOf],
  ] as const;
  const found = parts.filter(([state]) => of(state) > 0);
  return (
    <p class="lead">
      {!of("missed") && t().noneMissed + (found.length ? t().and : "")}
      {found.map(([state, words], at) => (
        <Fragment key={state}>
          {at > 0 && t().and}
          <a href={href("missed", { ...route.value.params, show: state })}>{words(of(state))}</a>
        </Fragment>
      ))}
      {t().stop}
    </p>
  );
}

const shows = (): string => route.value.params["show"] ?? "gaps";

function Choices({ days }: { days: string }) {
  return (
    <div class="toolbar">
      <label class="inline">
        {t().days}
        <select value={days} onChange={(event) => change({ days: event.currentTarget.value })}>
          {SPANS.map((span) => (
            <option key={span} value={String(span)}>
              {t().lastDays(span)}
            </option>
          ))}
        </select>
      </label>
      <label class="inline">
        {t().show}
        <select value={shows()} onChange={(event) => change({ show: event.currentTarget.value })}>
          <option value="gaps">{t().gaps}</option>
          <option value="all">{t().all}</option>
          {LACKING.map((state) => (
            <option key={state} value={state}>
              {t().states[state]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Rounds({ data, mayRoster }: { data: Missed; mayRoster: boolean }) {
  const open = route.value.params["at"] !== undefined;
  useKeys((key) => (key === "n" ? toNext() : key === "Escape" && open && shut()), [["n", t().next], ["Esc", k().shut]]);
  const show = shows();
  const wanted = (round: Round) => (LACKING.some((state) => state === show) ? round.state === show && !round.explained : lacks(round));
  const rows = show === "all" ? data.rows : data.rows.filter((row) => row.rounds.some(wanted));
  if (!data.rows.length)
    return (
      <p class="empty">
        {t().nothing} {mayRoster && <a href={href("roster")}>{w().toRoster}</a>}
      </p>
    );
  if (!rows.length) return <p class="empty">{t().none}</p>;
  const several = new Set(data.rows.map((row) => row.compound?.id)).size > 1;
  const { at = "", day = "", session = "" } = route.value.params;
  const chosen = at && `${at}/${day}/${session}`;
  return (
    <>
      <Grid times={data.times} label={t().table} corner={t().where} chosen={chosen} rows={rows.map((row) => asRow(row, data, several))} />
      <Legend />
      <p class="note keys">{t().keys}</p>
    </>
  );
}

/** Puts the focus on the first cell that lacks something, or on the one behind the focused. */
function toNext(): boolean {
  const cells = [...document.querySelectorAll<HTMLElement>("main [data-cell]")];
  const next = cells[(cells.indexOf(document.activeElement as HTMLElement) + 1) % cells.length];
  next?.focus();
  return next !== undefined;
}

function lacks(round: Round): boolean {
  return LACKING.includes(round.state);
}

/** A lift alone could be anybody's: its building says whose. */
function nameOf(row: Line | undefined): string | undefined {
  return row && (row.building ? `${row.building.name} ${row.name}` : row.name);
}

function asRow(row: Line, { times, known_at: now }: Missed, several: boolean): GridRow {
  const name = nameOf(row) ?? row.name;
  return {
    id: row.id,
    head: several && row.compound ? `${row.compound.name} ${name}` : name,
    group: t().kinds[row.kind] ?? row.kind,
    cells: row.rounds.map((round, at) => <Cell key={at} row={row} name={name} round={round} time={times[at]!} now={now} />),
  };
}

function lookOf(round: Round, time: Time, now: number): Look {
  return round.state === "open" && time.starts_at > now && round.missing === round.due ? "ahead" : round.state;
}

function Cell({ row, name, round, time, now }: { row: Line; name: string; round: Round; time: Time; now: number }) {
  const { at, day, session } = route.value.params;
  if (!lacks(round)) {
    const look = lookOf(round, time, now);
    return (
      <span class={`round round-${look}`}>
        <span aria-hidden="true">{GLYPH[look]}</span>
        <span class="hidden">{t().states[look]}</span>
      </span>
    );
  }
  const look = round.explained ? "explained" : round.state;
  const glyph = round.explained ? t().mark : GLYPH[round.state];
  const state = round.explained ? `${t().explained}, ${t().states[round.state] ?? ""}` : (t().states[round.state] ?? "");
  const where = `${name} ${dayName(time.day)} ${w().session[time.session] ?? time.session}: ${t().cell(state, round.missing, round.due)}`;
  const chosen = at === row.id && day === time.day && session === time.session;
  return (
    <a
      data-cell
      class={`round round-${look}`}
      href={href("missed", { ...route.value.params, at: row.id, day: time.day, session: time.session })}
      title={where}
      aria-current={chosen ? "true" : undefined}
    >
      <span aria-hidden="true">{glyph}</span>
      <span class="hidden">{where}</span>
    </a>
  );
}

function Legend() {
  return (
    <ul class="rounds-legend">
      {SHOWN.map((state) => (
        <li key={state}>
          <span class={`round round-${state}`} aria-hidden="true">
            {GLYPH[state]}
          </span>
          {t().states[state]}
        </li>
      ))}
      <li>
        <span class="round round-explained" aria-hidden="true">
          {t().mark}
        </span>
        {t().explained}
      </li>
    </ul>
  );
}
