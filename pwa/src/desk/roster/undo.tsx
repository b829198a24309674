/** Taking back a whole import, for as long as this window is open: one press, all of it or nothing. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { roster } from "../../words/desk/roster";
import { post, type Problem } from "../api";
import { problemWords } from "../problem";
import { lang, wordsOf } from "../words";

const t = wordsOf(roster);

/** What names an import that was just written. */
export interface Made {
  readonly first: string;
  readonly records: number;
}

interface Imported extends Made {
  readonly title: string;
}

/** The newest import of this window; it outlives going to another page and back. */
const newest = signal<Imported | null>(null);

/** Offers to take an import back; null where it wrote nothing. */
export function offerUndo(made: Made | null, title: string): void {
  if (made) newest.value = { ...made, title };
}

export function UndoImport({ onDone }: { readonly onDone: () => void }) {
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const made = newest.value;

  async function undo({ first, records, title }: Imported): Promise<void> {
    setBusy(true);
    try {
      await post("/rosters/undo", { first, records });
      newest.value = null;
      setSaid({ text: t().takenBack(title), bad: false });
      onDone();
    } catch (error) {
      setSaid({ text: wordsFor(error as Problem), bad: true });
    } finally {
      setBusy(false);
    }
  }

  return (
    <p class={`slot undo-import ${said?.bad ? "bad" : "good"}`} role="status">
      {busy ? t().takingBack : said?.text}
      {made && !busy && (
        <button type="button" onClick={() => void undo(made)}>
          {t().takeBack(made.title, made.records)}
        </button>
      )}
    </p>
  );
}

/** The refusal comes in both languages, Chinese first. */
export function wordsFor(problem: Problem): string {
  if (problem.code !== "import_used") return problemWords(problem);
  const [zh = "", en = ""] = problem.detail.split(" · ");
  return t().used(lang.value === "zh" ? zh : en);
}
