/** 已说明: a reason beside a missed round, by whom and when; it can be taken back, and back again. */

import { useState } from "preact/hooks";
import { missed as pageWords } from "../../words/desk/missed";
import { post, type Problem } from "../api";
import { problemWords } from "../problem";
import { href } from "../route";
import { moment, wordsOf } from "../words";
import type { Explanation, Opened } from "./types";

const t = wordsOf(pageWords);

interface Props {
  readonly data: Opened;
  readonly may: boolean;
  readonly changed: () => void;
}

interface Said {
  readonly text: string;
  readonly bad: boolean;
  /** What takes the last act back. */
  readonly ops: readonly string[];
  readonly redo: boolean;
}

export function Explain({ data, may, changed }: Props) {
  const [said, setSaid] = useState<Said | null>(null);
  const explainable = data.state === "missed" || data.state === "attempted";

  const act = async (path: string, body: unknown, text: string, redo: boolean): Promise<boolean> => {
    try {
      const made = await post<{ ops: readonly string[] }>(path, body);
      setSaid({ text, bad: false, ops: made.ops, redo });
      return true;
    } catch (error) {
      setSaid({ text: problemWords(error as Problem), bad: true, ops: [], redo: false });
      return false;
    } finally {
      changed();
    }
  };
  const explain = (reason: string): Promise<boolean> =>
    act("/missed/explanations", { place: data.place.id, day: data.day, session: data.session, reason }, t().saved, false);
  const takeBack = (ops: readonly string[]): Promise<boolean> => act("/register/undo", { ops }, said?.redo ? t().saved : t().undone, !said?.redo);

  if (!explainable && !data.explanations.length) return null;
  return (
    <section class="explain">
      <h3>{t().explain}</h3>
      <ol class="explanations">
        {data.explanations.map((one) => (
          <Entry key={one.record} one={one} undo={may && !one.voided ? () => void takeBack([one.op]) : null} />
        ))}
      </ol>
      {explainable && may && <Form send={explain} />}
      {explainable && !may && !data.explanations.length && <p class="note">{t().readOnly}</p>}
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
        {said?.text}
        {said && said.redo && said.ops.length > 0 && (
          <button class="quiet" onClick={() => void takeBack(said.ops)}>
            {t().redo}
          </button>
        )}
      </p>
    </section>
  );
}

function Entry({ one, undo }: { one: Explanation; undo: (() => void) | null }) {
  return (
    <li>
      <span class={one.voided ? "voided" : ""}>{one.reason}</span>{" "}
      <span class="note">
        {t().said(one.by, moment(one.at))} {one.voided && t().takenBack} <a href={href("record", { id: one.record })}>{t().record}</a>
      </span>{" "}
      {undo && (
        <button class="quiet" onClick={undo}>
          {t().undo}
        </button>
      )}
    </li>
  );
}

function Form({ send }: { send: (reason: string) => Promise<boolean> }) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const stored = await send(reason.trim().replace(/\s+/g, " "));
    setBusy(false);
    if (stored) setReason("");
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        {t().reason}
        <textarea required maxLength={300} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <p class="note">{t().explainNote}</p>
      <button class="primary" disabled={busy || !reason.trim()}>
        {t().save}
      </button>
    </form>
  );
}
