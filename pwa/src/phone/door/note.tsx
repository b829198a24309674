/** A few words; kept when the field is left, the sheet closes or the app goes out of sight, so nothing typed is lost. */

import { useEffect, useRef } from "preact/hooks";
import { onHidden } from "../left";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly max: number;
  readonly onKeep: (text: string) => void;
}

export function Note({ label, value, max, onKeep }: Props) {
  const typed = useRef(value);
  const kept = useRef(value);
  const keep = useRef(onKeep);
  keep.current = onKeep;
  const flush = () => {
    const text = typed.current.trim();
    if (text === kept.current) return;
    kept.current = text;
    keep.current(text);
  };
  useEffect(() => {
    const forget = onHidden(flush);
    return () => {
      forget();
      flush();
    };
  }, []);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        type="text"
        autocomplete="off"
        maxLength={max}
        defaultValue={value}
        onInput={(event) => { typed.current = event.currentTarget.value; }}
        onChange={flush}
      />
    </label>
  );
}
