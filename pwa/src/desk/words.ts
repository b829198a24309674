/** The desk's language, theme and ways to write moments; kept per browser. */

import { computed, signal } from "@preact/signals";
import { deskEn } from "../words/desk.en";
import { deskZh } from "../words/desk.zh";

/** 2020-03-10, the local day of a moment. */
export { dayOf as day } from "../sync/days";

export type Lang = "zh" | "en";
export type Theme = "auto" | "light" | "dark";

const ZONE = "Asia/Shanghai";

export const lang = signal<Lang>(localStorage.getItem("six.lang") === "en" ? "en" : "zh");
export const theme = signal<Theme>((localStorage.getItem("six.theme") as Theme | null) ?? "auto");
const words = computed(() => (lang.value === "zh" ? deskZh : deskEn));

/** The words of the chosen language. */
export function w(): typeof deskZh {
  return words.value;
}

/** The words of one page, of `src/words/desk/`: `const t = wordsOf(matters)`, then `t().heading`. */
export function wordsOf<T>(page: { readonly zh: T; readonly en: NoInfer<T> }): () => T {
  return () => page[lang.value];
}

/** The side of a two-language label that is being read. */
export function say(label: { readonly zh: string; readonly en: string } | null | undefined): string {
  return label ? label[lang.value] : "";
}

export function setLang(to: Lang): void {
  lang.value = to;
  localStorage.setItem("six.lang", to);
  showPreferences();
}

export function setTheme(to: Theme): void {
  theme.value = to;
  localStorage.setItem("six.theme", to);
  showPreferences();
}

const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", showPreferences);

export function showPreferences(): void {
  document.documentElement.lang = lang.value === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset["theme"] = theme.value === "dark" || (theme.value === "auto" && dark.matches) ? "dark" : "light";
  document.title = w().title;
}

// A phone may claim any moment: one that no calendar has is shown as the first or the last.
const FIRST = Date.parse("0001-01-02");
const LAST = Date.parse("9999-12-31");

function written(ms: number, options: Intl.DateTimeFormatOptions, of: Lang = lang.value): string {
  return new Intl.DateTimeFormat(of === "zh" ? "zh-CN" : "en-GB", { timeZone: ZONE, ...options }).format(Math.min(Math.max(ms, FIRST), LAST));
}

/** An ISO day in words; what a phone wrote in place of one as it stands. */
function named(iso: string, options: Intl.DateTimeFormatOptions): string {
  const noon = Date.parse(`${iso}T12:00:00+08:00`);
  return Number.isNaN(noon) ? iso : written(noon, options);
}

/** 20:41 */
export function clock(ms: number, of: Lang = lang.value): string {
  return written(ms, { hour: "2-digit", minute: "2-digit", hour12: false }, of);
}

/** 3月10日 20:41; `of` for paper that is in one language, whatever the reader chose. */
export function moment(ms: number, of: Lang = lang.value): string {
  return `${written(ms, { month: "short", day: "numeric" }, of)} ${clock(ms, of)}`;
}

/** 3月10日, of an ISO day. */
export function dayName(iso: string): string {
  return named(iso, { month: "short", day: "numeric", weekday: "short" });
}

/** 3/10 or 10 Mar, of an ISO day: as little as fits above a column. */
export function shortDay(iso: string): string {
  return named(iso, lang.value === "zh" ? { month: "numeric", day: "numeric" } : { month: "short", day: "numeric" });
}

/** 3月 or Mar, where a row of days begins or comes to another month; the days themselves are numbers. */
export function monthAt(days: readonly string[], at: number): string {
  const [iso = "", before = ""] = [days[at], days[at - 1]];
  return iso.slice(0, 7) === before.slice(0, 7) ? "" : named(iso, { month: "short" });
}

/** 3月10日 晚查, of a slot such as 2020-03-10/pm; the day alone where the round is the whole day. */
export function roundName(slot: string): string {
  const [on = "", session = ""] = slot.split("/");
  const said = w().session[session] ?? (session === "*" ? "" : session);
  return `${named(on, { month: "short", day: "numeric" })} ${lang.value === "zh" ? said : said.toLowerCase()}`.trim();
}

/** 2020年3月1日, of an ISO day that may be years ago. */
export function longDay(iso: string): string {
  return named(iso, { year: "numeric", month: "short", day: "numeric" });
}

/** "3 小时": the largest unit that says it. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60000));
  if (minutes < 90) return w().minutes(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 48 ? w().hours(hours) : w().days(Math.round(hours / 24));
}
