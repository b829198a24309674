/** Which verdicts of their day late records changed: as it was known before them, as it is with them. */

import { matters } from "../../words/desk/matters";
import { useLoad } from "../load";
import { href } from "../route";
import type { Verdict } from "../types";
import { dayName, say, w, wordsOf } from "../words";
import type { Matter } from "./types";

const t = wordsOf(matters);

interface Flips {
  readonly flips: readonly {
    readonly compound: { readonly id: string; readonly name: string };
    readonly criterion: string;
    readonly label: { readonly zh: string; readonly en: string } | null;
    readonly day: string;
    readonly then: Verdict | null;
    readonly now: Verdict | null;
  }[];
}

/** What was known just before the first of them came, and what was known when the last was there. */
function span(matter: Matter): { of: string; known_at: string; until: string; day: string } | null {
  const [first, last] = matter.received ?? [];
  const [day] = matter.slot?.split("/") ?? [];
  if (first === undefined || last === undefined || !day) return null;
  return { of: matter.place.compound?.id ?? matter.place.id, known_at: String(first - 1), until: String(last), day };
}

export function Flipped({ matter }: { readonly matter: Matter }) {
  const asked = span(matter);
  const path = asked && `/since?${new URLSearchParams({ place: asked.of, known_at: asked.known_at, until: asked.until, day: asked.day }).toString()}`;
  const { data, problem } = useLoad<Flips>(path);
  if (!asked || problem) return null;
  if (!data) return <p class="note">{w().loading}</p>;
  return (
    <>
      <h3>{t().flips}</h3>
      {data.flips.length === 0 && <p>{t().noFlips(dayName(asked.day))}</p>}
      <ul>
        {data.flips.map((flip) => (
          <li key={flip.criterion}>
            <a href={href("checklist", { compound: flip.compound.id, criterion: flip.criterion, day: flip.day, known_at: null })}>
              {say(flip.label) || flip.criterion}
            </a>{" "}
            {dayName(flip.day)}: {verdict(flip.then)} → <b>{verdict(flip.now)}</b>
          </li>
        ))}
      </ul>
      <p>
        <a href={href("since", asked)}>{t().seeSince}</a>
      </p>
    </>
  );
}

const GLYPH: Record<Verdict, string> = { met: "✓", not_met: "✕", not_yet_known: "◐", waived: "–" };

function verdict(one: Verdict | null): string {
  return one === null ? "–" : `${GLYPH[one]} ${w().verdictShort[one]}`;
}
