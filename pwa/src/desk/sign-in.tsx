/** Sign-in for desk accounts; field workers are told where to go instead. */

import { useState } from "preact/hooks";
import { type Problem, signIn } from "./api";
import { Preferences } from "./preferences";
import { w } from "./words";

export function SignIn() {
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
    <main class="sign-in" id="main">
      <h1>{w().title}</h1>
      <form class="panel" onSubmit={(event) => void submit(event)}>
        <h2>{w().signIn.title}</h2>
        <label>
          {w().signIn.account}
          <input name="account" autocomplete="username" required autofocus />
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
        <p class="note">{w().signIn.field}</p>
      </form>
      <Preferences />
    </main>
  );
}

function words(problem: Problem): string {
  if (problem.status === 0) return w().problem.offline;
  if (problem.status === 429) return w().signIn.slow(Number(/\d+/.exec(problem.detail)?.[0] ?? 60));
  return problem.status === 401 ? w().signIn.wrong : w().problem.other(problem.detail);
}
