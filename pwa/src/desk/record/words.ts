/** The words of a record's page. */

import { recordWords } from "../../words/desk/record";
import { wordsOf } from "../words";

export const t = wordsOf(recordWords);
