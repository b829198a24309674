/** Areas × sessions: what was disinfected, the record behind each cell, and what was missed. */

import { days as pageWords } from "../../words/desk/days";
import { asKnown, knownQuery } from "../asof";
import { type DayCell, type DayRow, type Days } from "../board/days";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { Grid, type GridRow } from "../missed/grid";
import type { Time } from "../missed/types";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import { dayName, w, wordsOf } from "../words";

const t = wordsOf(pageWords);
const REFRESH_MS = 60_000;
const GLYPH: Record<DayCell["state"], string> = { none: "–", open: "…", done: "✓", attempted: "?", missed: "✕", not_yet_known: "◐" };

export function AreasPage({ me, place }: PageProps) {
  const path = asKnown(`/board/days?place=${encodeURIComponent(place.id)}&kind=disinfection`);
  const { data, problem, again } = useLoad<Days>(path, REFRESH_MS);
  const tables = [{ table: "area_days", title: t().areas, query: { place: place.id, ...knownQuery() } }];
  return (
    <>
      <p>
        <a href={href("board")}>‹ {w().back}</a>
      </p>
      <div class="heading">
        <h1>{t().areas}</h1>
        {data && <ExportBar me={me} knownAt={data.known_at} tables={tables} />}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && !data.rows.length && (
        <p class="empty">
          {t().noAreas} {me.may.includes("roster") && <a href={href("roster")}>{t().toRoster}</a>}
        </p>
      )}
      {data && data.rows.length > 0 && <Matrix data={data} />}
    </>
  );
}

function Matrix({ data }: { data: Days }) {
  const several = new Set(data.rows.map((row) => row.compound?.id)).size > 1;
  const show = route.value.params["show"];
  const rows = show ? data.rows.filter((row) => row.cells.some((cell) => cell.state === show)) : data.rows;
  return (
    <>
      <Finding data={data} />
      {show && (
        <p>
          <a href={href("areas", { ...route.value.params, show: null })}>{t().showAll}</a>
        </p>
      )}
      <Grid times={data.times} label={t().areas} corner={t().area} chosen={route.value.params["at"]} rows={rows.map((row) => asRow(row, data.times, several))} />
    </>
  );
}

/** What the matrix says; each number leads to the places that it counts. */
function Finding({ data }: { data: Days }) {
  const cells = data.rows.flatMap((row) => row.cells);
  const count = (state: DayCell["state"]) => cells.filter((cell) => cell.state === state).length;
  const [missed, unheard] = [count("missed"), count("not_yet_known")];
  const to = (show: DayCell["state"]) => href("areas", { ...route.value.params, show });
  return (
    <p class="lead">
      {missed ? <a href={to("missed")}>{t().missedOf(missed)}</a> : t().noneMissed}
      {unheard > 0 && (
        <>
          {t().and}
          <a href={to("not_yet_known")}>{t().unheardOf(unheard)}</a>
        </>
      )}
      {t().how}
    </p>
  );
}

function asRow(row: DayRow, times: readonly Time[], several: boolean): GridRow {
  const name = row.above ? `${row.above.name} ${row.name}` : row.name;
  return {
    id: row.id,
    head: name,
    ...(several && row.compound ? { group: row.compound.name } : {}),
    cells: row.cells.map((cell, at) => <Cell key={at} row={row} name={name} cell={cell} time={times[at]!} />),
  };
}

function Cell({ row, name, cell, time }: { row: DayRow; name: string; cell: DayCell; time: Time }) {
  const state = t().states[cell.state] ?? "";
  const to = linkOf(row, cell, time);
  const shown = <span aria-hidden="true">{GLYPH[cell.state]}</span>;
  if (!to)
    return (
      <span class={`round round-${cell.state}`}>
        {shown}
        <span class="hidden">{state}</span>
      </span>
    );
  const where = `${name} ${dayName(time.day)} ${w().session[time.session] ?? time.session}: ${state}`;
  return (
    <a data-cell class={`round round-${cell.state}`} href={to} title={where} aria-current={isNamed(row, time) ? "true" : undefined}>
      {shown}
      <span class="hidden">{where}</span>
    </a>
  );
}

/** Whether the link that led here meant this place on this day. */
function isNamed(row: DayRow, time: Time): boolean {
  const { at, day } = route.value.params;
  return at === row.id && day === time.day;
}

/** To the record where there is one, to what explains it where something lacks. */
function linkOf(row: DayRow, cell: DayCell, time: Time): string | null {
  if (cell.record) return href("record", { id: cell.record });
  if (cell.state !== "missed" && cell.state !== "not_yet_known") return null;
  return href("missed", { at: row.id, day: time.day, session: time.session });
}
