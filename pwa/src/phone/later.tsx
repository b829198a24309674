/** What is not needed at the first glance comes in a file of its own, offline like the rest. */

import type { ComponentType } from "preact";
import { later as laterShowing } from "../ui/later";
import { words } from "../words";

/** A screen that loads itself when it is first drawn; sheets ask for `Nothing` until then. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, shown: ComponentType<{ readonly failed: boolean }> = Opening): ComponentType<P> {
  return laterShowing(load, shown);
}

function Opening({ failed }: { readonly failed: boolean }) {
  const w = words.value;
  return <main class="screen splash"><p role="status">{failed ? w.failed.notLoaded : w.loading}</p></main>;
}

/** For sheets: the screen below stays as it is for the moment that the file takes. */
export function Nothing(): null {
  return null;
}
