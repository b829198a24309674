/** Screens that are not needed at the first glance come in files of their own, offline like the rest. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { words } from "../words";

type Screen = ComponentType<{ readonly id: string }>;

const waiting: (() => Promise<void>)[] = [];

/** A component that loads itself when it is first drawn, and says so if it cannot. */
export function later(load: () => Promise<Screen>): Screen {
  const loaded = signal<{ readonly screen: Screen } | null>(null);
  const failed = signal(false);
  let asked: Promise<void> | null = null;
  const fetch = () => {
    asked ??= load().then(
      (screen) => {
        loaded.value = { screen };
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
  return function Later({ id }) {
    if (loaded.value) {
      const Loaded = loaded.value.screen;
      return <Loaded id={id} />;
    }
    void fetch();
    const w = words.value;
    return <main class="screen splash"><p role="status">{failed.value ? w.failed.notLoaded : w.loading}</p></main>;
  };
}

/** Fetches all of them once there is time, for browsers that keep no copy of the app. */
export async function fetchAll(): Promise<void> {
  for (const fetch of waiting) await fetch();
}
