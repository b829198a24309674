/** The one place where the app speaks while people work: reserved, so nothing moves, and undo stays until the next act. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words, type Words } from "../words";
import { whole } from "./whole";

export interface Said {
  readonly tone: "plain" | "bad" | "good";
  readonly say: (w: Words) => string;
  /** The place it is about, for a sheet that shows only its own. */
  readonly place?: string;
  readonly undo?: () => Promise<void>;
}

/** What the slot shows; null shows the screen's own hint. */
export const said = signal<Said | null>(null);

/** `children`: what stands under the line whatever it says. */
export function Slot({ hint, children }: { readonly hint: string; readonly children?: ComponentChildren }) {
  const w = words.value;
  const now = said.value;
  return (
    <div class={`slot slot-${now?.tone ?? "plain"}`}>
      <div class="slot-lines">
        <p role="status">{whole(now ? now.say(w) : hint)}</p>
        {children}
      </div>
      {now?.undo ? (
        <button type="button" class="link" onClick={() => void now.undo?.()}>
          {w.undo}
        </button>
      ) : null}
    </div>
  );
}
