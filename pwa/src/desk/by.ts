/** Who did something, by name; what no person did was the system's doing. */

import { recordWords } from "../words/desk/record";
import type { Named } from "./types";
import { wordsOf } from "./words";

const t = wordsOf(recordWords);

export function nameOf(by: Named): string {
  return by.id === "server" ? t().system : by.name;
}
