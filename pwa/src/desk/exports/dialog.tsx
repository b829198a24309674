/** Choose the kind of file, and say why if names are to be in it; then see it come. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../api";
import { useLoad } from "../load";
import { problemWords } from "../problem";
import { exportWords } from "../../words/desk/exports";
import { lang, w, wordsOf } from "../words";
import { Parts } from "./parts";
import { NOTHING_YET, type Progress, take } from "./take";

const FORMATS = ["xlsx", "csv", "pdf"] as const;
const SHORTEST_REASON = 4;
const TOO_LONG = "too_long_for_paper";
const x = wordsOf(exportWords);

export interface Asked {
  readonly table: string;
  readonly title: string;
  /** place, and from, to or session where the table takes them. */
  readonly query: Readonly<Record<string, string>>;
  /** Where a table is asked for by sending a file: the form, to which what is asked is added. */
  readonly send?: { readonly path: string; readonly form: () => FormData };
}

interface Props {
  /** What may be taken away; where there are several, the dialog asks which. */
  readonly tables: readonly Asked[];
  readonly names: boolean;
  readonly onClose: () => void;
}

export function ExportDialog({ tables, names, onClose }: Props) {
  const t = w().exportsPage;
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(0);
  const asked = tables[at] ?? tables[0];
  const [format, setFormat] = useState<string>("xlsx");
  const [named, setNamed] = useState(false);
  const [reason, setReason] = useState("");
  const job = useJob();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const short = named && reason.trim().length < SHORTEST_REASON;

  function begin(as: string, more: Readonly<Record<string, string>> = {}): void {
    if (!asked) return;
    const query = new URLSearchParams({ ...asked.query, ...more, format: as, lang: lang.value, progress: "true" });
    if (named) query.set("reason", reason.trim());
    if (!asked.send) return job.start(`/exports/${asked.table}?${query.toString()}`);
    const form = asked.send.form();
    query.forEach((value, name) => form.set(name, value));
    job.start(asked.send.path, form);
  }
  function takeWhole(): void {
    setFormat("xlsx");
    begin("xlsx");
  }

  return (
    <dialog ref={dialog} class="export-dialog" aria-labelledby="export-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          begin(format);
        }}
      >
        <h2 id="export-title">{t.heading(asked?.title ?? "")}</h2>
        {tables.length > 1 && (
          <label>
            {x().which}{" "}
            <select value={String(at)} onChange={(e) => setAt(Number(e.currentTarget.value))}>
              {tables.map((each, index) => (
                <option key={index} value={String(index)}>
                  {each.title}
                </option>
              ))}
            </select>
          </label>
        )}
        <Formats format={format} choose={setFormat} place={asked?.query["place"]} />
        {names ? (
          <Names named={named} setNamed={setNamed} reason={reason} setReason={setReason} />
        ) : (
          <p class="note">{t.masked}</p>
        )}
        <Status {...job} />
        {job.problem?.code === TOO_LONG && (
          <Parts problem={job.problem} takePart={(part) => begin("pdf", { part: String(part) })} takeWhole={takeWhole} />
        )}
        <p class="actions">
          <button class="primary" disabled={short || job.progress !== null} aria-describedby="export-why">
            {w().exportsPage.go}
          </button>
          <button type="button" onClick={() => (job.progress ? job.halt() : dialog.current?.close())}>
            {job.progress ? x().stop : job.done ? t.close : t.cancel}
          </button>
          <span id="export-why" class="note">
            {short && t.sayWhy}
          </span>
        </p>
      </form>
    </dialog>
  );
}

interface FormatsProps {
  readonly format: string;
  readonly choose: (format: string) => void;
  readonly place: string | undefined;
}

function Formats({ format, choose, place }: FormatsProps) {
  const t = w().exportsPage;
  const { data } = useLoad<{ paper_rows: number; tagged_rows: number }>(place ? `/exports?place=${encodeURIComponent(place)}` : null);
  const most = data ? x().mostRows(data.paper_rows, data.tagged_rows) : "";
  return (
    <fieldset>
      <legend>{t.format}</legend>
      {FORMATS.map((each) => (
        <label key={each} class="check">
          <input type="radio" name="format" checked={each === format} onChange={() => choose(each)} />
          <b>{t.formats[each]}</b>{" "}
          <span class="note">
            {t.formatNotes[each]}
            {each === "pdf" && most && ` · ${most}`}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface NamesProps {
  readonly named: boolean;
  readonly setNamed: (named: boolean) => void;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
}

function Names({ named, setNamed, reason, setReason }: NamesProps) {
  const t = w().exportsPage;
  return (
    <fieldset>
      <legend>{t.names}</legend>
      <label class="check">
        <input type="checkbox" checked={named} onChange={(e) => setNamed(e.currentTarget.checked)} />
        {t.inFull}
      </label>
      {named && (
        <label>
          {t.reason}
          <input value={reason} maxLength={200} onInput={(e) => setReason(e.currentTarget.value)} />
        </label>
      )}
      <p class="note">{named ? t.reasonNote : t.maskedNote}</p>
    </fieldset>
  );
}

interface StatusProps {
  readonly progress: Progress | null;
  readonly problem: Problem | null;
  readonly done: string | null;
  readonly halted: boolean;
}

function Status({ progress, problem, done, halted }: StatusProps) {
  return (
    <div class="slot">
      {progress && <Bar progress={progress} />}
      <p role="status" class={done ? "slot good" : "slot"}>
        {progress ? farWords(progress) : done ? w().exportsPage.done(done) : halted && x().stopped}
      </p>
      {problem && problem.code !== TOO_LONG && (
        <p role="alert" class="slot bad">
          {failure(problem)}
        </p>
      )}
    </div>
  );
}

/** How far it is: rows while they are written, then what has come of the file. */
function farWords({ bytes, rows, all }: Progress): string {
  const t = w().exportsPage;
  if (rows && all && rows < all) return x().rows(rows, all);
  if (bytes) return t.coming(kilobytes(bytes));
  return all ? `${t.making} ${x().rowsOnly(all)}` : t.making;
}

function failure(problem: Problem): string {
  return problem.code === "broken" ? x().broken : problemWords(problem);
}

function Bar({ progress }: { progress: Progress }) {
  const label = w().exportsPage.progress;
  // Without a value the browser shows that it is going on, not how far.
  const [most, now] = progress.all ? [progress.all, progress.rows] : [progress.total, progress.bytes];
  return most ? (
    <progress aria-label={label} max={most} value={now} />
  ) : (
    <progress aria-label={label} />
  );
}

function kilobytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 1000));
}

/** One download at a time; leaving the dialog stops it. */
function useJob() {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [halted, setHalted] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  function start(path: string, body?: FormData): void {
    const mine = new AbortController();
    stop.current = mine;
    setProblem(null);
    setDone(null);
    setHalted(false);
    setProgress(NOTHING_YET);
    take(path, setProgress, mine.signal, body)
      .then(setDone, (error: unknown) => mine.signal.aborted || setProblem(error as Problem))
      .finally(() => setProgress(null));
  }
  function halt(): void {
    stop.current?.abort();
    setHalted(true);
  }
  return { progress, problem, done, halted, start, halt };
}
