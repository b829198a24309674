/** One's own passphrase, changed. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import type { Me } from "../types";
import { sayProblem } from "./acts";
import { t } from "./types";

/** What is wrong with a new passphrase that was typed twice; null when it will do. */
export function wrongWith(fresh: string, again: string): string | null {
  if (fresh !== again) return t().differ;
  return [...fresh.normalize("NFKC")].length < 8 ? t().short : null;
}

export function OwnPassphrase({ me }: { readonly me: Me }) {
  const [said, setSaid] = useState<{ readonly text: string; readonly bad: boolean } | null>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const typed = new FormData(form);
    const [old, fresh] = [String(typed.get("old")), String(typed.get("new"))];
    const wrong = wrongWith(fresh, String(typed.get("again")));
    if (wrong) return setSaid({ text: wrong, bad: true });
    try {
      const { ended } = await post<{ ended: number }>("/me/passphrase", { old, new: fresh });
      form.reset();
      setSaid({ text: t().ownChanged(ended), bad: false });
    } catch (error) {
      const { code } = error as Problem;
      setSaid({ text: code === "not_your_passphrase" ? t().wrongOld : sayProblem(error as Problem), bad: true });
    }
    return undefined;
  }

  return (
    <section class="panel" aria-labelledby="own-passphrase">
      <h2 id="own-passphrase">{t().ownTitle}</h2>
      {!me.user.account ? (
        <p class="note">{t().ownNone}</p>
      ) : (
        <form class="account-form" onSubmit={(event) => void submit(event)}>
          <p>{t().ownAccount(me.user.account)}</p>
          <input type="hidden" name="username" autocomplete="username" value={me.user.account} />
          <div class="fields">
            <label>
              {t().old}
              <input name="old" type="password" autocomplete="current-password" required />
            </label>
            <label>
              {t().fresh}
              <input name="new" type="password" autocomplete="new-password" required />
            </label>
            <label>
              {t().again}
              <input name="again" type="password" autocomplete="new-password" required />
            </label>
          </div>
          <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
            {said?.text}
          </p>
          <button>{t().change}</button>
        </form>
      )}
    </section>
  );
}
