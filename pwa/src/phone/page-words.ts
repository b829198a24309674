/** The words of screens that no round waits for, of `src/words/phone/`: both languages come with the screen. */

import { lang } from "../words";

/** The words of one screen in the language chosen: `const t = wordsOf(gate)`, then `t().title`. */
export function wordsOf<T>(page: { readonly zh: T; readonly en: NoInfer<T> }): () => T {
  return () => page[lang.value];
}
