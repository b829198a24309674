/** The first sign-in of an account, or the one after a reset: a one-time code, then a passphrase of one's own. */

import { useEffect, useRef, useState } from "preact/hooks";
import { sayProblem } from "./accounts/acts";
import { NewPassphrase, typedIn } from "./accounts/passphrase";
import { t } from "./accounts/types";
import { choosePassphrase, post, type Problem, type Secret } from "./api";
import { Preferences } from "./preferences";
import { go } from "./route";
import type { Me } from "./types";
import { w } from "./words";

interface Offer {
  readonly account: string;
  readonly name: string;
  readonly by: string;
  readonly again: boolean;
  readonly grants: Me["grants"];
}

/** The token of the link that was followed here. */
export function tokenInAddress(): string | null {
  return /^#o=([\w-]{43})$/.exec(location.hash)?.[1] ?? null;
}

export function FirstSignIn({ done }: { readonly done: () => void }) {
  const [token] = useState(tokenInAddress);
  const [offered, setOffered] = useState<{ readonly secret: Secret; readonly offer: Offer } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function look(secret: Secret): Promise<void> {
    try {
      setOffered({ secret, offer: await post<Offer>("/auth/first/look", secret) });
      setProblem(null);
    } catch (error) {
      setProblem(words(error as Problem));
    }
  }

  useEffect(() => {
    if (token) void look({ token });
  }, []);

  /** The code is over now: it leaves the address, and the desk begins at its own first page. */
  function leave(): void {
    go("/desk/", true);
    done();
  }

  return (
    <main class="sign-in" id="main">
      <h1>{w().title}</h1>
      {offered ? <Choose {...offered} fail={(error) => setProblem(words(error))} done={leave} /> : <AskCode look={look} />}
      <p class="slot bad" role="alert">
        {problem}
      </p>
      <p>
        <button class="quiet" onClick={leave}>
          {t().firstBack}
        </button>
      </p>
      <Preferences />
    </main>
  );
}

function AskCode({ look }: { readonly look: (secret: Secret) => Promise<void> }) {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    void look({ account: String(form.get("account")).trim(), code: String(form.get("code")).replace(/\D/g, "") });
  }
  return (
    <form class="panel" onSubmit={submit}>
      <h2>{t().firstTitle}</h2>
      <p class="note">{t().firstLead}</p>
      <label>
        {t().account}
        <input name="account" autocomplete="username" autocapitalize="none" required autofocus />
      </label>
      <label>
        {t().firstCode}
        <input name="code" inputMode="numeric" autocomplete="one-time-code" pattern="\s*(\d\s*){8}" title={t().firstLead} required />
      </label>
      <button class="primary">{t().firstLook}</button>
    </form>
  );
}

interface ChooseProps {
  readonly secret: Secret;
  readonly offer: Offer;
  readonly fail: (problem: Problem) => void;
  readonly done: () => void;
}

function Choose({ secret, offer, fail, done }: ChooseProps) {
  const [wrong, setWrong] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("[name=new]")?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = typedIn(new FormData(event.currentTarget as HTMLFormElement));
    setWrong(typed.wrong);
    if (typed.wrong) return;
    await choosePassphrase(secret, typed.fresh).then(done, fail);
  }

  return (
    <form class="panel" ref={form} onSubmit={(event) => void submit(event)}>
      <h2>{t().firstHello(offer.name)}</h2>
      <p>
        {offer.again ? t().firstAgain(offer.by) : t().firstBy(offer.by)} <b>{offer.account}</b>
      </p>
      <ul>
        {offer.grants.map((grant) => (
          <li key={`${grant.role} ${grant.place?.id}`}>
            {w().roles[grant.role] ?? grant.role} · {grant.place?.name ?? t().everywhere}
          </li>
        ))}
      </ul>
      <p class="note">{t().firstChoose}</p>
      <input type="hidden" name="account" autocomplete="username" value={offer.account} />
      <NewPassphrase />
      <p class="slot bad" role="alert">
        {wrong}
      </p>
      <button class="primary">{t().firstGo}</button>
    </form>
  );
}

function words(problem: Problem): string {
  if (problem.code === "opening_over") return t().firstOver;
  if (problem.code === "account_closed") return t().closedTold;
  if (problem.code === "invalid") return t().short;
  return problem.status === 404 ? t().firstWrong : sayProblem(problem);
}
