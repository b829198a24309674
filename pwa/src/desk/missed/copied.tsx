/** A sentence with a button that copies it; where the browser refuses, it can be selected at once. */

import { useState } from "preact/hooks";
import { missed } from "../../words/desk/missed";
import { wordsOf } from "../words";

const t = wordsOf(missed);

export function Copied({ sentence }: { readonly sentence: string }) {
  const [state, setState] = useState<"" | "copied" | "byHand">("");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(sentence);
      setState("copied");
    } catch {
      setState("byHand");
    }
  }
  return (
    <section>
      <h3>{t().sentence}</h3>
      <p class="sentence">{sentence}</p>
      <button onClick={() => void copy()}>{t().copy}</button>
      <p class="slot good" role="status">
        {state && t()[state]}
      </p>
    </section>
  );
}
