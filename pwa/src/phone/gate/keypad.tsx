/** Ten digits under the thumb, in two rows; for old eyes and gloves in three. */

import { words } from "../../words";
import { gate as gateWords } from "../../words/phone/gate";
import { wordsOf } from "../page-words";
import { bigKeys, elder } from "../settings";

const t = wordsOf(gateWords);
const ROWS = ["12345⌫", "67890✕"] as const;
const BIG_ROWS = ["123⌫", "456✕", "7890"] as const;

interface Props {
  readonly onDigit: (digit: string) => void;
  readonly onErase: () => void;
  readonly onClear: () => void;
}

export function Keypad({ onDigit, onErase, onClear }: Props) {
  const ends: Readonly<Record<string, { readonly say: string; readonly act: () => void }>> = { "⌫": { say: t().erase, act: onErase }, "✕": { say: t().clear, act: onClear } };
  const big = elder.value || bigKeys.value;
  return (
    <div class={big ? "gate-keys gate-big" : "gate-keys"} role="group" aria-label={`${t().typed} ${words.value.app}`}>
      {(big ? BIG_ROWS : ROWS).map((row) => (
        <div key={row} class="gate-row">
          {[...row].map((key) => {
            const end = ends[key];
            return <button key={key} type="button" class="num" onClick={end?.act ?? (() => onDigit(key))}>{end ? <><span aria-hidden="true">{key}</span><span class="vh">{end.say}</span></> : key}</button>;
          })}
        </div>
      ))}
    </div>
  );
}
