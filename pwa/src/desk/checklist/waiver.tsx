/** A criterion set aside: by whom, why, until when; setting it aside, ending that, and what was before. */

import "./waiver.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { waiver as waiverWords } from "../../words/desk/waiver";
import { post, Problem, remove } from "../api";
import { asOf } from "../asof";
import { useLoad } from "../load";
import { useOnce } from "../once";
import { problemWords } from "../problem";
import type { Criterion, Me } from "../types";
import { day, dayName, moment, w, wordsOf } from "../words";

const t = wordsOf(waiverWords);
const WEEK = 7 * 86_400_000;
const LONGEST = 31 * 86_400_000;

interface Waiver {
  readonly id: string;
  readonly criterion: string;
  readonly reason: string;
  readonly by: string;
  readonly from: string;
  readonly until: string;
  readonly created_at: number;
  readonly ended_at: number | null;
}

interface Asked {
  readonly reason: string;
  readonly until: string;
}

interface Props {
  readonly me: Me;
  readonly compound: string;
  readonly criterion: Criterion;
  /** Judges anew what is shown. */
  readonly again: () => void;
}

type Undo = (() => Promise<unknown>) | null;

export function Waivers({ me, compound, criterion, again }: Props) {
  const list = useLoad<{ waivers: readonly Waiver[] }>(`/waivers?compound=${encodeURIComponent(compound)}`);
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<{ text: string; bad: boolean; undo: Undo }>({ text: "", bad: false, undo: null });
  const ever = knownBy(list.data?.waivers ?? [], asOf.value).filter((one) => one.criterion === criterion.id);
  const standing = criterion.waived && ever.find((one) => one.ended_at === null);
  const may = me.may.includes("waive") && asOf.value === null;

  const once = useOnce();
  const run = (act: () => Promise<Undo>, text: string): Promise<boolean> => once(() => store(act, text), false);
  const store = async (act: () => Promise<Undo>, text: string): Promise<boolean> => {
    try {
      setSaid({ text, bad: false, undo: await act() });
      return true;
    } catch (problem) {
      setSaid({ text: wordsFor(problem as Problem), bad: true, undo: null });
      return false;
    } finally {
      list.again();
      again();
    }
  };
  const waive = async ({ reason, until }: Asked): Promise<Undo> => {
    const { id } = await post<Waiver>("/waivers", { compound, criterion: criterion.id, reason, until });
    return () => remove(`/waivers/${id}`);
  };
  const end = async (one: Waiver): Promise<Undo> => {
    await remove(`/waivers/${one.id}`);
    return () => waive(one);
  };
  const takeBack = () => said.undo && void run(async () => (await said.undo?.(), null), t().undone);

  const offered = may && criterion.waivable && !criterion.waived && criterion.verdict !== "met";
  if (!offered && !ever.length && !said.text) return null;
  return (
    <div class="waivers">
      {criterion.waived && (
        <p class="lead">
          {t().standing(criterion.waived.by, dayName(criterion.waived.until))}: {criterion.waived.reason} ·{" "}
          {t().without(w().verdictShort[criterion.waived.judged] ?? criterion.waived.judged)}
        </p>
      )}
      <p class={`slot ${said.bad ? "bad" : "good"}`} role="status">
        {said.text}
        {said.undo && (
          <button type="button" class="quiet" onClick={takeBack}>
            {t().undo}
          </button>
        )}
      </p>
      {may && standing && (
        <button type="button" onClick={() => void run(() => end(standing), t().ended)}>
          {t().end}
        </button>
      )}
      {offered && !asking && (
        <button type="button" onClick={() => setAsking(true)}>
          {t().ask}
        </button>
      )}
      {asking && (
        <Form
          by={me.user.name}
          close={() => setAsking(false)}
          save={(asked) => void run(() => waive(asked), t().saved).then((stored) => stored && setAsking(false))}
        />
      )}
      {ever.length > 0 && <History waivers={ever} />}
    </div>
  );
}

/** What was known of them at a moment: later ones were not there, and later ends not told. */
function knownBy(waivers: readonly Waiver[], at: number | null): readonly Waiver[] {
  if (at === null) return waivers;
  return waivers.filter((one) => one.created_at <= at).map((one) => (one.ended_at !== null && one.ended_at > at ? { ...one, ended_at: null } : one));
}

function wordsFor(problem: Problem): string {
  return problem instanceof Problem && problem.status === 422 ? t().faulty : problemWords(problem);
}

interface FormProps {
  readonly by: string;
  readonly save: (asked: Asked) => void;
  readonly close: () => void;
}

function Form({ by, save, close }: FormProps) {
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(day(Date.now() + WEEK));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="waive"
      onSubmit={(event) => {
        event.preventDefault();
        save({ reason: reason.trim(), until });
      }}
    >
      <h3>{t().heading}</h3>
      <p class="note">{t().help}</p>
      <div class="fields">
        <label>
          {t().reason}
          <input ref={field} value={reason} required minLength={2} maxLength={200} autocomplete="off" onInput={(e) => setReason(e.currentTarget.value)} />
        </label>
        <label>
          {t().until}
          <input
            type="date"
            value={until}
            required
            min={day(Date.now())}
            max={day(Date.now() + LONGEST)}
            onInput={(e) => setUntil(e.currentTarget.value)}
          />
        </label>
      </div>
      <p class="note">{t().by(by)}</p>
      <button class="primary">{t().save}</button>{" "}
      <button type="button" onClick={close}>
        {t().cancel}
      </button>
    </form>
  );
}

function History({ waivers }: { readonly waivers: readonly Waiver[] }) {
  const today = day(asOf.value ?? Date.now());
  return (
    <>
      <h3>{t().history}</h3>
      <ul class="rows">
        {waivers.map((one) => (
          <li key={one.id}>
            {moment(one.created_at)} · {t().line(one.by, dayName(one.from), dayName(one.until))} · {one.reason} ·{" "}
            <b>{one.ended_at !== null ? t().over(moment(one.ended_at)) : one.until < today ? t().expired : t().running}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
