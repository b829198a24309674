/** Ten digits in two rows, under the thumb. */

import { words } from "../../words";
import { gate as gateWords } from "../../words/phone/gate";
import { wordsOf } from "../page-words";

const t = wordsOf(gateWords);
const ROWS = [["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "0"]] as const;

interface Props {
  readonly onDigit: (digit: string) => void;
  readonly onErase: () => void;
  readonly onClear: () => void;
}

export function Keypad({ onDigit, onErase, onClear }: Props) {
  const ends = [{ key: "⌫", say: t().erase, act: onErase }, { key: "✕", say: t().clear, act: onClear }];
  return (
    <div class="gate-keys" role="group" aria-label={`${t().typed} ${words.value.app}`}>
      {ROWS.map((row, index) => (
        <div key={row[0]} class="gate-row">
          {row.map((digit) => <button key={digit} type="button" class="num" onClick={() => onDigit(digit)}>{digit}</button>)}
          <button type="button" onClick={ends[index]?.act}><span aria-hidden="true">{ends[index]?.key}</span><span class="vh">{ends[index]?.say}</span></button>
        </div>
      ))}
    </div>
  );
}
