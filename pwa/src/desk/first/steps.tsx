/** The first day, step by step, of a community and of a whole installation: what is done, and what is next. */

import type { AccountsData } from "../accounts/types";
import { roster } from "../../words/desk/roster";
import { useCompounds } from "../below";
import { useLoad } from "../load";
import { href, route } from "../route";
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
  const compounds = useCompounds(place, 20_000).data;
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
  const steps = (Object.keys(counts) as Step[]).map((step) => ({
    id: step, page: PAGE[step], words: t().step[step], note: t().stepNotes[step](counts[step]), done: counts[step] > 0,
  }));
  return <Steps steps={steps} />;
}

/** The same for whoever sets the installation up: shown until a desk has its account. */
export function InstallingSteps({ divisions, place }: { readonly divisions: boolean; readonly place: PlaceRow | null }) {
  const path = place && `/accounts?place=${encodeURIComponent(place.id)}`;
  const accounts = useLoad<AccountsData>(path, 20_000).data;
  if (place && !accounts) return null;
  const made = accounts?.accounts.length ?? 0;
  const there = accounts?.accounts.filter((each) => each.state === "active").length ?? 0;
  return (
    <Steps
      steps={[
        { id: "divisions", page: "roster", words: t().install.divisions, note: "", done: divisions },
        { id: "accounts", page: "accounts", words: t().install.accounts, note: t().installNotes.accounts(made), done: made > 0 },
        { id: "signed", page: "accounts", words: t().install.signed, note: t().installNotes.signed(there), done: there > 0 },
      ]}
    />
  );
}

interface StepProps {
  readonly id: string;
  readonly page: string;
  readonly words: string;
  readonly note: string;
  readonly done: boolean;
}

/** Whether the step is on this very page; its first field has the focus then. */
function isHere({ id, page }: StepProps): boolean {
  const field = route.value.page === page ? document.querySelector<HTMLElement>(`#step-${id} .rows button, #step-${id} input`) : null;
  field?.focus();
  return field !== null;
}

/** What is done and what is next; nothing once all is done. */
function Steps({ steps }: { readonly steps: readonly StepProps[] }) {
  const next = steps.find((step) => !step.done);
  if (!next) return null;
  return (
    <section class="panel first-steps" aria-labelledby="first-steps">
      <h2 id="first-steps">{t().steps}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step.id} class={step.done ? "step-done" : step === next ? "step-next" : ""} aria-current={step === next ? "step" : undefined}>
            {step === next ? <a href={href(step.page)} onClick={(event) => isHere(step) && event.preventDefault()}>{step.words}</a> : step.words} <span class="note">{step.note}</span>{" "}
            {step.done ? <span class="chip chip-done">{t().done}</span> : step === next && <span class="chip step-chip">{t().next}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
