/** 账号: who signs in at a desk here and below, made, changed and closed by whoever holds the place. */

import { useState } from "preact/hooks";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href } from "../route";
import { w } from "../words";
import "../register/register.css";
import "./accounts.css";
import { ConfirmFirst, Told, useActs } from "./acts";
import { AccountTable } from "./list";
import { MadeCode } from "./made";
import { MakeAccount } from "./make";
import { OwnPassphrase } from "./own";
import { type Account, type AccountsData, type Made, t } from "./types";

export function AccountsPage({ me, place }: PageProps) {
  const [search, setSearch] = useState("");
  const [made, setMade] = useState<Made | null>(null);
  const [to, setTo] = useState<Account | null>(null);
  const named = search && `&search=${encodeURIComponent(search)}`;
  const past = asOf.value !== null;
  const loaded = useLoad<AccountsData>(asKnown(`/accounts?place=${encodeURIComponent(place.id)}${named}`), past ? 0 : 30_000);
  const acts = useActs(loaded.again);
  const { data } = loaded;
  return (
    <>
      <div class="heading">
        <h1>{pageName("accounts")}</h1>
        <ExportBar me={me} tables={[{ table: "accounts", title: pageName("accounts"), query: { place: place.id, ...knownQuery() } }]} />
      </div>
      <p class="note">{t().lead}</p>
      {loaded.problem && <ProblemNote problem={loaded.problem} again={loaded.again} />}
      {!past && <Told acts={acts} />}
      {!past && acts.asking && <ConfirmFirst me={me} acts={acts} />}
      {data && !past && !data.roles.length && (
        <p>
          {t().leadNone} <a href={href("invitations")}>{t().toInvite}</a>
        </p>
      )}
      {data && (
        <section class="panel" aria-labelledby="accounts-list">
          <div class="toolbar">
            <h2 id="accounts-list">{t().listTitle}</h2>
            <span class="note">{t().count(data.accounts.length)}</span>
            <form role="search" onSubmit={(event) => event.preventDefault()}>
              <label class="inline">
                {t().search} <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value.trim())} />
              </label>
            </form>
          </div>
          {data.more && <p class="note">{t().more}</p>}
          {!data.accounts.length && <p class="empty">{search ? t().noneFound : t().none}</p>}
          {data.accounts.length > 0 && <AccountTable accounts={data.accounts} now={data.now} acts={acts} onMade={setMade} onAdd={setTo} />}
        </section>
      )}
      {data && !past && data.roles.length > 0 && (
        <div class={made ? "two-columns account-making" : ""}>
          <MakeAccount
            key={to?.id ?? "new"} place={place} roles={data.roles} to={to} acts={acts}
            onMade={setMade} onDone={() => setTo(null)}
          />
          {made && <MadeCode made={made} />}
        </div>
      )}
      {data && data.above.length > 0 && (
        <section class="panel" aria-labelledby="accounts-above">
          <h2 id="accounts-above">{t().aboveTitle}</h2>
          <p class="note">{me.may.includes("audit") ? t().aboveNote : t().aboveShort}</p>
          <ul class="rows">
            {data.above.map((each) => (
              <li key={`${each.role} ${each.name} ${each.place}`}>
                <b>{each.name}</b> {w().roles[each.role] ?? each.role} · {each.place ?? t().everywhere}
              </li>
            ))}
          </ul>
        </section>
      )}
      {!past && <OwnPassphrase me={me} />}
    </>
  );
}
