/** A count, by two big buttons or typed. */

import { survey as surveyWords } from "../../words/phone/survey";
import { wordsOf } from "../page-words";

const t = wordsOf(surveyWords);

interface Props {
  readonly label: string;
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  readonly invalid: boolean;
  readonly onChange: (value: number | null) => void;
}

export function Stepper({ label, value, min, max, invalid, onChange }: Props) {
  const typed = (text: string) => {
    const number = Math.round(Number(text));
    onChange(text.trim() === "" || !Number.isFinite(number) ? null : number);
  };
  const step = (by: number) => onChange(Math.min(max, Math.max(min, (value ?? min) + by)));
  return (
    <div class="stepper" role="group" aria-label={label}>
      <button type="button" class="button" disabled={(value ?? min) <= min} onClick={() => step(-1)}><span aria-hidden="true">−</span><span class="vh">{t().fewer} {label}</span></button>
      <input class="input num" type="number" inputMode="numeric" min={min} max={max} aria-label={label} aria-invalid={invalid} value={value ?? ""} onInput={(event) => typed(event.currentTarget.value)} />
      <button type="button" class="button" disabled={(value ?? min) >= max} onClick={() => step(1)}><span aria-hidden="true">+</span><span class="vh">{t().more} {label}</span></button>
    </div>
  );
}
