/** Records that count and that the reader may not open: how many, and in plain words why. */

import { closed as words } from "../words/desk/closed";
import { wordsOf } from "./words";

const t = wordsOf(words);

/** Nothing where everything may be opened. */
export function Closed({ n, counted = false }: { readonly n: number; readonly counted?: boolean }) {
  if (!n) return null;
  return (
    <p class="note closed">
      {counted && `${t().some(n)} · `}
      {t().records}
    </p>
  );
}
