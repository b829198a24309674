/** Parts of the app that come in a file of their own when they are first drawn. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

const waiting: (() => Promise<void>)[] = [];

/** A component that loads itself when it is first drawn; `shown` is drawn until then. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, shown: ComponentType<{ readonly failed: boolean }>): ComponentType<P> {
  const loaded = signal<{ readonly as: ComponentType<P> } | null>(null);
  const failed = signal(false);
  let asked: Promise<void> | null = null;
  const fetch = () => {
    asked ??= load().then(
      (as) => {
        loaded.value = { as };
      },
      (error: unknown) => {
        console.error(error);
        failed.value = true;
        asked = null;
      },
    );
    return asked;
  };
  waiting.push(fetch);
  return function Later(props: P) {
    const Shown = shown;
    if (!loaded.value) {
      void fetch();
      return <Shown failed={failed.value} />;
    }
    const Loaded = loaded.value.as;
    return <Loaded {...props} />;
  };
}

/** Fetches all of them once there is time, for browsers that keep no copy of the app. */
export async function fetchAll(): Promise<void> {
  for (const fetch of waiting) await fetch();
}
