/** Changing the register: every change says that it is stored, and offers to take it back. */

import { useState } from "preact/hooks";
import { register } from "../../words/desk/register";
import { post, Problem } from "../api";
import { useOnce } from "../once";
import { problemWords } from "../problem";
import { wordsOf } from "../words";

export const r = wordsOf(register);

export interface Written {
  readonly ops: readonly string[];
}

interface Said {
  readonly text: string;
  readonly bad: boolean;
  readonly ops: readonly string[];
  readonly undone: boolean;
}

export interface Acts {
  readonly said: Said | null;
  readonly busy: boolean;
  /** Sends a change; true when it is stored. */
  readonly change: (path: string, body: unknown, done: string) => Promise<boolean>;
  /** Says that something else was written. */
  readonly tell: (text: string, ops?: readonly string[]) => void;
  readonly fail: (error: unknown) => void;
  readonly undo: () => Promise<void>;
}

/** One page's changes; `again` fetches what the page shows anew. */
export function useActs(again: () => void): Acts {
  const [said, setSaid] = useState<Said | null>(null);
  const [busy, setBusy] = useState(false);
  const once = useOnce();
  const fail = (error: unknown) => setSaid({ text: sayProblem(error), bad: true, ops: [], undone: false });

  const send = (path: string, body: unknown, text: string, undone: boolean) => once(() => sent(path, body, text, undone), false);

  async function sent(path: string, body: unknown, text: string, undone: boolean): Promise<boolean> {
    setBusy(true);
    try {
      const written = await post<Written>(path, body);
      setSaid({ text, bad: false, ops: written.ops, undone });
      again();
      return true;
    } catch (error) {
      fail(error);
      return false;
    } finally {
      setBusy(false);
    }
  }

  return {
    said,
    busy,
    fail,
    tell: (text, ops = []) => setSaid({ text, bad: false, ops, undone: false }),
    change: (path, body, done) => send(path, body, done, false),
    undo: async () => {
      if (said) await send("/register/undo", { ops: said.ops }, said.undone ? r().saved : r().undone, !said.undone);
    },
  };
}

function sayProblem(error: unknown): string {
  if (error instanceof Problem && error.status === 409) return r().taken;
  return problemWords(error as Problem);
}

/** What was just done; stays until the next change. */
export function ActSlot({ acts }: { readonly acts: Acts }) {
  const { said } = acts;
  return (
    <p class={`slot act-slot ${said?.bad ? "bad" : "good"}`} role="status">
      {said?.text}
      {said && said.ops.length > 0 && (
        <button type="button" disabled={acts.busy} onClick={() => void acts.undo()}>
          {said.undone ? r().redo : r().undo}
        </button>
      )}
    </p>
  );
}
