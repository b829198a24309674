/** Look first, decide then: nothing is changed until the preview is clean and said yes to. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { problemWords } from "../problem";
import type { Label } from "../types";
import { say, w } from "../words";

interface Preview {
  readonly encoding: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly left: number;
  readonly errors: readonly {
    readonly line: number;
    readonly column: string | null;
    readonly value: string | null;
    readonly reason: Label;
  }[];
}

interface Props {
  readonly title: string;
  readonly help: string;
  readonly preview: string;
  readonly apply: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly onDone: () => void;
  readonly children?: ComponentChildren;
}

export function Import(props: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<Preview | null>(null);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  async function send<T>(path: string): Promise<T | null> {
    if (!file) return null;
    const form = new FormData();
    form.set("file", file);
    for (const [name, value] of Object.entries(props.fields)) form.set(name, value);
    setBusy(true);
    try {
      return await post<T>(path, form);
    } catch (error) {
      setSaid({ text: problemWords(error as Problem), bad: true });
      return null;
    } finally {
      setBusy(false);
    }
  }

  async function look(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setSaid(null);
    setSeen(await send<Preview>(props.preview));
  }

  async function apply(): Promise<void> {
    const done = await send<Preview>(props.apply);
    if (!done) return;
    setSaid({ text: w().rosterPage.applied(done.added, done.changed, done.left), bad: false });
    setSeen(null);
    props.onDone();
  }

  return (
    <form class="panel" onSubmit={(event) => void look(event)}>
      <h2>{props.title}</h2>
      <p class="note">{props.help}</p>
      <div class="toolbar">
        <label class="inline">
          {w().rosterPage.file}
          <input
            type="file"
            required
            accept=".csv,.txt,.tsv,.xlsx"
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0] ?? null);
              setSeen(null);
              setSaid(null);
            }}
          />
        </label>
        <button disabled={!file || busy}>{w().rosterPage.preview}</button>
        {props.children}
      </div>
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
        {busy ? w().loading : said?.text}
      </p>
      {seen && <Seen seen={seen} busy={busy} apply={() => void apply()} />}
    </form>
  );
}

function Seen({ seen, busy, apply }: { seen: Preview; busy: boolean; apply: () => void }) {
  const t = w().rosterPage;
  return (
    <>
      <p class="lead">
        {t.added} {seen.added} · {t.changed} {seen.changed} · {t.left} {seen.left} · {t.encoding} {seen.encoding}
      </p>
      {seen.errors.length ? <Errors errors={seen.errors} /> : <p>{t.clean}</p>}
      <button type="button" class="primary" disabled={busy || seen.errors.length > 0} onClick={apply}>
        {t.apply}
      </button>
    </>
  );
}

function Errors({ errors }: { errors: Preview["errors"] }) {
  const t = w().rosterPage;
  return (
    <>
      <p class="soft bad" role="alert">
        {t.errors(errors.length)}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.line}</th>
            <th scope="col">{t.column}</th>
            <th scope="col">{t.value}</th>
            <th scope="col">{t.reason}</th>
          </tr>
        </thead>
        <tbody>
          {errors.slice(0, 100).map((each) => (
            <tr key={`${each.line}${each.column}${each.reason.en}`}>
              <td class="figure">{each.line}</td>
              <td>{each.column}</td>
              <td>{each.value}</td>
              <td>{say(each.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
