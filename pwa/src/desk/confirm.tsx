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
}

export function Confirm({ ask, go, children }: Props) {
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <button type="button" onClick={() => setAsked(true)}>
        {children}
      </button>
    );
  return (
    <span role="alert">
      {ask}{" "}
      <button type="button" onClick={() => void go().finally(() => setAsked(false))}>
        {children}
      </button>{" "}
      <button type="button" autofocus onClick={() => setAsked(false)}>
        {r().keep}
      </button>
    </span>
  );
}
