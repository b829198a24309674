/** The rules in force, to read: which, since when, and the rounds of a day. */

import { roster } from "../../words/desk/roster";
import { href } from "../route";
import { longDay, say, wordsOf } from "../words";
import { pageName } from "../page";
import type { Catalogue } from "./roster";

const t = wordsOf(roster);

export function PolicyPanel({ policy }: { readonly policy: Catalogue["policy"] }) {
  return (
    <section class="panel" aria-labelledby="policy">
      <h2 id="policy">{t().policy}</h2>
      <p class="note">{t().policyHelp}</p>
      <dl>
        <dt>{t().policy}</dt>
        <dd>
          {policy.versions.map((each) => t().inForce(each.version, longDay(each.from))).join(" · ")} <code>{policy.id}</code>
        </dd>
        <dt>{t().sessions}</dt>
        <dd>{policy.sessions.map((each) => `${say(each.label)} ${each.from}–${each.to}`).join(" · ")}</dd>
        <dt>{t().source}</dt>
        <dd>
          <a href={href("checklist")}>{pageName("checklist")}</a>
        </dd>
      </dl>
    </section>
  );
}
