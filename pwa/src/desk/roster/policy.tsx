/** The rules in force, to read: which, since when, and the rounds of a day. */

import { roster } from "../../words/desk/roster";
import { pageName } from "../page";
import { href } from "../route";
import type { Label } from "../types";
import { longDay, say, wordsOf } from "../words";

const t = wordsOf(roster);

/** The policy as the catalogue carries it. */
export interface Policy {
  readonly id: string;
  readonly versions: readonly { readonly version: number; readonly from: string }[];
  readonly sessions: readonly { readonly id: string; readonly label: Label; readonly from: string; readonly to: string }[];
}

export function PolicyPanel({ policy }: { readonly policy: Policy }) {
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
