/** What `/accounts` answers, and the words of its page. */

import { accounts } from "../../words/desk/accounts";
import type { Named } from "../types";
import { wordsOf } from "../words";

export const t = wordsOf(accounts);

export interface AccountGrant {
  readonly id: string;
  readonly role: string;
  readonly place: Named;
  readonly valid_from: number;
  readonly valid_to: number | null;
  /** Whether the reader may end it. */
  readonly mine: boolean;
}

export interface Account extends Named {
  /** Not told where the name is masked; who came by an invitation has none. */
  readonly account: string | null;
  readonly state: "active" | "waiting" | "lapsed" | "phone" | "closed";
  readonly code_until: number | null;
  /** Whether the reader may close it and reset its sign-in. */
  readonly mine: boolean;
  readonly self: boolean;
  readonly grants: readonly AccountGrant[];
}

export interface AccountsData {
  readonly now: number;
  readonly accounts: readonly Account[];
  readonly more: boolean;
  readonly above: readonly { readonly name: string; readonly role: string; readonly place: string | null }[];
  /** The roles that the reader may give. */
  readonly roles: readonly string[];
}

/** A one-time code, told once. */
export interface Made extends Named {
  readonly account: string;
  readonly code: string;
  readonly url: string;
  readonly expires_at: number;
}
