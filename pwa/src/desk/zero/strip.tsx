/** The fourteen-day strip: confirmed cases, people of concern, doors visited; and its table twin. */

import { zeroWords } from "../../words/desk/zero";
import { asLarge } from "../as-large";
import { ScrollTable } from "../scroll-table";
import { dayName, monthAt, wordsOf } from "../words";

const t = wordsOf(zeroWords);
const [LEFT, WIDE, ROW, TOP] = [76, 34, 26, 40];

export interface ZeroDay {
  readonly day: string;
  readonly new: number;
  readonly unreleased: number;
  readonly due: number;
  /** How many of those due are enough by the rule. */
  readonly wanted: number;
  readonly done: number;
  readonly not_yet_known: number;
  readonly open: number;
}

type Checked = "full" | "short" | "unknown" | "open" | "none";
const GLYPH: Record<Checked, string> = { full: "✓", short: "✕", unknown: "◐", open: "…", none: "–" };

export function checkedOn(day: ZeroDay): Checked {
  if (!day.due) return "none";
  if (day.done >= day.wanted) return "full";
  if (day.open) return "open";
  return day.not_yet_known ? "unknown" : "short";
}

export function Strip({ days, title }: { readonly days: readonly ZeroDay[]; readonly title: string }) {
  const rows = [t().cases, t().watched, t().checked];
  const width = LEFT + days.length * WIDE;
  const months = days.map((_, at) => monthAt(days.map(({ day }) => day), at));
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={title}>
      <svg class="strip" role="img" aria-label={title} {...asLarge(width, TOP + rows.length * ROW + 4)}>
        {rows.map((row, at) => (
          <text key={row} class="strip-row" x="0" y={TOP + at * ROW + 18}>
            {row}
          </text>
        ))}
        {days.map((day, at) => (
          <Day key={day.day} day={day} month={months[at] ?? ""} x={LEFT + at * WIDE} />
        ))}
      </svg>
    </div>
  );
}

function Day({ day, month, x }: { readonly day: ZeroDay; readonly month: string; readonly x: number }) {
  const checked = checkedOn(day);
  const marks = [
    { text: day.new ? String(day.new) : "·", full: day.new > 0 },
    { text: day.unreleased ? String(day.unreleased) : "·", full: day.unreleased > 0 },
    { text: GLYPH[checked], full: checked === "short" },
  ];
  return (
    <>
      <text class="strip-month" x={x + WIDE / 2} y="14">
        {month}
      </text>
      <text class="strip-day" x={x + WIDE / 2} y={TOP - 8}>
        {Number(day.day.slice(8))}
      </text>
      {marks.map((mark, at) => (
        <g key={at} class={mark.full ? "strip-full" : ""}>
          <rect x={x + 1} y={TOP + at * ROW + 1} width={WIDE - 2} height={ROW - 2} />
          <text x={x + WIDE / 2} y={TOP + at * ROW + 18}>
            {mark.text}
          </text>
        </g>
      ))}
    </>
  );
}

/** Where the figures lead, as far as the reader may go. */
export interface Links {
  readonly cases: string | null;
  readonly board: ((day: string) => string) | null;
  readonly rounds: string | null;
}

export function StripTable({ days, to }: { readonly days: readonly ZeroDay[]; readonly to: Links }) {
  const cases = (n: number) => (n && to.cases ? <a href={to.cases}>{n}</a> : n);
  const board = (day: ZeroDay) => {
    const said = `${day.done}/${day.due}`;
    return day.due && to.board ? <a href={to.board(day.day)}>{said}</a> : said;
  };
  return (
    <details>
      <summary>{t().table}</summary>
      <ScrollTable within label={t().table} heads={[t().day, { figure: t().cases }, { figure: t().watched }, t().checked]}>
        {days.map((day) => (
          <tr key={day.day}>
            <th scope="row">{dayName(day.day)}</th>
            <td class="figure">{cases(day.new)}</td>
            <td class="figure">{cases(day.unreleased)}</td>
            <td>
              {GLYPH[checkedOn(day)]} {t().state[checkedOn(day)]} {board(day)}
            </td>
          </tr>
        ))}
      </ScrollTable>
    </details>
  );
}
