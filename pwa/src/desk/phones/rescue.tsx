/** A phone's outbox brought in by file: looked at first, taken in on a second press. */

import { useState } from "preact/hooks";
import { phones } from "../../words/desk/phones";
import { post, type Problem } from "../api";
import { problemWords } from "../problem";
import type { Named } from "../types";
import { moment, w, wordsOf } from "../words";

interface Rescued {
  readonly user: Named;
  readonly label: string;
  readonly made_at: number;
  readonly records: number;
  readonly known: number;
  readonly fresh: number;
  readonly waiting: number;
  readonly sealed_from: number | null;
  readonly sealed_to: number | null;
  readonly own_chain: boolean;
}

const t = wordsOf(phones);

function problemOf(problem: Problem): string {
  return t().problems[problem.code] ?? problemWords(problem);
}

export function RescuePanel({ onDone }: { readonly onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<Rescued | null>(null);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(path: string): Promise<Rescued | null> {
    if (!file) return null;
    const form = new FormData();
    form.set("file", file);
    setBusy(true);
    setSaid(null);
    try {
      return await post<Rescued>(path, form);
    } catch (error) {
      setSaid({ text: problemOf(error as Problem), bad: true });
      return null;
    } finally {
      setBusy(false);
    }
  }

  async function look(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setSeen(await send("/rescues/preview"));
  }

  async function take(): Promise<void> {
    const done = await send("/rescues");
    if (!done) return;
    const waits = done.waiting ? t().takenWaiting(done.waiting) : "";
    setSaid({ text: `${t().taken(done.user.name, done.fresh)} ${waits}`, bad: false });
    setSeen(null);
    onDone();
  }

  return (
    <form class="panel rescue" onSubmit={(event) => void look(event)}>
      <h2>{t().rescue}</h2>
      <p class="note">{t().rescueHelp}</p>
      <div class="toolbar">
        <label class="inline">
          {t().file}
          <input
            type="file"
            required
            accept=".json,application/json"
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0] ?? null);
              setSeen(null);
              setSaid(null);
            }}
          />
        </label>
        <button disabled={!file || busy}>{t().look}</button>
      </div>
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
        {busy ? w().loading : said?.text}
      </p>
      {seen && <Seen seen={seen} busy={busy} take={() => void take()} />}
    </form>
  );
}

function Seen({ seen, busy, take }: { seen: Rescued; busy: boolean; take: () => void }) {
  const span = seen.sealed_from !== null && seen.sealed_to !== null && t().sealed(moment(seen.sealed_from), moment(seen.sealed_to));
  const figures = [
    [t().records, seen.records],
    [t().known, seen.known],
    [t().fresh, seen.fresh],
    [t().waiting, seen.waiting],
  ] as const;
  return (
    <>
      <p class="lead">
        <b>{t().whose(seen.user.name, seen.label)}</b> {t().made(moment(seen.made_at))}
        {span && <span class="note"> {span}</span>}
      </p>
      <dl class="rescue-figures">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {seen.waiting > 0 && <p class="soft warn">{seen.own_chain ? t().waitingNote : t().unproved}</p>}
      {seen.fresh === 0 ? (
        <p>{seen.records ? t().nothing : t().empty}</p>
      ) : (
        <p>
          <button type="button" class="primary" disabled={busy} onClick={take}>
            {t().take(seen.fresh)}
          </button>
        </p>
      )}
    </>
  );
}
