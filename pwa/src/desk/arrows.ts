/** Arrow keys within a grid of links or buttons: one Tab stop for all, as a screen reader expects of a grid. */

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const CELLS = "[data-cell]";
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** Put the ref on the grid and `data-cell` on what may be chosen in it. */
export function useArrows<E extends HTMLElement>(): RefObject<E | null> {
  const grid = useRef<E>(null);
  useEffect(() => {
    const box = grid.current;
    if (!box) return undefined;
    const cells = [...box.querySelectorAll<HTMLElement>(CELLS)];
    const stop = cells.find((one) => one === document.activeElement) ?? cells.find((one) => one.hasAttribute("aria-current")) ?? cells[0];
    for (const one of cells) one.tabIndex = one === stop ? 0 : -1;
    const press = (event: KeyboardEvent): void => {
      const from = (event.target as Element).closest<HTMLElement>(CELLS);
      const to = from && next(box, from, event);
      if (!to) return;
      event.preventDefault();
      from.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    };
    box.addEventListener("keydown", press);
    return () => box.removeEventListener("keydown", press);
  });
  return grid;
}

function next(box: HTMLElement, from: HTMLElement, event: KeyboardEvent): HTMLElement | undefined {
  if (event.metaKey || event.ctrlKey || event.altKey) return undefined;
  const cells = [...box.querySelectorAll<HTMLElement>(CELLS)];
  if (event.key === "Home") return cells[0];
  if (event.key === "End") return cells[cells.length - 1];
  const step = STEPS[event.key];
  return step && nearest(from, cells, step);
}

/** The closest cell on that side; across counts for more than along, so that rows and columns are kept. */
function nearest(from: HTMLElement, cells: readonly HTMLElement[], [right, down]: readonly [number, number]): HTMLElement | undefined {
  const [x, y] = middle(from);
  let best: HTMLElement | undefined;
  let least = Infinity;
  for (const one of cells) {
    const [toX, toY] = middle(one);
    const along = (toX - x) * right + (toY - y) * down;
    const across = Math.abs((toX - x) * down) + Math.abs((toY - y) * right);
    const far = along + across * 3;
    if (one !== from && along > 1 && far < least) [best, least] = [one, far];
  }
  return best;
}

function middle(one: HTMLElement): readonly [number, number] {
  const box = one.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}
