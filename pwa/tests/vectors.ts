/** The vectors that both languages run; see tests/vectors. */

import { readFileSync } from "node:fs";

/** The parsed file, or null while it is not there: its test then says so instead of passing unseen. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), "utf8")) as T;
}
