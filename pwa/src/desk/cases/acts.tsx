/** Recording an event of a person of concern: once, kept where it fails, and taken back where it was wrong. */

import { useState } from "preact/hooks";
import { cases as pageWords } from "../../words/desk/cases";
import { post, type Problem } from "../api";
import { useOnce } from "../once";
import { problemWords } from "../problem";
import { amend } from "../record/amend";
import { wordsOf } from "../words";

const t = wordsOf(pageWords);

interface Said {
  readonly text: string;
  readonly bad: boolean;
  /** The record that the last act made, to be taken back. */
  readonly made: string | null;
}

interface CaseActs {
  readonly said: Said;
  /** Whether it is stored. */
  readonly record: (event: Readonly<Record<string, unknown>>) => Promise<boolean>;
  readonly takeBack: () => void;
}

const NOTHING: Said = { text: "", bad: false, made: null };

export function useCaseActs(again: () => void): CaseActs {
  const [said, setSaid] = useState<Said>(NOTHING);
  const once = useOnce();
  const run = (act: () => Promise<Said>): Promise<boolean> =>
    once(async () => {
      try {
        setSaid(await act());
        again();
        return true;
      } catch (problem) {
        setSaid({ text: problemWords(problem as Problem), bad: true, made: null });
        return false;
      }
    }, false);
  return {
    said,
    record: (event) => run(async () => ({ text: t().saved, bad: false, made: (await post<{ record: string }>("/cases", event)).record })),
    takeBack: () => {
      const { made } = said;
      if (made) void run(async () => (await amend(made, { _void: true }), { ...NOTHING, text: t().undone }));
    },
  };
}

/** What was just recorded, and taking it back. */
export function CaseSlot({ acts: { said, takeBack } }: { readonly acts: CaseActs }) {
  return (
    <p class={`slot ${said.bad ? "bad" : "good"}`} role="status">
      {said.text}
      {said.made && (
        <button type="button" class="quiet" onClick={takeBack}>
          {t().undo}
        </button>
      )}
    </p>
  );
}

/** What stands in a form, without what was left empty. */
export function given(form: HTMLFormElement): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
}

export function Options({ of, but, chosen }: { readonly of: Readonly<Record<string, string>>; readonly but: string; readonly chosen?: string }) {
  return (
    <>
      {Object.entries(of)
        .filter(([id]) => id !== but)
        .map(([id, label]) => (
          <option key={id} value={id} selected={id === chosen}>
            {label}
          </option>
        ))}
    </>
  );
}
