/** The words of the invitations, for all parts of their page. */

import { invite } from "../../words/desk/invite";
import { wordsOf } from "../words";

export const t = wordsOf(invite);
