/** The form for a new account, or for another role of one that is there. */

import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "../api";
import { useLoad } from "../load";
import { Options } from "../options";
import type { PlaceRow } from "../types";
import { w } from "../words";
import { AccountName, type Acts } from "./acts";
import { type Account, type Made, t } from "./types";

/** Where each role is at home: the types of place that it is given. */
const UNITS: Readonly<Record<string, readonly [string, string?]>> = {
  community: ["community", "village"], street: ["street"], district: ["district"], city: ["city"],
};
const LONG_LIST = 12;

interface Props {
  readonly place: PlaceRow;
  readonly roles: readonly string[];
  /** Whom another role is for; null: somebody new. */
  readonly to: Account | null;
  readonly acts: Acts;
  readonly onMade: (made: Made) => void;
  readonly onDone: () => void;
}

export function MakeAccount({ place, roles, to, acts, onMade, onDone }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [role, setRole] = useState(roles[0] ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (to) form.current?.querySelector("select")?.focus();
  }, [to]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const at = said.get("place");
    if (!at) return setProblem(t().choosePlace);
    setProblem(null);
    const asked = { role, place: at, from: said.get("from") || null, until: said.get("until") || null };
    void acts.run(async () => {
      if (to) {
        await post(`/accounts/${to.id}/grants`, asked);
        acts.tell(t().added(to.name));
      } else {
        onMade(await post<Made>("/accounts", { ...asked, name: said.get("name"), account: said.get("account") }));
        acts.tell("");
      }
      form.current?.reset();
      onDone();
    });
    return undefined;
  }

  return (
    <form class="panel account-form" ref={form} onSubmit={submit} aria-labelledby="make-account">
      <h2 id="make-account">{to ? t().addTitle(to.name) : t().makeTitle}</h2>
      {!to && (
        <div class="fields">
          <label>
            {t().name}
            <input name="name" required maxLength={40} autocomplete="off" />
          </label>
          <AccountName id="account-hint" />
        </div>
      )}
      <label>
        {t().role}
        <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
          <Options of={roles.map((id) => ({ id, name: w().roles[id] ?? id }))} />
        </select>
      </label>
      <PlaceChoice key={role} role={role} within={place} />
      <div class="fields">
        <label>
          {t().from}
          <input type="date" name="from" />
        </label>
        <label>
          {t().until}
          <input type="date" name="until" />
        </label>
      </div>
      <p class="slot bad" role="alert">
        {problem}
      </p>
      <button class="primary">{to ? t().add : t().make}</button>{" "}
      {to && (
        <button type="button" onClick={onDone}>
          {t().cancel}
        </button>
      )}
    </form>
  );
}

/** One place of the role's kind; where there are many, found by name. */
function PlaceChoice({ role, within }: { readonly role: string; readonly within: PlaceRow }) {
  const [search, setSearch] = useState("");
  const [type = "", other] = UNITS[role] ?? [];
  const named = search && `&search=${encodeURIComponent(search)}`;
  const path = (of: string) => `/places?within=${encodeURIComponent(within.id)}&type=${of}${named}`;
  const first = useLoad<{ places: readonly PlaceRow[]; more: boolean }>(path(type));
  const second = useLoad<{ places: readonly PlaceRow[]; more: boolean }>(other ? path(other) : null);
  const places = [...(first.data?.places ?? []), ...(second.data?.places ?? [])];
  const many = search !== "" || places.length > LONG_LIST || Boolean(first.data?.more);
  return (
    <>
      {many && (
        <label>
          {t().searchPlace}
          <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value.trim())} />
        </label>
      )}
      <fieldset>
        <legend>{t().place}</legend>
        <div class="choices">
          {places.map((each) => (
            <label class="check" key={each.id}>
              <input type="radio" name="place" value={each.id} defaultChecked={places.length === 1} /> {each.name}
            </label>
          ))}
        </div>
        {first.data && !places.length && <p class="empty">{search ? t().noneFound : t().noPlace}</p>}
      </fieldset>
    </>
  );
}
