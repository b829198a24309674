/** Where the focus goes when what had it is gone: a closed panel, a row that was taken away, a button at work. */

import { useEffect } from "preact/hooks";

/** Does something that takes a panel away, and puts the focus back on what had opened it. */
export function backTo(opener: string, act: () => void): void {
  const from = document.querySelector<HTMLElement>(opener);
  act();
  from?.focus();
}

const STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/** What had the focus, and what stands beside it and beside each of its ancestors, the innermost first. */
interface Spot {
  readonly at: HTMLElement;
  readonly levels: readonly { readonly parent: Element; readonly after: Element | null; readonly before: Element | null }[];
}

function spotOf(at: HTMLElement): Spot {
  const levels = [];
  for (let one: Element = at; one.parentElement && one !== document.body; one = one.parentElement)
    levels.push({ parent: one.parentElement, after: one.nextElementSibling, before: one.previousElementSibling });
  return { at, levels };
}

function isStop(one: Element): one is HTMLElement {
  return one instanceof HTMLElement && one.matches(STOPS) && !one.matches(":disabled, [tabindex='-1']") && one.offsetParent !== null;
}

/** The first or the last place within something, or itself, that the focus can go to. */
function stopIn(box: Element | null, last = false): HTMLElement | undefined {
  if (!box?.isConnected) return undefined;
  const stops = [box, ...box.querySelectorAll(STOPS)].filter(isStop);
  return last ? stops[stops.length - 1] : stops[0];
}

/** What came in its place, else what stood behind it, else before it; then the same one level further out. */
function heirOf({ levels }: Spot): HTMLElement | null {
  for (const { parent, after, before } of levels) {
    if (!parent.isConnected) continue;
    const instead = before?.isConnected ? before.nextElementSibling : parent.firstElementChild;
    const came = instead === after ? null : instead;
    const found = came?.querySelector<HTMLElement>("[autofocus]") ?? stopIn(came) ?? stopIn(after) ?? stopIn(before, true);
    if (found) return found;
  }
  return document.querySelector("main");
}

/**
 * Keeps the focus of somebody without a mouse on the page: what a press took away or put to work leaves it with
 * its neighbour, or gets it back. Who clicks beside everything means to have it nowhere.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let spot: Spot | null = null;
    const note = () => {
      const at = document.activeElement;
      spot = at instanceof HTMLElement && at !== document.body ? spotOf(at) : spot;
    };
    const forget = () => (spot = null);
    const mend = () => {
      if (spot === null || document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
      if (!spot.at.isConnected) heirOf(spot)?.focus();
      else if (!spot.at.matches(":disabled")) spot.at.focus();
    };
    const watch = new MutationObserver(mend);
    watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
    addEventListener("focusin", note);
    addEventListener("keydown", note, true);
    addEventListener("pointerdown", forget, true);
    return () => {
      watch.disconnect();
      removeEventListener("focusin", note);
      removeEventListener("keydown", note, true);
      removeEventListener("pointerdown", forget, true);
    };
  }, []);
}
