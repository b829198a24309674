/** A band of 24 hours for each day: shifts as blocks, stretches without anybody hatched and written out. */

import { gates } from "../../words/desk/gates";
import { asLarge } from "../as-large";
import { useInSight } from "../current";
import { href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import { clock, dayName, wordsOf } from "../words";
import type { Gap, Shift, Watch, WatchDay } from "./types";

const t = wordsOf(gates);
const [LEFT, TOP, ROW, BAR, HOUR_WIDE] = [112, 22, 34, 26, 34];
const WIDTH = LEFT + 24 * HOUR_WIDE + 24;
const HOUR = 3_600_000;
const HOURS = [0, 6, 12, 18, 24];
/** Wide enough for a word, in px. */
const WORDY = 44;

export function Bands({ watch, title }: { readonly watch: Watch; readonly title: string }) {
  const height = TOP + watch.days.length * ROW;
  return (
    <div class="scroll gate-scroll" tabindex={0} role="group" aria-label={t().picture}>
      <svg class="gate-bands" role="img" aria-label={title} {...asLarge(WIDTH, height)}>
        {HOURS.map((hour) => (
          <g key={hour}>
            <text class="gate-hour" x={LEFT + hour * HOUR_WIDE} y={14}>
              {hour}
            </text>
            <path class="gate-line" d={`M${LEFT + hour * HOUR_WIDE} ${TOP - 3}V${height}`} />
          </g>
        ))}
        {watch.days.map((day, at) => (
          <Band key={day.day} day={day} y={TOP + at * ROW} />
        ))}
      </svg>
    </div>
  );
}

function Band({ day, y }: { readonly day: WatchDay; readonly y: number }) {
  const x = (at: number) => LEFT + ((at - day.starts_at) / HOUR) * HOUR_WIDE;
  return (
    <>
      <text x={0} y={y + 18}>
        {dayName(day.day)}
      </text>
      {day.shifts.map((shift) => (
        <Block key={`${shift.record}${shift.from}`} look={shift.handed_over ? "worked" : "ongoing"} x={x(shift.from)} y={y} wide={x(shift.to) - x(shift.from)} text={shift.who ?? ""} />
      ))}
      {day.gaps.map((gap) => (
        <Block key={gap.from} look={gap.state} x={x(gap.from)} y={y} wide={x(gap.to) - x(gap.from)} text={gapWords(gap)} />
      ))}
    </>
  );
}

function Block({ look, x, y, wide, text }: { readonly look: string; readonly x: number; readonly y: number; readonly wide: number; readonly text: string }) {
  return (
    <>
      <rect class={`gate-${look}`} x={x + 0.5} y={y + 1} width={Math.max(1, wide - 1)} height={BAR} rx={3} />
      {wide >= WORDY && (
        <text class={`gate-word gate-word-${look}`} x={x + wide / 2} y={y + 18}>
          {text.slice(0, Math.floor(wide / 14))}
        </text>
      )}
    </>
  );
}

function gapWords(gap: Gap): string {
  return `${t().states[gap.state] ?? ""} ${t().length(Math.round((gap.to - gap.from) / 60_000))}`;
}

/** The same in words, each shift leading to its record. */
export function Twin({ watch }: { readonly watch: Watch }) {
  return (
    <details open={route.value.params["day"] !== undefined}>
      <summary>{t().table}</summary>
      <ScrollTable within label={t().table} heads={[t().day, t().who, t().gaps]}>
        {watch.days.map((day) => (
          <DayRow key={day.day} day={day} />
        ))}
      </ScrollTable>
    </details>
  );
}

function DayRow({ day }: { readonly day: WatchDay }) {
  const named = route.value.params["day"] === day.day;
  const row = useInSight<HTMLTableRowElement>(named);
  return (
    <tr ref={row} aria-current={named ? "true" : undefined}>
      <th scope="row">{dayName(day.day)}</th>
      <td>
        <ul>
          {day.shifts.map((shift) => (
            <ShiftLine key={`${shift.record}${shift.from}`} shift={shift} day={day} />
          ))}
        </ul>
      </td>
      <td>{day.gaps.length ? day.gaps.map((gap) => `${hours(gap, day)} ${gapWords(gap)}`).join(t().and) : t().none}</td>
    </tr>
  );
}

function ShiftLine({ shift, day }: { readonly shift: Shift; readonly day: WatchDay }) {
  return (
    <li>
      <a href={href("record", { id: shift.record })}>{hours(shift, day)}</a> {shift.who} · {shift.place.name} {!shift.handed_over && <span class="note">{t().ongoing}</span>}
    </li>
  );
}

function hours({ from, to }: { readonly from: number; readonly to: number }, day: WatchDay): string {
  return `${clock(from)}–${to === day.ends_at ? "24:00" : clock(to)}`;
}
