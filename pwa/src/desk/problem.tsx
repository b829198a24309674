/** What went wrong, what is safe, and what to do. */

import type { Problem } from "./api";
import { problems } from "../words/desk/problems";
import { w, wordsOf } from "./words";

const t = wordsOf(problems);

/** Never the server's own sentence: that one is for programs, and in one language. */
export function problemWords({ status, code }: Problem): string {
  if (code === "unsent") return t().unsent;
  if (status === 0) return t().offline;
  const said = t().byCode[code];
  if (said) return said;
  if (status === 404) return t().notFound;
  if (status === 403) return t().denied;
  return status >= 500 ? t().broken : t().other(code);
}

export function ProblemNote(props: { problem: Problem; again: () => void }) {
  return (
    <p class="soft bad" role="alert">
      {problemWords(props.problem)} <button onClick={props.again}>{w().again}</button>
    </p>
  );
}
