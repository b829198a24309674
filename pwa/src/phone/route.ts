/** Where the person is: the part of the address after #, and how far each screen was scrolled. */

import { computed, signal } from "@preact/signals";

const address = signal(read());

function read(): string {
  const hash = globalThis.location?.hash ?? "";
  return hash.startsWith("#/") ? hash.slice(2) : "";
}

/** ["building", "420103009001.1.3"]; empty at the very start. */
export const route = computed<readonly string[]>(() => address.value.split("/").filter(Boolean).map(decodeURIComponent));

/** "#/building/x" from parts. */
export function hrefTo(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

export function go(...parts: readonly string[]): void {
  location.hash = hrefTo(...parts);
}

/** Opens a screen without leaving the present one behind: back will not return to it. */
export function replace(...parts: readonly string[]): void {
  history.replaceState({ depth }, "", hrefTo(...parts));
  address.value = read();
}

/** How many screens of the app lie behind the present one; kept in the history's own state. */
let depth = 0;

function depthOf(state: unknown): number | null {
  return typeof state === "object" && state !== null && "depth" in state && typeof state.depth === "number" ? state.depth : null;
}

/** To where the person came from inside the app, or to today. */
export function back(): void {
  backOr("today");
}

/** To where the person came from inside the app, or to a screen named. */
export function backOr(...parts: readonly string[]): void {
  if (depth > 0) history.back();
  else replace(...parts);
}

export function watchAddress(): void {
  depth = depthOf(history.state) ?? 0;
  addEventListener("hashchange", () => {
    const known = depthOf(history.state);
    depth = known ?? depth + 1;
    if (known === null) history.replaceState({ depth }, "");
    address.value = read();
  });
}

const scrolled = new Map<string, number>();

/** Keeps an element's scroll position for the present address, and puts it back. */
export function keepScroll(node: HTMLElement | null): () => void {
  const key = address.peek();
  if (node) node.scrollTop = scrolled.get(key) ?? 0;
  return () => {
    if (node) scrolled.set(key, node.scrollTop);
  };
}
