/** Sign-in for desk accounts; field workers are told where to go instead. */

import { useState } from "preact/hooks";
import { accounts } from "../words/desk/accounts";
import { problems } from "../words/desk/problems";
import { type Problem, sentOut, signIn } from "./api";
import { Preferences } from "./preferences";
import { problemWords } from "./problem";
import { w, wordsOf } from "./words";

const t = wordsOf(accounts);
const problemsOf = wordsOf(problems);
/** Whoever enrolled as a phone in this browser, as `store/witness.ts` notes it; the phone's code stays out of the desk. */
const PHONE_HERE = "six.user";

interface Props {
  readonly first: () => void;
  /** Whether it stands before a page that waits, which has a beginning of its own. */
  readonly again?: boolean;
}

export function SignIn({ first, again = false }: Props) {
  const Frame = again ? "div" : "main";
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await signIn(String(form.get("account")), String(form.get("passphrase")));
    } catch (error) {
      setProblem(error as Problem);
      setBusy(false);
    }
  }

  return (
    <Frame class="sign-in" id={again ? undefined : "main"}>
      <h1>{w().title}</h1>
      {sentOut.value && (
        <p class={`soft ${sentOut.value === "closed" ? "warn" : ""}`} role="status">
          {sentOut.value === "closed" ? t().closedTold : again ? t().overKept : t().overTold}
        </p>
      )}
      {localStorage.getItem(PHONE_HERE) !== null && (
        <p class="soft">
          {t().phoneHere} <a href="/">{t().toPhone}</a>
        </p>
      )}
      <form class="panel" onSubmit={(event) => void submit(event)}>
        <h2>{w().signIn.title}</h2>
        <label>
          {w().signIn.account}
          <input name="account" autocomplete="username" autocapitalize="none" required autofocus />
        </label>
        <label>
          {w().signIn.passphrase}
          <input name="passphrase" type="password" autocomplete="current-password" required />
        </label>
        <p class="slot bad" role="alert">
          {problem && words(problem)}
        </p>
        <button class="primary" disabled={busy}>
          {w().signIn.go}
        </button>
        <p>
          <button type="button" class="quiet" onClick={first}>
            {t().first}
          </button>
        </p>
        <p class="note">{w().signIn.field}</p>
      </form>
      <Preferences />
    </Frame>
  );
}

function words(problem: Problem): string {
  if (problem.status === 0) return problemsOf().unreachable;
  if (problem.status === 429) return w().signIn.slow(problem.retryAfter);
  if (problem.code === "account_closed") return t().closedTold;
  return problem.status === 401 ? w().signIn.wrong : problemWords(problem);
}
