/** A table too long for one PDF: which part of it to take, or the file that holds it all. */

import { useState } from "preact/hooks";
import { exportWords } from "../../words/desk/exports";
import type { Problem } from "../api";
import { wordsOf } from "../words";

const x = wordsOf(exportWords);

interface Props {
  readonly problem: Problem;
  readonly takePart: (part: number) => void;
  readonly takeWhole: () => void;
}

export function Parts({ problem, takePart, takeWhole }: Props) {
  const [part, setPart] = useState(1);
  const [rows, most] = [Number(problem.more["rows"]), Number(problem.more["most"])];
  const parts = Array.from({ length: Math.ceil(rows / most) }, (_, at) => at + 1);
  return (
    <fieldset role="group" aria-labelledby="too-long">
      <p role="alert" id="too-long">
        {x().tooLong(rows, most, parts.length)}
      </p>
      <p class="actions">
        <label>
          {x().whichPart}{" "}
          <select value={String(part)} onChange={(e) => setPart(Number(e.currentTarget.value))}>
            {parts.map((each) => (
              <option key={each} value={String(each)}>
                {x().part(each, (each - 1) * most + 1, Math.min(each * most, rows))}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => takePart(part)}>
          {x().takePart}
        </button>
        <button type="button" onClick={takeWhole}>
          {x().takeWhole}
        </button>
      </p>
    </fieldset>
  );
}
