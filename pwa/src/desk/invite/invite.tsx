/** Invitations: one person, one role, some places, one use. */

import { useState } from "preact/hooks";
import { post, type Problem, remove } from "../api";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { pageName, type PageProps } from "../pages";
import type { PlaceRow } from "../types";
import { moment, w } from "../words";

interface Made {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly code: string;
  readonly qr_svg: string;
  readonly expires_at: number;
}

interface Open {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly places: readonly { readonly id: string; readonly name: string }[];
  readonly expires_at: number;
}

/** Where each role is at home: the type of place that it is given. */
const UNIT: Record<string, string> = {
  building_lead: "building",
  grid_worker: "building",
  property_staff: "compound",
  community: "community",
};

export function InvitePage({ place }: PageProps) {
  const [made, setMade] = useState<Made | null>(null);
  const open = useLoad<{ invitations: readonly Open[] }>(`/invitations?place=${encodeURIComponent(place.id)}`);
  return (
    <>
      <h1>{pageName("invitations")}</h1>
      <div class="two-columns">
        <Form
          place={place}
          onMade={(invitation) => {
            setMade(invitation);
            open.again();
          }}
        />
        {made && <Card made={made} />}
      </div>
      <section class="panel" aria-labelledby="open">
        <h2 id="open">{w().invite.open}</h2>
        {open.problem && <ProblemNote problem={open.problem} again={open.again} />}
        {open.data && !open.data.invitations.length && <p class="empty">{w().invite.none}</p>}
        <ul class="rows">
          {open.data?.invitations.map((each) => (
            <li key={each.id}>
              <b>{each.name}</b> {w().roles[each.role] ?? each.role} · {each.places.map((one) => one.name).join("、")} ·{" "}
              {w().invite.expires(moment(each.expires_at))}{" "}
              <button onClick={() => void remove(`/invitations/${each.id}`).then(open.again)}>{w().invite.revoke}</button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Form({ place, onMade }: { place: PlaceRow; onMade: (made: Made) => void }) {
  const [role, setRole] = useState("building_lead");
  const [problem, setProblem] = useState<string | null>(null);
  const unit = UNIT[role] ?? "building";
  const choices = useLoad<{ places: readonly PlaceRow[] }>(`/places?within=${encodeURIComponent(place.id)}&type=${unit}`);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const places = form.getAll("places").map(String);
    if (!places.length) return setProblem(w().invite.choose);
    try {
      onMade(await post<Made>("/invitations", { name: form.get("name"), role, places, until: form.get("until") || null }));
      setProblem(null);
    } catch (error) {
      setProblem(w().problem.other((error as Problem).detail));
    }
    return undefined;
  }

  return (
    <form class="panel" onSubmit={(event) => void submit(event)}>
      <h2>{w().invite.title}</h2>
      <label>
        {w().invite.name}
        <input name="name" required maxLength={40} autocomplete="off" />
      </label>
      <label>
        {w().invite.role}
        <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
          {Object.keys(UNIT).map((each) => (
            <option key={each} value={each}>
              {w().roles[each]}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{w().invite.places}</legend>
        <div class="choices">
          {choices.data?.places.map((each) => (
            <label class="check" key={each.id}>
              <input type="checkbox" name="places" value={each.id} /> {placeName(each)}
            </label>
          ))}
          {choices.data && !choices.data.places.length && <p class="empty">{w().rosterPage.empty}</p>}
        </div>
      </fieldset>
      <label>
        {w().invite.until}
        <input type="date" name="until" />
      </label>
      <p class="slot bad" role="alert">
        {problem}
      </p>
      <button class="primary">{w().invite.go}</button>
    </form>
  );
}

function placeName(place: PlaceRow & { readonly path_names?: readonly string[] }): string {
  const parent = place.path_names?.at(-1);
  return place.type === "building" && parent ? `${parent} ${place.name}` : place.name;
}

function Card({ made }: { made: Made }) {
  return (
    <section class="panel invitation" aria-live="polite">
      <h2>{made.name}</h2>
      <img alt={w().invite.link} src={`data:image/svg+xml;utf8,${encodeURIComponent(made.qr_svg)}`} width="240" height="240" />
      <p class="code">
        {w().invite.code}: <b>{made.code}</b>
      </p>
      <p>{w().invite.scan}</p>
      <p class="note">{w().invite.expires(moment(made.expires_at))}</p>
      <button onClick={() => void navigator.clipboard.writeText(made.url)}>{w().invite.copy}</button>{" "}
      <button onClick={() => print()}>{w().invite.print}</button>
    </section>
  );
}
