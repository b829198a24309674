/** How long something has waited to be settled. */

import { matters } from "../../words/desk/matters";
import { span, wordsOf } from "../words";

const t = wordsOf(matters);
const MINUTE_MS = 60_000;

export const age = (ms: number): string => (ms < MINUTE_MS ? t().justNow : t().since(span(ms)));
