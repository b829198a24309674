/** A button that copies; where the browser refuses, as on plain HTTP, the text stands there to be selected. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { copy } from "../words/desk/copy";
import { wordsOf } from "./words";

const t = wordsOf(copy);

export function Copy({ text, children }: { readonly text: string; readonly children: ComponentChildren }) {
  const [done, setDone] = useState<{ readonly text: string; readonly how: "copied" | "byHand" } | null>(null);
  // What was said of another text is over.
  const how = done?.text === text ? done.how : null;
  async function go(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setDone({ text, how: "copied" });
    } catch {
      setDone({ text, how: "byHand" });
    }
  }
  return (
    <>
      <button type="button" onClick={() => void go()}>
        {children}
      </button>{" "}
      <span role="status" class="note">
        {how && t()[how]}
        {how === "byHand" && <span class="by-hand">{text}</span>}
      </span>
    </>
  );
}
