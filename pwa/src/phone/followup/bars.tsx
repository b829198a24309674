/** Fourteen days as small bars, two a day: an empty frame is a round without a reading on this phone. */

import { followup as followupWords } from "../../words/phone/followup";
import { dayName } from "../day-name";
import { wordsOf } from "../page-words";
import { SHOWN_DAYS, type Half } from "./halves";

const t = wordsOf(followupWords);
/** The range that a bar can show, in tenths of a degree. */
const LOWEST = 350;
const HIGHEST = 400;
const LEAST_PERCENT = 12;

function heightOf(tenths: number): string {
  const share = (Math.min(Math.max(tenths, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST);
  return `${Math.round(LEAST_PERCENT + share * (100 - LEAST_PERCENT))}%`;
}

function lookOf({ tenths, isOwed }: Half, fever: number): string {
  if (tenths === null) return isOwed ? "bar-missing" : "bar-none";
  return tenths >= fever ? "bar-hot" : "bar-taken";
}

interface Props {
  readonly halves: readonly Half[];
  readonly fever: number;
  readonly nameOf: (session: string) => string;
}

export function Bars({ halves, fever, nameOf }: Props) {
  const perDay = halves.length / SHOWN_DAYS;
  const missing = halves.filter((half) => half.isOwed && half.tenths === null);
  const taken = halves.filter((half) => half.tenths !== null).length;
  const list = missing.map((half) => `${dayName(half.day)} ${nameOf(half.session)}`).join(t().between);
  const about = missing.length === 0 ? t().allTaken(taken) : t().someTaken(taken, missing.length);
  return (
    <section>
      <div class="bars" role="img" aria-label={list === "" ? about : `${about} ${list}`}>
        {Array.from({ length: SHOWN_DAYS }, (_, i) => halves.slice(i * perDay, (i + 1) * perDay)).map((day) => (
          <div key={day[0]?.day} class="bars-day">
            <div class="bars-halves">
              {day.map((half) => <i key={half.session} class={lookOf(half, fever)} style={{ height: half.tenths === null ? "100%" : heightOf(half.tenths) }} />)}
            </div>
            <span class="num">{Number(day[0]?.day.slice(8))}</span>
          </div>
        ))}
      </div>
      <p class="small">{about}</p>
    </section>
  );
}
