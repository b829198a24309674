/** The stamp bar: what a tap on a door records. Falls back to normal after one use, unless it was locked. */

import { signal } from "@preact/signals";
import { stepRadio } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { words } from "../../words";
import { STAMPS, type Stamp } from "./tap";

export const stamp = signal<Stamp>("normal");
export const stampLocked = signal(false);

const GLYPHS: Readonly<Record<Stamp, string>> = { normal: "✓", no_answer: "?", exception: "!", open: "…" };

/** Choosing the chosen stamp again locks it; choosing another one unlocks. */
export function choose(next: Stamp): void {
  stampLocked.value = next === stamp.value && next !== "normal" && !stampLocked.value;
  stamp.value = next;
}

/** After one use the bar returns to normal: nobody stamps a whole floor 没人 by forgetting. */
export function spendStamp(): void {
  if (!stampLocked.value) stamp.value = "normal";
}

export function resetStamp(): void {
  stamp.value = "normal";
  stampLocked.value = false;
}

function StampButton({ which, index }: { readonly which: Stamp; readonly index: number }) {
  const w = words.value;
  const chosen = stamp.value === which;
  const locked = chosen && stampLocked.value;
  return (
    <button
      type="button"
      role="radio"
      class="stamp"
      aria-checked={chosen}
      tabIndex={chosen ? 0 : -1}
      onClick={() => choose(which)}
      onKeyDown={(event) => {
        const next = stepRadio(event, index, STAMPS.length);
        const to = next === null ? undefined : STAMPS[next];
        if (to) choose(to);
      }}
    >
      <span class="stamp-glyph" aria-hidden="true">{locked ? <Icon name="lock" /> : GLYPHS[which]}</span>
      <span>{w.building.stamps[which]}</span>
      {locked ? <span class="vh">{w.building.keepStamp}</span> : null}
    </button>
  );
}

export function StampBar() {
  return (
    <div class="stamps" role="radiogroup" aria-label={words.value.building.stampBar}>
      {[0, 2].map((from) => (
        <div key={from} class="stamp-pair" role="presentation">
          {STAMPS.slice(from, from + 2).map((which, i) => (
            <StampButton key={which} which={which} index={from + i} />
          ))}
        </div>
      ))}
    </div>
  );
}
