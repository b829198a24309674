/** What went wrong, what is safe, and what to do. */

import type { Problem } from "./api";
import { w } from "./words";

export function problemWords(problem: Problem): string {
  if (problem.status === 0) return w().problem.offline;
  if (problem.status === 404) return w().problem.notFound;
  if (problem.status === 403) return w().problem.denied;
  return w().problem.other(problem.detail);
}

export function ProblemNote(props: { problem: Problem; again: () => void }) {
  return (
    <p class="soft bad" role="alert">
      {problemWords(props.problem)} <button onClick={props.again}>{w().again}</button>
    </p>
  );
}
