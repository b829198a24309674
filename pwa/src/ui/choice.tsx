/** Choosing one of few (Segmented, a radio group) or several (Chips, toggle buttons). */

import type { ComponentChildren } from "preact";

interface Option<T extends string | number> {
  readonly id: T;
  readonly label: ComponentChildren;
}

interface SegmentedProps<T extends string | number> {
  readonly label: string;
  readonly options: readonly Option<T>[];
  readonly value: T | null;
  readonly onChoose: (id: T) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The radio beside the focused one, by the arrow keys; it also gets the focus. */
export function stepRadio(event: KeyboardEvent, index: number, count: number): number | null {
  const step = STEPS[event.key];
  if (step === undefined) return null;
  event.preventDefault();
  const next = (index + step + count) % count;
  const group = (event.currentTarget as HTMLElement).closest("[role=radiogroup]");
  group?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  return next;
}

export function Segmented<T extends string | number>({ label, options, value, onChoose }: SegmentedProps<T>) {
  const chosen = options.findIndex((o) => o.id === value);
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {options.map((option, index) => (
        <button
          key={option.id}
          type="button"
          role="radio"
          aria-checked={option.id === value}
          tabIndex={index === Math.max(chosen, 0) ? 0 : -1}
          onClick={() => onChoose(option.id)}
          onKeyDown={(event) => {
            const next = stepRadio(event, index, options.length);
            const to = next === null ? undefined : options[next];
            if (to) onChoose(to.id);
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

interface ChipsProps {
  readonly label: string;
  readonly options: readonly Option<string>[];
  readonly chosen: readonly string[];
  readonly tone?: "bad" | "plain";
  readonly onToggle: (id: string) => void;
}

export function Chips({ label, options, chosen, tone = "plain", onToggle }: ChipsProps) {
  return (
    <div class={`chips chips-${tone}`} role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.id} type="button" aria-pressed={chosen.includes(option.id)} onClick={() => onToggle(option.id)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
