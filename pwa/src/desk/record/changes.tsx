/** What may be done with a record: settle two statements, correct it, void it, bring it back. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { nameOf } from "../by";
import { useOnce } from "../once";
import { problemWords } from "../problem";
import { type Kind, RecordForm, type Values } from "../register/form";
import type { RecordPage } from "../types";
import { moment } from "../words";
import { amend, type Undo } from "./amend";
import { Said } from "./said";
import { WithReason } from "./with-reason";
import { t } from "./words";

interface Props {
  readonly page: RecordPage;
  readonly kind: Kind;
  readonly again: () => void;
}

/** What a form at a desk can ask: not a place, and not a list of readings. */
const ASKED: ReadonlySet<string> = new Set(["text", "int", "bool", "choice", "choices", "day", "words"]);

interface Done {
  readonly text: string;
  readonly bad: boolean;
  readonly undo: Undo;
}

function useChanges(again: () => void) {
  const [done, setDone] = useState<Done | null>(null);
  const once = useOnce();
  /** Whether it is stored. */
  const run = (change: () => Promise<Undo>, text = t().done): Promise<boolean> => once(() => store(change, text), false);
  const store = async (change: () => Promise<Undo>, text: string): Promise<boolean> => {
    try {
      setDone({ text, bad: false, undo: await change() });
      return true;
    } catch (problem) {
      setDone({ text: problemWords(problem as Problem), bad: true, undo: null });
      return false;
    } finally {
      again();
    }
  };
  const undo = () => void (done?.undo && run(async () => (await done.undo?.(), null), t().undone));
  return { done, run, undo, tell: (text: string) => setDone({ text, bad: false, undo: null }) };
}

export function Changes({ page, kind, again }: Props) {
  const { record } = page;
  const [open, setOpen] = useState<"correct" | "void" | null>(null);
  const { done, run, undo, tell } = useChanges(again);

  const correct = async (values: Values): Promise<boolean> => {
    const { _why: why, ...fields } = values;
    if (Object.keys(fields).length) return run(() => amend(record.id, fields, why as string));
    tell(t().unchanged);
    return true;
  };

  return (
    <>
      <p class={`slot ${done?.bad ? "bad" : "good"}`} role="status">
        {done?.text}
        {done?.undo && (
          <button type="button" class="quiet" onClick={undo}>
            {t().undo}
          </button>
        )}
      </p>
      {record.conflicts.length > 0 && <Settling page={page} kind={kind} run={(change) => void run(change)} />}
      <p class="acts">
        <button type="button" onClick={() => setOpen("correct")}>
          {t().correct}
        </button>
        {record.voided ? (
          <button type="button" onClick={() => void run(() => amend(record.id, { _void: false }))}>
            {t().restore}
          </button>
        ) : (
          <button type="button" aria-expanded={open === "void"} onClick={() => setOpen(open === "void" ? null : "void")}>
            {t().void}
          </button>
        )}
      </p>
      {open === "void" && (
        <WithReason
          help={t().voidHelp}
          label={t().reason}
          action={t().void}
          keep={(why) => void run(() => amend(record.id, { _void: true }, why)).then((stored) => stored && setOpen(null))}
        />
      )}
      {open === "correct" && (
        <RecordForm
          kind={withReason(kind)}
          title={t().correcting}
          help={t().correctHelp}
          fields={[...asked(kind), "_why"]}
          values={Object.fromEntries(Object.entries(record.fields).map(([name, field]) => [name, field.value]))}
          onSave={correct}
          problem={done?.bad ? done.text : null}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function asked(kind: Kind): readonly string[] {
  return Object.entries(kind.fields).flatMap(([name, { type }]) => (ASKED.has(type) ? name : []));
}

/** The kind with the reason for a correction among its fields. */
function withReason(kind: Kind): Kind {
  const label = { zh: t().reason, en: t().reason };
  return { ...kind, fields: { ...kind.fields, _why: { type: "text", label, required: true, max: 200 } } };
}

interface SettlingProps {
  readonly page: RecordPage;
  readonly kind: Kind;
  readonly run: (change: () => Promise<Undo>) => void;
}

/** The statements that did not see each other, side by side. */
function Settling({ page, kind, run }: SettlingProps) {
  const [noting, setNoting] = useState(false);
  const { record } = page;
  const heads = record.conflicts.flatMap((name) => record.fields[name]?.heads.map(([op]) => op) ?? record.heads);
  const sides = page.ops.filter((op) => heads.includes(op.id));
  const settle = (take: string | null, note: string) =>
    run(async () => (await post("/matters/settle", { records: [record.id], heads: record.heads, take, note }), null));
  const labels = sides.length === 2 ? [t().takeLeft, t().takeRight] : sides.map((_, at) => t().take(at + 1));
  return (
    <section class="panel" aria-labelledby="settle">
      <h2 id="settle">{t().settle}</h2>
      <div class="accounts">
        {sides.map((op, at) => (
          <article key={op.id} class="account" aria-label={`${at + 1} ${nameOf(op.by)}`}>
            <h3>{nameOf(op.by)}</h3>
            <dl>
              {Object.entries(op.said).map(([name, value]) => (
                <Said key={name} name={name} value={value} kind={kind} />
              ))}
              <dt>{t().observed}</dt>
              <dd>{moment(op.observed[1])}</dd>
              <dt>{t().received}</dt>
              <dd>{moment(op.received_at)}</dd>
            </dl>
            <button type="button" class="primary" onClick={() => settle(op.id, "")}>
              {labels[at]}
            </button>
          </article>
        ))}
      </div>
      <p class="acts">
        <button type="button" aria-expanded={noting} onClick={() => setNoting(!noting)}>
          {t().both}
        </button>
      </p>
      {noting && <WithReason label={t().note} action={t().save} keep={(note) => settle(null, note)} />}
    </section>
  );
}
