/** What is said, looking back, of the rules that judge now beside those that were in use then. */

import { asofWords } from "../words/desk/asof";
import { wordsOf } from "./words";

const t = wordsOf(asofWords);

export interface RulesFile {
  readonly policy: string;
  readonly digest: string;
}

/** `then` is null where nobody noted it. */
export function rulesSaid(now: RulesFile, then: RulesFile | null): string {
  if (!then) return t().rulesUnknown(now.policy);
  if (then.policy !== now.policy) return t().otherRules(now.policy, then.policy);
  return then.digest === now.digest ? t().sameRules : t().rewritten(now.policy);
}
