/** Whom to invite, as what, where, until when. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { useLoad } from "../load";
import { Options } from "../options";
import { pageName } from "../page";
import { problemWords } from "../problem";
import { href, route } from "../route";
import type { Me, PlaceRow } from "../types";
import { w } from "../words";
import type { Made } from "./types";
import { t } from "./words";

/** Where each role is at home: the type of place that it is given. */
const UNIT: Readonly<Record<string, string>> = {
  building_lead: "building", grid_worker: "building", property_staff: "compound",
  community: "community",
};
const FIELD = ["building_lead", "grid_worker", "property_staff"];
/** Whom each role may invite to a phone, as `server/roles.py` has it; streets and above have nothing on one. */
const INVITES: Readonly<Record<string, readonly string[]>> = {
  community: FIELD, street: [...FIELD, "community"], operator: [...FIELD, "community"],
};
/** Who also makes accounts for desks. */
const MAKERS: ReadonlySet<string> = new Set(["street", "district", "city", "operator"]);

function rolesFor(me: Me): readonly string[] {
  return [...new Set(me.grants.flatMap((grant) => INVITES[grant.role] ?? []))];
}

interface Props {
  readonly me: Me;
  readonly place: PlaceRow;
  readonly onMade: (made: Made) => void;
}

export function InviteForm({ me, place, onMade }: Props) {
  const roles = rolesFor(me);
  const wanted = route.value.params;
  const [role, setRole] = useState(roles[0] ?? "building_lead");
  const [search, setSearch] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const named = search && `&search=${encodeURIComponent(search)}`;
  const path = `/places?within=${encodeURIComponent(place.id)}&type=${UNIT[role] ?? "building"}${named}`;
  const choices = useLoad<{ places: readonly PlaceRow[]; more: boolean }>(roles.length ? path : null);
  const makes = me.grants.some((grant) => MAKERS.has(grant.role));

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const filled = event.currentTarget as HTMLFormElement;
    const form = new FormData(filled);
    const places = form.getAll("places").map(String);
    if (!places.length) return setProblem(w().invite.choose);
    const names = choices.data?.places.filter((each) => places.includes(each.id)).map(placeName) ?? [];
    setBusy(true);
    setProblem(null);
    try {
      const asked = { name: form.get("name"), role, places, until: form.get("until") || null };
      const made = await post<Made>("/invitations", asked);
      onMade({ ...made, name: String(asked.name), places: names.join("、") });
      // The next one is somebody else: nobody gets a second code by another press.
      filled.reset();
    } catch (error) {
      setProblem(problemWords(error as Problem));
    } finally {
      setBusy(false);
    }
    return undefined;
  }

  if (!roles.length) return <Elsewhere />;
  return (
    <form class="panel" onSubmit={(event) => void submit(event)}>
      <h2>{w().invite.title}</h2>
      {makes && <Elsewhere />}
      <label>
        {w().invite.name}
        <input name="name" required maxLength={40} autocomplete="off" defaultValue={wanted["name"] ?? ""} />
      </label>
      <label>
        {w().invite.role}
        <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
          <Options of={roles.map((id) => ({ id, name: w().roles[id] ?? id }))} />
        </select>
      </label>
      {(search || choices.data?.more || (choices.data?.places.length ?? 0) > 30) && (
        <label>
          {t().searchPlace}
          <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value.trim())} />
        </label>
      )}
      <fieldset>
        <legend>{w().invite.places}</legend>
        <div class="choices">
          {choices.data?.places.map((each) => (
            <label class="check" key={each.id}>
              <input type="checkbox" name="places" value={each.id} defaultChecked={each.id === wanted["for"]} /> {placeName(each)}
            </label>
          ))}
          {choices.data && !choices.data.places.length && (
            <p class="empty">
              {search ? t().notFound : t().nowhere} {!search && me.may.includes("roster") && <a href={href("roster")}>{w().toRoster}</a>}
            </p>
          )}
        </div>
      </fieldset>
      <label class="dates">
        {t().until}
        <input type="date" name="until" />
      </label>
      <p class="slot bad" role="alert">
        {problem}
      </p>
      <button class="primary" disabled={busy}>{w().invite.go}</button>
    </form>
  );
}

/** Accounts for desks are made on a page of their own. */
function Elsewhere() {
  return (
    <p class="note">
      {t().desks} <a href={href("accounts")}>{pageName("accounts")}</a>
    </p>
  );
}

function placeName(place: PlaceRow & { readonly path_names?: readonly string[] }): string {
  const path = place.path_names ?? [];
  const parent = path[path.length - 1];
  return place.type !== "compound" && parent ? `${parent} ${place.name}` : place.name;
}
