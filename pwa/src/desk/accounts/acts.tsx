/** Changing accounts: what was done, taking it back, and the passphrase that is asked for first. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { codeAsked, post, Problem } from "../api";
import { problemWords } from "../problem";
import type { Me } from "../types";
import { t } from "./types";

interface Said {
  readonly text: string;
  readonly bad: boolean;
  readonly undo: (() => Promise<unknown>) | null;
}

export interface Acts {
  readonly said: Said | null;
  readonly asking: boolean;
  /** Does something; where the server wants the passphrase first, it is asked for, then it is done. */
  readonly run: (act: () => Promise<unknown>) => Promise<void>;
  readonly tell: (text: string, undo?: () => Promise<unknown>) => void;
  readonly confirmed: () => void;
  readonly dismiss: () => void;
}

export function useActs(again: () => void): Acts {
  const [said, setSaid] = useState<Said | null>(null);
  const [held, setHeld] = useState<(() => Promise<unknown>) | null>(null);
  const running = useRef(false);

  async function run(act: () => Promise<unknown>): Promise<void> {
    // Pressed twice in a hurry it is done once.
    if (running.current) return undefined;
    running.current = true;
    try {
      await act();
      again();
    } catch (error) {
      if (error instanceof Problem && error.code === "confirm_first") return setHeld(() => act);
      setSaid({ text: sayProblem(error as Problem), bad: true, undo: null });
      again();
    } finally {
      running.current = false;
    }
    return undefined;
  }

  return {
    said,
    run,
    asking: held !== null,
    tell: (text, undo) => setSaid({ text, bad: false, undo: undo ?? null }),
    confirmed: () => {
      const act = held;
      setHeld(null);
      if (act) void run(act);
    },
    dismiss: () => setHeld(null),
  };
}

/** What went wrong with an account, in words. */
export function sayProblem(problem: Problem): string {
  if (problem.code === "account_taken") return t().taken;
  if (problem.code === "slow_down") return t().slow(problem.retryAfter);
  if (problem.more["why"]) return problemWords(problem);
  if (problem.code === "conflict") return t().moved;
  if (problem.code === "invalid") return t().wrongDays;
  return problemWords(problem);
}

/** What was just done, and taking it back. */
export function Told({ acts }: { readonly acts: Acts }) {
  const { said } = acts;
  const undo = said?.undo;
  return (
    <p class={`slot act-slot ${said?.bad ? "bad" : "good"}`} role="status">
      {said?.text}
      {undo && (
        <button type="button" onClick={() => void acts.run(async () => (await undo(), acts.tell(t().undone)))}>
          {t().undo}
        </button>
      )}
    </p>
  );
}

/** One's own passphrase, before others are given a way in. */
export function ConfirmFirst({ me, acts }: { readonly me: Me; readonly acts: Acts }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const passphrase = new FormData(event.currentTarget as HTMLFormElement).get("passphrase");
    try {
      await post("/auth/confirm", { passphrase });
      acts.confirmed();
    } catch (error) {
      const { code } = error as Problem;
      setProblem(code === "not_your_passphrase" ? t().wrongOld : sayProblem(error as Problem));
    }
  }

  return (
    <dialog ref={dialog} class="record-dialog" aria-labelledby="confirm-title" onClose={acts.dismiss}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="confirm-title">{t().confirmTitle}</h2>
        <p class="note">{me.user.account ? t().confirmNote : t().confirmNone}</p>
        {me.user.account && (
          <label>
            {t().old}
            <input name="passphrase" type="password" autocomplete="current-password" required autofocus />
          </label>
        )}
        <p class="slot bad" role="alert">
          {problem}
        </p>
        {me.user.account ? (
          <button class="primary">{t().confirmGo}</button>
        ) : (
          <button type="button" class="primary" onClick={() => (codeAsked.value = true)}>
            {t().haveCode}
          </button>
        )}{" "}
        <button type="button" onClick={() => dialog.current?.close()}>
          {t().cancel}
        </button>
      </form>
    </dialog>
  );
}

/** What somebody is to be called at the sign-in. */
export function AccountName({ id }: { readonly id: string }) {
  return (
    <>
      <label>
        {t().account}
        <input
          name="account" required pattern="[a-z0-9][a-z0-9._\-]{1,31}" title={t().wrongAccount} autocomplete="off" autocapitalize="none"
          spellcheck={false} aria-describedby={id}
        />
      </label>
      <p class="note" id={id}>
        {t().accountHint}
      </p>
    </>
  );
}
