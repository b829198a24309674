/** Doors × days: finds the door that nobody ever answered. One path per state, and a table that says the same. */

import { useMemo, useState } from "preact/hooks";
import { days as pageWords } from "../../words/desk/days";
import { asLarge } from "../as-large";
import { asKnown } from "../asof";
import { useLoad } from "../load";
import { Grid, type GridRow } from "../missed/grid";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import { dayName, monthAt, w, wordsOf } from "../words";
import { cellLook, type DayRow, type Days, findingOf } from "./days";
import "./heat.css";
import { GLYPH, LOOKS, type Look } from "./look";
import { word } from "./states";

const t = wordsOf(pageWords);
const SPAN = 14;
const NAMED = 6;
const [LEFT, TOP, STEP, SIDE, GAP] = [92, 38, 15, 12, 6];

export function Heat({ building }: { readonly building: string }) {
  const [twin, setTwin] = useState(false);
  const path = asKnown(`/board/days?place=${encodeURIComponent(building)}&kind=screening&days=${SPAN}`);
  const { data, problem, again } = useLoad<Days>(path);
  return (
    <section aria-labelledby="heat">
      <div class="toolbar">
        <h2 id="heat">{t().heading(SPAN)}</h2>
        <button aria-pressed={twin} onClick={() => setTwin(!twin)}>
          {twin ? t().picture : t().table}
        </button>
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && <p class="lead">{titleOf(data)}</p>}
      {data && (twin ? <Twin data={data} /> : <Picture data={data} />)}
    </section>
  );
}

function titleOf(data: Days): string {
  const { never, untouched } = findingOf(data.rows);
  const said = [never.length && t().never(never.length, listed(never)), untouched.length && t().untouched(untouched.length, listed(untouched))];
  return said.filter(Boolean).join("。") || t().fine;
}

function listed(rows: readonly DayRow[]): string {
  const list = rows.slice(0, NAMED).map(nameOf).join("、");
  return rows.length > NAMED ? t().more(list) : list;
}

function nameOf(row: DayRow): string {
  return row.above ? `${w().stairwell(row.above.name)} ${row.name}` : row.name;
}

/** Where the column of each session begins: a gap between days. */
function columnsOf(data: Days): readonly number[] {
  let x = LEFT;
  return data.times.map((time, at) => {
    if (at && time.day !== data.times[at - 1]!.day) x += GAP;
    x += STEP;
    return x - STEP;
  });
}

function Picture({ data }: { data: Days }) {
  const columns = useMemo(() => columnsOf(data), [data]);
  const { fills, marks } = useMemo(() => drawn(data, columns), [data, columns]);
  const width = (columns[columns.length - 1] ?? LEFT) + STEP;
  const height = TOP + data.rows.length * STEP;
  const title = titleOf(data);
  const dates = data.times.map(({ day }) => day);
  return (
    <div class="scroll heat-scroll" tabindex={0} role="group" aria-label={t().tableOf(data.place.name)}>
      <svg class="heat" role="img" aria-label={title} {...asLarge(width, height)}>
        {data.times.map((time, at) =>
          time.day === data.times[at - 1]?.day ? null : (
            <text key={time.day} x={columns[at]}>
              <tspan x={columns[at]} y={TOP - 23}>
                {monthAt(dates, at)}
              </tspan>
              <tspan x={columns[at]} y={TOP - 7}>
                {Number(time.day.slice(8))}
              </tspan>
            </text>
          ),
        )}
        {data.rows.map((row, at) => (
          <text key={row.id} x={0} y={TOP + at * STEP + SIDE - 1}>
            {nameOf(row)}
          </text>
        ))}
        {LOOKS.map((look) => fills.has(look) && <path key={look} class={`cell-${look}`} d={fills.get(look)!} />)}
        {LOOKS.map((look) => marks.has(look) && <path key={look} class={`mark-${look}`} d={marks.get(look)!} />)}
      </svg>
    </div>
  );
}

function drawn(data: Days, columns: readonly number[]): { fills: Map<Look, string>; marks: Map<Look, string> } {
  const fills = new Map<Look, string>();
  const marks = new Map<Look, string>();
  data.rows.forEach((row, line) => {
    row.cells.forEach((cell, at) => {
      const look = cellLook(cell);
      if (!look) return;
      const [x, y] = [columns[at]! + 0.5, TOP + line * STEP + 0.5];
      fills.set(look, `${fills.get(look) ?? ""}M${x} ${y}h${SIDE}v${SIDE}h-${SIDE}z`);
      const mark = MARKS[look];
      if (mark) marks.set(look, `${marks.get(look) ?? ""}M${x} ${y}${mark}`);
    });
  });
  return { fills, marks };
}

/** The glyph of a state as strokes from the upper left corner of its cell: ✕, !, ? would be 7,000 texts. */
const MARKS: Partial<Record<Look, string>> = {
  missed: "m3 3l6 6m0 -6l-6 6",
  exception: "m6 2v5m0 2v1.5",
  refused: "m8.5 2.5l-5 7",
};

function Twin({ data }: { data: Days }) {
  const rows = data.rows.map((row): GridRow => ({
    id: row.id,
    head: <a href={href("building", { ...route.value.params, door: row.id })}>{nameOf(row)}</a>,
    cells: row.cells.map((cell, at) => {
      const look = cellLook(cell);
      const state = look ? word(look) : t().states["none"];
      const time = data.times[at]!;
      return (
        <span key={at} class={`round twin-${look ?? "none"}`} title={`${dayName(time.day)} ${w().session[time.session] ?? ""} ${state}`}>
          <span aria-hidden="true">{look ? GLYPH[look] || "·" : "–"}</span>
          <span class="hidden">{state}</span>
        </span>
      );
    }),
  }));
  return <Grid times={data.times} rows={rows} label={t().tableOf(data.place.name)} corner={t().door} />;
}
