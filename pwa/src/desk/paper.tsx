/**
 * What stands on every page of paper, whatever page of the desk it is: what this is, as known when,
 * printed by whom and when, and a faint mark across it. In the margins where the browser has them.
 */

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { exportWords } from "../words/desk/exports";
import { asOf } from "./asof";
import { pageName } from "./page";
import "./paper.css";
import type { Me, PlaceRow } from "./types";
import { clock, day, w, wordsOf } from "./words";

const t = wordsOf(exportWords);

/** When what is shown was read (ms); null while the page does not say: then it is the moment of printing. */
export const readAt = signal<number | null>(null);

interface Who {
  readonly page: string;
  readonly place: string;
  readonly role: string;
  readonly name: string;
}

const who = signal<Who | null>(null);
/** By how much the server's clock is ahead of this one. */
const ahead = signal(0);
const printedAt = signal(Date.now());

const known = computed(() => w().exportsPage.asOf(full(asOf.value ?? readAt.value ?? printedAt.value)));
const title = computed(() => (who.value ? [w().title, pageName(who.value.page), who.value.place].join(" · ") : ""));
const printed = computed(() => (who.value ? t().printed(w().roles[who.value.role] ?? who.value.role, who.value.name, full(printedAt.value)) : ""));

/** 2020-03-10 08:30 in either language: paper is filed. */
function full(ms: number): string {
  return `${day(ms)} ${clock(ms)}`;
}

/** Brings the moment of printing up to date, at once: the browser waits for nothing after this. */
function stamp(): void {
  printedAt.value = Date.now() + ahead.value;
  margins?.replaceSync(MARGINS.map(([box, text]) => `@page{@${box}{content:${quoted(text.value)};font-size:8.5pt;color:#000}}`).join(""));
}

const MARGINS = [
  ["top-left", title],
  ["top-right", known],
  ["bottom-left", printed],
] as const;

/** Browsers without margin boxes print the same as a line of the page (`.paper-line`). */
const margins = "CSSMarginRule" in window ? new CSSStyleSheet() : null;
if (margins) {
  document.adoptedStyleSheets.push(margins);
  document.documentElement.dataset["margins"] = "";
}

function quoted(text: string): string {
  return `"${text.replace(/[\u0000-\u001f"\\]/g, " ")}"`;
}

export function printPage(): void {
  stamp();
  print();
}

export function Paper({ me, place, page }: { readonly me: Me; readonly place: PlaceRow; readonly page: string }) {
  const role = me.grants.find((grant) => grant.place?.id === place.id)?.role ?? "";
  useEffect(() => {
    ahead.value = me.time.now - Date.now();
    addEventListener("beforeprint", stamp);
    return () => removeEventListener("beforeprint", stamp);
  }, [me]);
  useEffect(() => {
    who.value = { page, place: place.name, role, name: me.user.name };
    stamp();
  });
  return (
    <div class="paper-only" aria-hidden="true">
      <p class="paper-mark">{known}</p>
      <p class="paper-line">
        <span>{title}</span> · <span>{known}</span> · <span>{printed}</span>
      </p>
    </div>
  );
}
