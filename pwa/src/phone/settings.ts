/** How this phone likes to look; kept in the browser's small storage so the first paint is already right. */

import { effect, signal } from "@preact/signals";
import { lang } from "../words";

export const TEXT_SIZES = [17, 20, 24, 30] as const;
type TextSize = (typeof TEXT_SIZES)[number];
export type Theme = "auto" | "light" | "dark";

export const textSize = signal<TextSize>(17);
/** 长辈版: the largest-but-one text, 60 px targets, fewer tabs. */
export const elder = signal(false);
/** 大键: three doors beside each other, for gloves. */
export const bigKeys = signal(false);
export const theme = signal<Theme>("auto");
export const upwards = signal(false);
/** 左手: what lies under the right thumb changes sides. */
export const leftHand = signal(false);
export const haptics = signal(true);

const KEY = "six.look";

function stored(): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function load(): void {
  const was = stored();
  const size = TEXT_SIZES.find((s) => s === was.textSize);
  if (size) textSize.value = size;
  if (was.theme === "light" || was.theme === "dark") theme.value = was.theme;
  if (was.lang === "zh" || was.lang === "en") lang.value = was.lang;
  elder.value = was.elder === true;
  bigKeys.value = was.bigKeys === true;
  upwards.value = was.upwards === true;
  leftHand.value = was.leftHand === true;
  haptics.value = was.haptics !== false;
}

function save(look: Readonly<Record<string, unknown>>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(look));
  } catch {
    // A browser that refuses small storage still works; it only forgets how it looked.
  }
}

function isDark(prefersDark: boolean): boolean {
  return theme.value === "dark" || (theme.value === "auto" && prefersDark);
}

/** Reads what was chosen, applies it to the page now and whenever it changes. */
export function startSettings(): void {
  load();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const prefersDark = signal(dark.matches);
  dark.addEventListener?.("change", () => {
    prefersDark.value = dark.matches;
  });
  effect(() => {
    const root = document.documentElement;
    root.dataset.theme = isDark(prefersDark.value) ? "dark" : "light";
    root.dataset.size = String(textSize.value);
    root.dataset.keys = String(bigKeys.value);
    root.dataset.elder = String(elder.value);
    root.dataset.left = String(leftHand.value);
    root.lang = lang.value === "zh" ? "zh-CN" : "en";
  });
  effect(() => {
    save({
      textSize: textSize.value, theme: theme.value, lang: lang.value,
      elder: elder.value, bigKeys: bigKeys.value, upwards: upwards.value, leftHand: leftHand.value, haptics: haptics.value,
    });
  });
}
