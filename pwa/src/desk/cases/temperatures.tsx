/** Temperatures worth a look: dots on fourteen days for each person, and the same in a table. */

import { cases } from "../../words/desk/cases";
import { asKnown } from "../asof";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { href } from "../route";
import { ScrollTable } from "../scroll-table";
import type { Named, PlaceRow } from "../types";
import { moment, shortDay, wordsOf } from "../words";
import "./temperatures.css";

const t = wordsOf(cases);
const [WIDE, HIGH, LOW, TOP] = [420, 56, 355, 400];
const DAY_MS = 86_400_000;

interface Reading {
  readonly record: string;
  readonly at: number;
  readonly tenths: number;
  readonly high: boolean;
  readonly rises: boolean;
}

interface PersonStrip {
  readonly compound: Named;
  readonly place: Named;
  readonly who: string;
  readonly median: number;
  readonly same: number;
  readonly readings: readonly Reading[];
}

interface Answer {
  readonly days: readonly string[];
  readonly fever_from: number | null;
  readonly strips: readonly PersonStrip[];
}

const degrees = (tenths: number): string => (tenths / 10).toFixed(1);

export function Temperatures({ place }: { readonly place: PlaceRow }) {
  const { data, problem, again } = useLoad<Answer>(asKnown(`/cases/temperatures?place=${encodeURIComponent(place.id)}`));
  if (problem) return <ProblemNote problem={problem} again={again} />;
  if (!data || data.fever_from === null) return null;
  const fever = data.fever_from;
  const hot = data.strips.filter((one) => one.readings.some((reading) => reading.high)).length;
  return (
    <section class="panel" aria-labelledby="temperatures">
      <h2 id="temperatures">{t().warm(hot, degrees(fever), data.days.length)}</h2>
      {data.strips.length > 0 && <p class="note">{t().warmNote}</p>}
      <ul class="rows temperatures">
        {data.strips.map((one) => (
          <Row key={`${one.place.id} ${one.who}`} one={one} days={data.days} fever={fever} />
        ))}
      </ul>
      {data.strips.length > 0 && <Twin strips={data.strips} />}
    </section>
  );
}

interface RowProps {
  readonly one: PersonStrip;
  readonly days: readonly string[];
  readonly fever: number;
}

function Row({ one, days, fever }: RowProps) {
  const top = Math.max(...one.readings.map((reading) => reading.tenths));
  const hottest = one.readings.find((reading) => reading.tenths === top);
  return (
    <li>
      <div>
        <b>
          {one.compound.name} {one.place.name} {one.who}
        </b>
        <p>
          {hottest && (
            <a href={href("record", { id: hottest.record })}>
              {degrees(top)}℃ · {moment(hottest.at)}
            </a>
          )}{" "}
          {one.readings.length > 2 && <span class="note">{t().usually(degrees(one.median))}</span>}
          {one.same > 0 && <span class="chip">{t().same(one.same)}</span>}
        </p>
      </div>
      <Dots one={one} days={days} fever={fever} />
    </li>
  );
}

/** What the dots come to: the highest, when it was, and what is usual. */
function findingOf(one: PersonStrip): string {
  const hottest = one.readings.reduce((top, each) => (each.tenths > top.tenths ? each : top), one.readings[0]!);
  const said = [
    `${one.compound.name} ${one.place.name} ${one.who}`.trim(),
    `${degrees(hottest.tenths)}℃ · ${moment(hottest.at)}`,
    one.readings.length > 2 && t().usually(degrees(one.median)),
    one.same > 0 && t().same(one.same),
  ];
  return said.filter(Boolean).join(" · ");
}

/** Only what was measured is drawn: nothing is known of the time between two dots. */
function Dots({ one, days, fever }: RowProps) {
  const start = Date.parse(`${days[0]}T00:00:00+08:00`);
  const across = (at: number): number => ((at - start) / (days.length * DAY_MS)) * WIDE;
  const up = (tenths: number): number => HIGH - ((Math.min(Math.max(tenths, LOW), TOP) - LOW) / (TOP - LOW)) * HIGH;
  const [first = "", last = ""] = [days[0], days[days.length - 1]];
  return (
    <svg class="dots" viewBox={`-6 -14 ${WIDE + 44} ${HIGH + 40}`} role="img" aria-label={findingOf(one)}>
      <text x={0} y={HIGH + 22} class="dots-from">
        {shortDay(first)}
      </text>
      <text x={WIDE} y={HIGH + 22} class="dots-to">
        {shortDay(last)}
      </text>
      <line class="dots-fever" x1="0" x2={WIDE} y1={up(fever)} y2={up(fever)} />
      <text x={WIDE + 4} y={up(fever) + 4}>
        {degrees(fever)}
      </text>
      {one.readings.map((reading, index) => (
        <Dot key={index} reading={reading} x={across(reading.at)} y={up(reading.tenths)} />
      ))}
    </svg>
  );
}

function Dot({ reading, x, y }: { readonly reading: Reading; readonly x: number; readonly y: number }) {
  if (!reading.high && !reading.rises) return <circle cx={x} cy={y} r="2.5" />;
  return (
    <g class="dots-marked">
      <circle cx={x} cy={y} r="4.5" />
      <text x={x} y={y - 7}>
        {degrees(reading.tenths)}
      </text>
    </g>
  );
}

function Twin({ strips }: { readonly strips: readonly PersonStrip[] }) {
  return (
    <details>
      <summary>{t().asTable}</summary>
      <ScrollTable within label={t().asTable} heads={[t().door, t().who, t().happenedOn, t().reading]}>
        {strips.flatMap((one) =>
          one.readings.map((reading, index) => (
            <tr key={`${one.place.id} ${one.who} ${index}`}>
              <th scope="row">
                {one.compound.name} {one.place.name}
              </th>
              <td>{one.who || "–"}</td>
              <td>{moment(reading.at)}</td>
              <td>
                <a href={href("record", { id: reading.record })}>
                  {degrees(reading.tenths)}℃{reading.high || reading.rises ? " !" : ""}
                </a>
              </td>
            </tr>
          )),
        )}
      </ScrollTable>
    </details>
  );
}
