/** Striking a record out, with a reason; it stays readable in the history. */

import { useState } from "preact/hooks";
import type { Place } from "../../store/types";
import { door as doorWords } from "../../words/phone/door";
import { voidAct } from "../acts";
import { doorLabel } from "../building/floors";
import { wordsOf } from "../page-words";

const t = wordsOf(doorWords);

interface Props {
  readonly household: Place;
  readonly recordId: string;
  readonly onVoided: () => void;
}

export function Correct({ household, recordId, onVoided }: Props) {
  const [asking, setAsking] = useState(false);
  const strike = async (why: string) => {
    if (await voidAct(household.id, recordId, why, (now) => now.building.undone(doorLabel(household)))) onVoided();
  };
  return (
    <section>
      <button type="button" class="link" aria-expanded={asking} onClick={() => setAsking(!asking)}>{t().wrong}</button>
      {asking ? (
        <div class="chips" role="group" aria-label={t().wrongWhy}>
          {t().reasons.map((why) => (
            <button key={why} type="button" onClick={() => void strike(why)}>{why}</button>
          ))}
        </div>
      ) : null}
    </section>
  );
}
