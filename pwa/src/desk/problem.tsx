/** What went wrong, what is safe, and what to do. */

import type { Problem } from "./api";
import { problems } from "../words/desk/problems";
import type { Label } from "./types";
import { dayName, say, w, wordsOf } from "./words";

const t = wordsOf(problems);
/** What the server says of a day that has not come yet. */
export const AHEAD = "day_ahead";

/** Never the server's own sentence, which is for programs and in one language, unless it says why in both. */
export function problemWords(problem: Problem): string {
  const { status, code } = problem;
  if (code === "unsent") return t().unsent;
  if (code === "no_file") return t().noFile;
  if (code === "unreachable") return t().unreachable;
  const why = whyOf(problem);
  if (why) return t().why(why);
  if (status === 0) return t().offline;
  const said = t().byCode[code];
  if (said) return said;
  if (status === 404) return t().notFound;
  if (status === 403) return t().denied;
  return status >= 500 ? t().broken : t().other(code);
}

function whyOf({ more }: Problem): string | null {
  const said = [more["why"], more["reason"]].find((each) => typeof each === "object" && each !== null);
  return said ? say(said as Label).replace(/[。.]$/, "") : null;
}

/** A day that is still to come has nothing to show; `to` is the same page on the day that is looked at. */
export function AheadNote({ day, to }: { readonly day: string; readonly to: string }) {
  return (
    <p class="soft warn" role="alert">
      {t().byCode[AHEAD]} <a href={to}>{t().today(dayName(day))}</a>
    </p>
  );
}

export function ProblemNote(props: { problem: Problem; again: () => void }) {
  return (
    <p class="soft bad" role="alert">
      {problemWords(props.problem)} <button onClick={props.again}>{w().again}</button>
    </p>
  );
}
