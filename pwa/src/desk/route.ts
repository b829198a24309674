/** Where the desk is: every page has an address that can be sent to somebody else. */

import { signal } from "@preact/signals";

interface Route {
  /** Empty where the address names none. */
  readonly page: string;
  readonly params: Readonly<Record<string, string>>;
}

export const route = signal<Route>(read());

function read(): Route {
  const page = location.pathname.replace(/^\/desk\/?/, "");
  return { page, params: Object.fromEntries(new URLSearchParams(location.search)) };
}

/** What stays the same from page to page unless a link says otherwise: where, and the moment that is looked at. */
const KEPT = ["place", "community", "known_at"] as const;

function kept(): Record<string, string | undefined> {
  return Object.fromEntries(KEPT.map((name) => [name, route.value.params[name]]));
}

/** The address of a page; parameters left empty stay out of it. */
export function href(page: string, params: Record<string, string | null | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...kept(), ...params })) if (value) query.set(name, value);
  const text = query.toString();
  return `/desk/${page}${text ? `?${text}` : ""}`;
}

export function go(address: string, replace = false): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  route.value = read();
}

/** Goes to another page, whose beginning has the focus then. */
export function visit(address: string): void {
  go(address);
  document.querySelector("main")?.focus();
}

/** The same page with some parameters changed. */
export function change(params: Record<string, string | null>): void {
  go(href(route.value.page, { ...route.value.params, ...params }));
}

export function listen(): void {
  addEventListener("popstate", () => (route.value = read()));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented) return;
    const link = (event.target as Element).closest("a");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!link || !plain || link.target || link.origin !== location.origin) return;
    if (!link.pathname.startsWith("/desk/") || link.hasAttribute("download")) return;
    event.preventDefault();
    visit(link.pathname + link.search);
  });
}
