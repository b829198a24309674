/** The two-key temperature pad; calls back once a temperature is complete. */

import { useState } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { words } from "../../words";
import { degreesText, KEYS, NOTHING_TYPED, press, typedText } from "./temperature";

interface Props {
  /** What is recorded now, in tenths of a degree. */
  readonly tenths: number | null;
  readonly onTyped: (tenths: number) => void;
  /** Left out where a reading is taken back by its undo alone. */
  readonly onClear?: () => void;
}

export function TemperaturePad({ tenths, onTyped, onClear }: Props) {
  const w = words.value;
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const tap = (key: number) => {
    const next = press(typed, key);
    setTyped(next);
    if (next.tenths !== null) onTyped(next.tenths);
  };
  const shown = typed.first === null || typed.tenths !== null ? (tenths === null ? "––" : degreesText(tenths)) : typedText(typed);
  return (
    <div role="group" aria-label={w.door.pad}>
      <div class="pad-head">
        <h3 class="pad-title">{w.door.temperature}</h3>
        <output class="num pad-shown">{shown}</output>
        {onClear ? (
          <button type="button" class="pad-clear" disabled={tenths === null} onClick={() => { setTyped(NOTHING_TYPED); onClear(); }}>
            <Icon name="x" /><span class="vh">{w.door.clearTemperature}</span>
          </button>
        ) : null}
      </div>
      {KEYS.map((row) => (
        <div key={row[0]} class="pad-row">
          {row.map((key) => (
            <button key={key} type="button" class="num" onClick={() => tap(key)}>{key}</button>
          ))}
        </div>
      ))}
    </div>
  );
}
