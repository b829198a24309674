/** The rules in force, to read: which, since when, and the rounds of a day. */

import { roster } from "../../words/desk/roster";
import { asOf } from "../asof";
import { pageName } from "../page";
import { href } from "../route";
import { RulesThen } from "../rules-then";
import type { Label } from "../types";
import { longDay, say, wordsOf } from "../words";
import { inForceOn, type Version } from "./version";

const t = wordsOf(roster);

/** The policy as the catalogue carries it. */
export interface Policy {
  readonly id: string;
  readonly versions: readonly Version[];
  readonly sessions: readonly { readonly id: string; readonly label: Label; readonly from: string; readonly to: string }[];
}

/** `on` is the day looked at: the version in force then, and those of other days apart. */
export function PolicyPanel({ policy, on }: { readonly policy: Policy; readonly on: string }) {
  const inForce = inForceOn(policy.versions, on);
  const others = policy.versions.filter((each) => each !== inForce);
  const named = (each: Version) => t().inForce(each.version, longDay(each.from));
  const title = asOf.value === null ? t().policy : t().policyOfDay;
  return (
    <section class="panel" aria-labelledby="policy">
      <h2 id="policy">{title}</h2>
      <p class="note">{asOf.value === null ? t().policyHelp : t().policyThen}</p>
      <RulesThen />
      <dl>
        <dt>{t().version}</dt>
        <dd>
          {inForce ? named(inForce) : t().noPolicyYet} <code>{policy.id}</code>
        </dd>
        {others.length > 0 && (
          <>
            <dt>{t().otherVersions}</dt>
            <dd>{others.map(named).join(" · ")}</dd>
          </>
        )}
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
