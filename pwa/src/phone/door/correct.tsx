/** Striking a record out, with a reason; it stays readable in the history, and the undo beside the sentence puts it back. */

import { useEffect, useRef, useState } from "preact/hooks";
import { said } from "../../ui/slot";
import { door as doorWords } from "../../words/phone/door";
import { records as recordWords } from "../../words/phone/records";
import { written } from "../acts";
import { restoreRecord, voidRecord } from "../data";
import { wordsOf } from "../page-words";

const t = wordsOf(doorWords);
const told = wordsOf(recordWords);

interface Props {
  readonly place: string;
  /** How the sentence names it. */
  readonly title: string;
  readonly recordId: string;
  readonly onVoided: () => void;
}

export function Correct({ place, title, recordId, onVoided }: Props) {
  const [asking, setAsking] = useState(false);
  const section = useRef<HTMLElement>(null);
  // It stands at the end of what scrolls: the reasons would open below the fold.
  useEffect(() => {
    if (asking) section.current?.scrollIntoView({ block: "nearest" });
  }, [asking]);
  const undo = async () => {
    const back = await written(place, () => restoreRecord(recordId, "undo"));
    if (back) said.value = { tone: "plain", say: () => told().restored(title) };
  };
  const strike = async (why: string) => {
    if (!(await written(place, () => voidRecord(recordId, why)))) return;
    said.value = { tone: "plain", place, say: () => told().struck(title), undo };
    onVoided();
  };
  return (
    <section ref={section}>
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
