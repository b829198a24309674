/** Looking back, a page judges by the rules of now; here it says which were in use then. */

import { asKnown, asOf } from "./asof";
import { useLoad } from "./load";
import { type RulesFile, rulesSaid } from "./rules-said";

export function RulesThen() {
  const path = asOf.value === null ? null : asKnown("/rules");
  const { data } = useLoad<{ readonly now: RulesFile; readonly then: RulesFile | null }>(path);
  return data ? <p class="note">{rulesSaid(data.now, data.then)}</p> : null;
}
