/** The word for a look. */

import { w } from "../words";
import type { Look } from "./look";

export function word(look: Look): string {
  return w().state[look];
}
