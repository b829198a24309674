/** One line that has to be written before something is done. */

import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly action: string;
  readonly help?: string;
  readonly keep: (text: string) => void;
}

export function WithReason({ label, action, help, keep }: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="with-reason"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) keep(text.trim());
      }}
    >
      {help && <p class="note">{help}</p>}
      <label>
        {label}
        <input ref={field} value={text} required maxLength={200} autocomplete="off" onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <button class="primary" disabled={!text.trim()}>
        {action}
      </button>
    </form>
  );
}
