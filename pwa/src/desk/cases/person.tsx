/** One person of concern: what happened to them, and what happens next. */

import { useState } from "preact/hooks";
import { cases as pageWords } from "../../words/desk/cases";
import { nameOf } from "../by";
import { href } from "../route";
import { dayName, wordsOf } from "../words";
import { CaseSlot, given, Options, useCaseActs } from "./acts";
import type { Concern } from "./types";

const t = wordsOf(pageWords);

interface PersonProps {
  readonly one: Concern;
  readonly day: string;
  readonly records: boolean;
  readonly again: () => void;
}

export function Person({ one, day, records, again }: PersonProps) {
  return (
    <section class="panel" aria-labelledby="person">
      <h2 id="person">
        {t().history} · {one.who} {one.id}
      </h2>
      <ol class="rows">
        {one.events.map((each) => (
          <li key={each.record}>
            {dayName(each.on)} {t().events[each.event] ?? each.event} {t().categories[each.category] ?? ""}{" "}
            {[each.location && t().locations[each.location], each.basis, each.escort && `${t().escort} ${each.escort}`].filter(Boolean).join(" · ")}{" "}
            <a href={href("record", { id: each.record })}>{nameOf({ id: each.by, name: each.by }) || t().openRecord}</a>
          </li>
        ))}
      </ol>
      <p>
        <a href={href("zero", { compound: one.compound.id })}>{t().zero}</a>
      </p>
      {records && <EventForm one={one} day={day} again={again} />}
    </section>
  );
}

/** What may be said of somebody who is on the list; what opens a case is asked for elsewhere. */
function EventForm({ one, day, again }: Omit<PersonProps, "records">) {
  const acts = useCaseActs(again);
  const [event, setEvent] = useState("released");
  const keep = async (form: HTMLFormElement) => {
    const stored = await acts.record({ ...given(form), person: one.id, place: one.place.id, category: one.category });
    if (!stored) return;
    form.reset();
    setEvent("released");
  };
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        void keep(submit.currentTarget);
      }}
    >
      <h3>{t().record}</h3>
      <div class="fields">
        <label>
          {t().event}
          <select name="event" value={event} onChange={(e) => setEvent(e.currentTarget.value)}>
            <Options of={t().events} but="opened" chosen={event} />
          </select>
        </label>
        {event === "converted" && (
          <label>
            {t().to}
            <select name="converted_to" required>
              <Options of={t().categories} but={one.category} />
            </select>
          </label>
        )}
        <label>
          {t().happenedOn}
          <input type="date" name="happened_on" defaultValue={day} max={day} required />
        </label>
        <label>
          {t().basis}
          <input name="basis" maxLength={200} required={event !== "transferred"} />
        </label>
        <label>
          {t().where}
          <select name="location" required={event === "transferred"}>
            <option value="">{t().unsaid}</option>
            <Options of={t().locations} but="" />
          </select>
        </label>
        <label>
          {t().escort}
          <input name="escort" maxLength={40} required={event === "transferred"} />
        </label>
      </div>
      <button class="primary">{t().save}</button>
      <CaseSlot acts={acts} />
    </form>
  );
}
