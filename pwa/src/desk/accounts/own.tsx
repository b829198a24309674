/** One's own passphrase, changed; for who came in by an invitation, account and passphrase chosen. */

import { useState } from "preact/hooks";
import { codeAsked, post, type Problem } from "../api";
import type { Me } from "../types";
import { AccountName, sayProblem } from "./acts";
import { NewPassphrase, typedIn } from "./passphrase";
import { t } from "./types";

interface Said {
  readonly text: string;
  readonly bad: boolean;
}

export function OwnPassphrase({ me }: { readonly me: Me }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const account = me.user.account ?? chosen;
  return (
    <section class="panel" aria-labelledby="own-passphrase">
      <h2 id="own-passphrase">{t().ownTitle}</h2>
      {chosen && (
        <p class="slot good" role="status">
          {t().ownMade}
        </p>
      )}
      {account ? <Change account={account} /> : <Choose done={setChosen} />}
    </section>
  );
}

/** Account and passphrase of who has neither; past the first quarter of an hour by a code from above. */
function Choose({ done }: { readonly done: (account: string) => void }) {
  const [wrong, setWrong] = useState<string | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement);
    const account = String(typed.get("account"));
    const { fresh, wrong } = typedIn(typed);
    setWrong(wrong);
    if (wrong) return;
    await post("/me/account", { account, passphrase: fresh }).then(
      () => done(account),
      (error: Problem) => setWrong(error.code === "confirm_first" ? t().ownLate : sayProblem(error)),
    );
  }

  return (
    <form class="account-form" onSubmit={(event) => void submit(event)}>
      <p>{t().ownNone}</p>
      <div class="fields">
        <AccountName id="own-account-hint" />
        <NewPassphrase />
      </div>
      <p class="slot bad" role="alert">
        {wrong}
      </p>
      <button>{t().ownMake}</button>{" "}
      <button type="button" class="quiet" onClick={() => (codeAsked.value = true)}>
        {t().haveCode}
      </button>
    </form>
  );
}

function Change({ account }: { readonly account: string }) {
  const [said, setSaid] = useState<Said | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const typed = new FormData(form);
    const { fresh, wrong } = typedIn(typed);
    if (wrong) return setSaid({ text: wrong, bad: true });
    try {
      const { ended } = await post<{ ended: number }>("/me/passphrase", { old: String(typed.get("old")), new: fresh });
      form.reset();
      setSaid({ text: t().ownChanged(ended), bad: false });
    } catch (error) {
      const { code } = error as Problem;
      setSaid({ text: code === "not_your_passphrase" ? t().wrongOld : sayProblem(error as Problem), bad: true });
    }
    return undefined;
  }

  return (
    <form class="account-form" onSubmit={(event) => void submit(event)}>
      <p>{t().ownAccount(account)}</p>
      <input type="hidden" name="username" autocomplete="username" value={account} />
      <div class="fields">
        <label>
          {t().old}
          <input name="old" type="password" autocomplete="current-password" required />
        </label>
        <NewPassphrase />
      </div>
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
        {said?.text}
      </p>
      <button>{t().change}</button>
    </form>
  );
}
