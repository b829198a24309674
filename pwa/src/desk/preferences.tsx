/** Language and theme, the same two controls on every page. */

import { lang, setLang, setTheme, theme, type Theme, w } from "./words";

const NEXT: Record<Theme, Theme> = { auto: "dark", dark: "light", light: "auto" };

export function Preferences() {
  const other = lang.value === "zh" ? "en" : "zh";
  return (
    <p class="preferences">
      <button class="quiet" lang={other} onClick={() => setLang(other)}>
        {w().language}
      </button>
      <button class="quiet" onClick={() => setTheme(NEXT[theme.value])}>
        {w().theme[theme.value]}
      </button>
    </p>
  );
}
