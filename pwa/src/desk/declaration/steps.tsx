/** Taking a step: the one that is next, and those that need a reason. */

import { useRef, useState } from "preact/hooks";
import { declaration } from "../../words/desk/declaration";
import { post, type Problem } from "../api";
import { asOf } from "../asof";
import { problemWords } from "../problem";
import { say, wordsOf } from "../words";
import type { Action, Standing } from "./types";

const t = wordsOf(declaration);
/** The press of a double-click that finds another step under the pointer. */
const SECOND = 2;

interface Props {
  readonly shown: Standing;
  readonly again: () => void;
}

export function Steps({ shown, again }: Props) {
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [sending, setSending] = useState(false);
  const [taken, setTaken] = useState<number | null>(null);
  // What was taken is shown before the next step can be: two presses never take two steps.
  const busy = sending || taken === shown.steps;
  const primary = shown.actions.find((one) => one.primary);
  const others = shown.actions.filter((one) => !one.primary);

  const take = async (step: string, reason: string): Promise<boolean> => {
    setSending(true);
    try {
      await post("/standings", { place: shown.place.id, step, reason, seen: shown.steps });
      setSaid({ text: t().done(t().steps[step] ?? step), bad: false });
      setTaken(shown.steps);
      return true;
    } catch (error) {
      setSaid({ text: wordsFor(error as Problem), bad: true });
      return false;
    } finally {
      setSending(false);
      again();
    }
  };

  return (
    <div>
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">{said?.text}</p>
      <div class="next-step">
        <h3>{t().nextStep}</h3>
        {!primary && <p class="note">{asOf.value === null ? t().nothingToDo : t().lookingBack}</p>}
        {primary && (
          <>
            <button
              class="primary"
              disabled={busy || primary.why !== null}
              aria-describedby={primary.why ? "why-not" : undefined}
              onClick={(event) => event.detail < SECOND && void take(primary.step, "")}
            >
              {t().steps[primary.step]}
            </button>
            {primary.why && <p id="why-not" class="note">{t().waits(say(primary.why))}</p>}
          </>
        )}
      </div>
      {others.length > 0 && <WithReason others={others} busy={busy} take={take} tell={(text) => setSaid({ text, bad: true })} />}
    </div>
  );
}

interface WithReasonProps {
  readonly others: readonly Action[];
  readonly busy: boolean;
  readonly take: (step: string, reason: string) => Promise<boolean>;
  readonly tell: (text: string) => void;
}

function WithReason({ others, busy, take, tell }: WithReasonProps) {
  const [step, setStep] = useState("");
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const free = others.find((one) => one.why === null) ?? others[0];
  const chosen = others.some((one) => one.step === step) ? step : (free?.step ?? "");
  const why = others.find((one) => one.step === chosen)?.why ?? null;
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!reason.trim()) {
      tell(t().needReason);
      field.current?.focus();
    } else if (await take(chosen, reason.trim())) setReason("");
  };
  return (
    <form class="steps-form" onSubmit={(event) => void send(event)}>
      <h3>{t().other}</h3>
      <label>
        {t().choose}{" "}
        <select value={chosen} onChange={(event) => setStep(event.currentTarget.value)}>
          {others.map((one) => <option key={one.step} value={one.step}>{t().steps[one.step]}</option>)}
        </select>
      </label>
      <label for="step-reason">{t().reason}</label>
      <textarea id="step-reason" ref={field} rows={2} maxLength={300} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      {why && <p id="not-yet" class="note">{t().waits(say(why))}</p>}
      <div><button disabled={busy || why !== null} aria-describedby={why ? "not-yet" : undefined}>{t().steps[chosen]}</button></div>
    </form>
  );
}

function wordsFor(problem: Problem): string {
  if (problem.code === "standing_moved") return t().moved;
  if (problem.code === "standing_refused") return t().refused;
  if (problem.code === "standing_not_met") return t().notMet;
  return problemWords(problem);
}
