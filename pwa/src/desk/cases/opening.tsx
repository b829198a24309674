/** Somebody new: a contact or a case that the community was told of, put at their door. */

import { useState } from "preact/hooks";
import { cases as pageWords } from "../../words/desk/cases";
import { FindDoor } from "../find-door";
import { pageName } from "../page";
import { href } from "../route";
import type { Named, PlaceRow } from "../types";
import { wordsOf } from "../words";
import { CaseSlot, given, Options, useCaseActs } from "./acts";

const t = wordsOf(pageWords);

interface Props {
  readonly place: PlaceRow;
  readonly day: string;
  readonly again: () => void;
}

export function Opening({ place, day, again }: Props) {
  const acts = useCaseActs(again);
  const [door, setDoor] = useState<Named | null>(null);
  const keep = async (form: HTMLFormElement) => {
    const stored = await acts.record({ ...given(form), place: door?.id, event: "opened" });
    if (stored) setDoor(null);
  };
  return (
    <section class="panel" aria-labelledby="opening">
      <h2 id="opening">{t().opening}</h2>
      <p class="note">
        {t().openingHelp} <a href={href("roster")}>{pageName("roster")}</a>
      </p>
      <FindDoor scope={place.id} choose={setDoor} />
      {door && (
        <form
          onSubmit={(submit) => {
            submit.preventDefault();
            void keep(submit.currentTarget);
          }}
        >
          <h3>{door.name}</h3>
          <div class="fields">
            <label>
              {t().name}
              <input name="name_masked" maxLength={20} autocomplete="off" required />
            </label>
            <label>
              {t().category}
              <select name="category">
                <Options of={t().categories} but="" chosen="close_contact" />
              </select>
            </label>
            <label>
              {t().since}
              <input type="date" name="happened_on" defaultValue={day} max={day} required />
            </label>
            <label>
              {t().basis}
              <input name="basis" maxLength={200} required />
            </label>
            <label>
              {t().where}
              <select name="location">
                <Options of={t().locations} but="" chosen="home" />
              </select>
            </label>
          </div>
          <button class="primary">{t().save}</button>{" "}
          <button type="button" onClick={() => setDoor(null)}>
            {t().cancel}
          </button>
        </form>
      )}
      <CaseSlot acts={acts} />
    </section>
  );
}
