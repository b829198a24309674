/** The bridge in one line, a small trend, and the line over all rounds with its table twin. */

import type { ComponentChildren } from "preact";
import { ScrollTable } from "../scroll-table";
import { wordsOf } from "../words";
import { rollup } from "../../words/desk/rollup";
import type { Bridge, RoundLine } from "./types";

const t = wordsOf(rollup);
/** Of how many compounds a line tells more than the table below it. */
const LEAST_FOR_A_LINE = 10;

interface BridgeProps {
  readonly bridge: Bridge;
  readonly since: number;
  /** The words to say it in, where they are not the reader's. */
  readonly said?: ReturnType<typeof t>;
  /** Where the round before is, on a page whose numbers lead on. */
  readonly before?: string;
  /** A number that opens the places it counts. */
  readonly door?: (which: "gained" | "removed", n: number) => ComponentChildren;
}

export function BridgeLine({ bridge, since, said = t(), before, door = (_, n) => n }: BridgeProps) {
  const named = said.previous(since);
  return (
    <p class="note rollup-bridge">
      {before ? <a href={before}>{named}</a> : named} {bridge.previous} + {said.gained} {door("gained", bridge.gained)} − {said.removed}{" "}
      {door("removed", bridge.removed)} = {said.current} {bridge.current}
    </p>
  );
}

function points(values: readonly number[], width: number, height: number, most: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, at) => `${at * step},${height - (most ? (value / most) * height : 0)}`).join(" ");
}

/** The share over the rounds; the same figures in words for those who do not see it. */
export function Trend({ trend }: { readonly trend: readonly (readonly [number, number])[] }) {
  if (trend.length < 2) return <span class="note">–</span>;
  const shares = trend.map(([free, all]) => (all ? free / all : 0));
  const [first = [0, 0], last = [0, 0]] = [trend[0], trend[trend.length - 1]];
  const said = t().trendTitle(trend.length, first.join("/"), last.join("/"));
  return (
    <svg class="rollup-trend" viewBox="-2 -2 84 24" role="img" aria-label={said}>
      <title>{said}</title>
      <polyline points={points(shares, 80, 20, 1)} />
    </svg>
  );
}

/** Recognised compounds over the rounds, its title the finding. */
export function Line({ line, to }: { readonly line: readonly RoundLine[]; readonly to: (round: number) => string }) {
  const rows = line.flatMap((one) => (one.counts["compound"] ? [{ ...one, here: one.counts["compound"] }] : []));
  const last = rows[rows.length - 1];
  if (rows.length < 2 || !last) return null;
  const title = t().lineTitle(last.number, last.here.free, last.here.all, last.here.gained - last.here.removed);
  const most = Math.max(...rows.map((row) => row.here.all));
  return (
    <figure class="panel rollup-line">
      <figcaption>{title}</figcaption>
      {most >= LEAST_FOR_A_LINE && (
        <svg viewBox="-4 -4 608 128" role="img" aria-label={title}>
          <polyline points={points(rows.map((row) => row.here.free), 600, 120, most)} />
        </svg>
      )}
      <ScrollTable
        within
        label={title}
        heads={[t().round, { figure: t().free }, { figure: t().gained }, { figure: t().removed }, { figure: t().all }]}
      >
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <a href={to(row.id)}>{row.number}</a>
            </th>
            <td class="figure">{row.here.free}</td>
            <td class="figure">{row.here.gained}</td>
            <td class="figure">{row.here.removed}</td>
            <td class="figure">{row.here.all}</td>
          </tr>
        ))}
      </ScrollTable>
    </figure>
  );
}
