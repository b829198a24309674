/** One sample: how it stands, and each drawn door with what was found there. */

import { useState } from "preact/hooks";
import { spot } from "../../words/desk/spot";
import { post, type Problem } from "../api";
import { problemWords } from "../problem";
import { dayName, say, wordsOf } from "../words";
import type { DrawnDoor, Sample } from "./types";

const t = wordsOf(spot);
const OUTCOMES = ["agrees", "disagrees", "not_reached"] as const;
const TONE: Readonly<Record<string, string>> = { passed: "✓", failed: "!", unfinished: "◐" };

interface Props {
  readonly sample: Sample;
  readonly open: boolean;
  /** Whether a second sample may be drawn and checks entered; else it is read only. */
  readonly enters: boolean;
  readonly busy: boolean;
  readonly second: () => void;
  readonly tell: (text: string, bad: boolean) => void;
  readonly again: () => void;
}

export function SampleCard({ sample, open, enters, busy, second, tell, again }: Props) {
  const heading = `sample-${sample.id}`;
  return (
    <section class="panel" aria-labelledby={heading}>
      <h2 id={heading}>
        {t().title(dayName(sample.day), say(sample.kind.label))} · {TONE[sample.verdict]} {t().verdicts[sample.verdict]}
      </h2>
      <p>{t().counts(sample.doors.length, sample.checked, sample.agrees, sample.disagrees, sample.not_reached)}</p>
      <p class="note">
        {sample.second_of && <>{t().again} · </>}
        {sample.checker && t().who(sample.checker)}
      </p>
      {sample.asks_second && (
        <p>
          <span class="soft warn">{t().askSecond}</span>{" "}
          {enters && <button disabled={busy} onClick={second}>{t().second}</button>}
        </p>
      )}
      <details open={open}>
        <summary>{t().doors}</summary>
        <ul class="drawn-doors">
          {sample.doors.map((one) =>
            enters ? <Door key={one.place.id} sample={sample.id} door={one} tell={tell} again={again} /> : <Found key={one.place.id} door={one} />,
          )}
        </ul>
      </details>
    </section>
  );
}

/** What was found at a door, where nothing can be entered. */
function Found({ door }: { readonly door: DrawnDoor }) {
  return (
    <li>
      <span>{door.place.name}</span> <span>{door.outcome === null ? t().notYet : (t().outcomes[door.outcome] ?? door.outcome)}</span>
    </li>
  );
}

interface DoorProps extends Pick<Props, "tell" | "again"> {
  readonly sample: string;
  readonly door: DrawnDoor;
}

function Door({ sample, door, tell, again }: DoorProps) {
  const [busy, setBusy] = useState(false);
  const enter = async (outcome: string): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await post("/spot-checks", { sample, place: door.place.id, outcome });
      tell(t().saved(door.place.name, t().outcomes[outcome] ?? outcome), false);
    } catch (error) {
      tell(problemWords(error as Problem), true);
    } finally {
      setBusy(false);
      again();
    }
  };
  return (
    <li>
      <span>{door.place.name}</span>
      <span role="group" aria-label={`${door.place.name} ${t().found}`}>
        {OUTCOMES.map((one) => (
          <button key={one} class="says one-of" aria-pressed={door.outcome === one} onClick={() => void enter(one)}>
            {door.outcome === one ? "● " : ""}{t().outcomes[one]}
          </button>
        ))}
      </span>
    </li>
  );
}
