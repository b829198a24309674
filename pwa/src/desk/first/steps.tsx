/** The first day of a community, step by step: what is done, and what is next. */

import { roster } from "../../words/desk/roster";
import { useLoad } from "../load";
import { href } from "../route";
import type { PlaceRow } from "../types";
import { wordsOf } from "../words";
import type { SignedIn } from "../invite/types";
import "./steps.css";

const t = wordsOf(roster);
type Step = "roster" | "areas" | "invite" | "round";
const PAGE: Readonly<Record<Step, string>> = { roster: "roster", areas: "roster", invite: "invitations", round: "board" };

/** Shown until the first phone was heard. */
export function FirstSteps({ place }: { readonly place: PlaceRow }) {
  const at = encodeURIComponent(place.id);
  const compounds = useLoad<{ places: readonly PlaceRow[] }>(`/places?within=${at}&type=compound`, 20_000).data;
  const access = useLoad<{ people: readonly SignedIn[] }>(`/access?place=${at}`, 20_000).data;
  if (!compounds || !access) return null;
  const sum = (type: string) => compounds.places.reduce((all, each) => all + (each.counts?.[type] ?? 0), 0);
  const phones = access.people.flatMap((each) => each.devices);
  const counts: Readonly<Record<Step, number>> = {
    roster: sum("household"),
    areas: sum("area"),
    invite: access.people.filter((each) => each.devices.length > 0).length,
    round: phones.filter((each) => each.last_seen_at !== null).length,
  };
  const steps = Object.keys(counts) as Step[];
  const next = steps.find((step) => !counts[step]);
  if (!next) return null;
  return (
    <section class="panel first-steps" aria-labelledby="first-steps">
      <h2 id="first-steps">{t().steps}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step} class={counts[step] ? "step-done" : step === next ? "step-next" : ""} aria-current={step === next ? "step" : undefined}>
            {step === next ? <a href={href(PAGE[step])}>{t().step[step]}</a> : t().step[step]}{" "}
            <span class="note">{t().stepNotes[step](counts[step])}</span>{" "}
            {counts[step] ? <span class="chip chip-done">{t().done}</span> : step === next && <span class="chip step-chip">{t().next}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
