/** Look first, decide then: nothing is changed until the preview is clean and said yes to. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { roster } from "../../words/desk/roster";
import { post, type Problem } from "../api";
import { ExportDialog } from "../exports/dialog";
import { problemWords } from "../problem";
import { w, wordsOf } from "../words";
import { type Preview, Seen } from "./preview";
import { offerUndo } from "./undo";

const t = wordsOf(roster);
const ENCODINGS = ["utf-8", "utf-8-sig", "gb18030"] as const;

interface Props {
  /** What the first steps lead to. */
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly preview: string;
  readonly apply: string;
  /** Where the preview comes from as a file; absent for whoever may not take it away. */
  readonly table?: string | undefined;
  /** Whether names may be in it. */
  readonly names?: boolean;
  readonly fields: Readonly<Record<string, string>>;
  /** Whether the file's encoding and its unknown columns may be told. */
  readonly asks?: boolean;
  readonly onDone: () => void;
  readonly children?: ComponentChildren;
}

export function Import(props: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [encoding, setEncoding] = useState("");
  const [ignored, setIgnored] = useState<readonly string[]>([]);
  const [seen, setSeen] = useState<Preview | null>(null);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [taking, setTaking] = useState(false);
  const unknown = useRef<readonly string[]>([]);
  const form = useRef<HTMLFormElement>(null);

  function formOf(ignore: readonly string[]): FormData {
    const form = new FormData();
    if (file) form.set("file", file);
    for (const [name, value] of Object.entries(props.fields)) form.set(name, value);
    if (encoding) form.set("encoding", encoding);
    for (const column of ignore) form.append("ignore", column);
    return form;
  }

  async function send(path: string, ignore: readonly string[]): Promise<Preview | null> {
    if (!file) return null;
    const form = formOf(ignore);
    setBusy(true);
    setSaid(null);
    try {
      return await post<Preview>(path, form);
    } catch (error) {
      setSaid({ text: problemWords(error as Problem), bad: true });
      return null;
    } finally {
      setBusy(false);
    }
  }

  async function look(ignore: readonly string[] = ignored): Promise<void> {
    const preview = await send(props.preview, ignore);
    const fresh = preview?.columns.filter((each) => each.field === null).map((each) => each.heading) ?? [];
    unknown.current = [...new Set([...ignore, ...fresh])];
    setSeen(preview);
  }

  async function apply(): Promise<void> {
    const done = await send(props.apply, ignored);
    if (!done) return;
    setSaid({ text: w().rosterPage.applied(done.added, done.changed, done.left), bad: false });
    offerUndo(done.undo, props.title);
    setSeen(null);
    // The file is in: what was chosen for it is over.
    form.current?.reset();
    setFile(null);
    setIgnored([]);
    unknown.current = [];
    props.onDone();
  }

  function choose(column: string, leave: boolean): void {
    const ignore = leave ? [...ignored, column] : ignored.filter((each) => each !== column);
    setIgnored(ignore);
    void look(ignore);
  }

  return (
    <>
      {taking && props.table && (
        <ExportDialog
          tables={[{ table: "", title: t().previewTable, query: props.fields, send: { path: props.table, form: () => formOf(ignored) } }]}
          names={props.names ?? false} onClose={() => setTaking(false)}
        />
      )}
      <form class="panel" id={props.id} ref={form} onSubmit={(event) => (event.preventDefault(), void look())}>
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
                setIgnored([]);
                unknown.current = [];
                setSeen(null);
                setSaid(null);
              }}
            />
          </label>
          {props.asks && (
            <label class="inline">
              {t().encoding}
              <select value={encoding} onChange={(event) => setEncoding(event.currentTarget.value)}>
                <option value="">{t().auto}</option>
                {ENCODINGS.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
          )}
          <button disabled={!file || busy}>{w().rosterPage.preview}</button>
          {props.children}
        </div>
        {busy && <progress class="import-progress" aria-label={t().reading} />}
        <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
          {busy ? t().reading : said?.text}
        </p>
        {props.asks && unknown.current.length > 0 && (
          <fieldset>
            <legend>{t().ignore}</legend>
            <p class="note">{t().ignoreHelp}</p>
            {unknown.current.map((column) => (
              <label class="check" key={column}>
                <input
                  type="checkbox"
                  checked={ignored.includes(column)}
                  disabled={busy}
                  onChange={(event) => choose(column, event.currentTarget.checked)}
                />{" "}
                {column}
              </label>
            ))}
          </fieldset>
        )}
        {seen && (
          <Seen seen={seen} busy={busy} apply={() => void apply()}>
            {props.table && (
              <button type="button" disabled={busy} onClick={() => setTaking(true)}>
                {t().takePreview}
              </button>
            )}
          </Seen>
        )}
      </form>
    </>
  );
}
