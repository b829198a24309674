/** A button for what is not taken back easily: it says first what will happen, in its own place. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { register } from "../words/desk/register";
import { wordsOf } from "./words";

const r = wordsOf(register);

interface Props {
  readonly ask: string;
  readonly go: () => Promise<unknown>;
  readonly children: ComponentChildren;
  /** Whether it is what the page is for. */
  readonly primary?: boolean;
}

export function Confirm({ ask, go, children, primary = false }: Props) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  // Pressed twice in a hurry it is done once.
  const confirm = () => {
    setBusy(true);
    void go().finally(() => (setBusy(false), setAsked(false)));
  };
  if (!asked)
    return (
      <button type="button" class={primary ? "primary" : ""} onClick={() => setAsked(true)}>
        {children}
      </button>
    );
  return (
    <span role="alert">
      {ask}{" "}
      <button type="button" disabled={busy} onClick={confirm}>
        {children}
      </button>{" "}
      <button type="button" autofocus disabled={busy} onClick={() => setAsked(false)}>
        {r().keep}
      </button>
    </span>
  );
}
