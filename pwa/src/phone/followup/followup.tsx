/** P10: one person under observation: which day it is, what was measured, and this session's reading by two keys. */

import { useEffect, useState } from "preact/hooks";
import { recordsAt } from "../../store/records";
import type { Book } from "../../store/types";
import { dayPlus } from "../../sync/days";
import { Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { said, Slot } from "../../ui/slot";
import { whole } from "../../ui/whole";
import { labelled, words } from "../../words";
import { followup as followupWords } from "../../words/phone/followup";
import { absent } from "../absent";
import { amendAct, recordAct } from "../acts";
import { Bar } from "../bar";
import { method, round, sessionName } from "../building/state";
import { CallOffice } from "../calls/office";
import { book } from "../data";
import { dayName } from "../day-name";
import { asFirst, withTemperature } from "../door/entry";
import { degreesText } from "../door/temperature";
import { placeText } from "../forms/place-select";
import { feverFrom, today } from "../gate/state";
import { TemperaturePad } from "../more";
import { wordsOf } from "../page-words";
import { now } from "../now";
import { momentOf, slotText } from "../rounds";
import { SyncNote } from "../sync-note";
import { Bars } from "./bars";
import { halvesOf, SHOWN_DAYS } from "./halves";
import { dayNumber, mistypedOf, readingsOf, type Person, type Reading } from "./people";
import { followed, type Followed } from "./state";
import "./followup.css";

const t = wordsOf(followupWords);

/** "1栋 904 张**", or with the code where no masked name is kept. */
export function nameOf({ place, person }: Followed): string {
  const who = person?.masked ?? person?.code ?? place.occupancy?.head ?? "";
  return `${placeText(place)} ${who}`.trim();
}

/** "密接 · 第 9 天,共 14 天" */
export function aboutText(from: Book, { person }: Followed): string {
  if (!person) return t().watched;
  const category = labelled(from.catalogue.kinds.case_event?.fields.category?.choices?.find((c) => c.id === person.category)?.label, person.category);
  const day = dayNumber(person, today.value);
  const days = person.days !== null && day > person.days ? t().over(person.days) : t().day(day, person.days);
  return `${category} · ${days}`;
}

/** How the observation ends, and who may say so: the words stand with the kind. */
function Release({ from, person }: { readonly from: Book; readonly person: Person }) {
  const event = person.releaseFrom === null ? "excluded" : "released";
  const note = labelled(from.catalogue.kinds.case_event?.fields.event?.choices?.find((c) => c.id === event)?.note, "");
  const day = person.releaseFrom === null ? "" : t().release(dayName(person.releaseFrom));
  return <p class="panel"><Icon name="info" /><span>{t().notYou(day, note)}</span></p>;
}

/** Oldest first; a fever stands out by its weight, its frame and its mark. */
function Strip({ readings, fever }: { readonly readings: readonly Reading[]; readonly fever: number }) {
  if (readings.length === 0) return <p class="note">{t().noReadings}</p>;
  return (
    <ol class="strip" aria-label={t().readings}>
      {readings.map((one) => (
        <li key={`${one.day}${one.session}`} class={one.tenths >= fever ? "num strip-hot" : "num"}>
          <span class="small">{one.day.slice(5)}</span> {one.tenths >= fever ? "!" : ""}{degreesText(one.tenths)}
        </li>
      ))}
    </ol>
  );
}

function FollowUp({ from, one }: { readonly from: Book; readonly one: Followed }) {
  const at = round.value;
  const [session, setSession] = useState(at?.session ?? "am");
  useEffect(() => () => {
    said.value = null;
  }, [one.key]);
  const { place, person } = one;
  const who = person?.masked ?? person?.code ?? "";
  const screenings = recordsAt(place.id, ["screening"]).value;
  const readings = readingsOf(screenings, who, dayPlus(today.value, 1 - SHOWN_DAYS));
  const fever = feverFrom(from.catalogue);
  const halves = halvesOf(readings, from.catalogue.policy.sessions.map(({ id }) => id), person?.openedOn ?? null, today.value, (id) => momentOf(from.catalogue, { day: today.value, session: id }, now.value) !== "before");
  const here = (id: string) => readings.find((reading) => reading.day === today.value && reading.session === id);
  const taken = here(session)?.tenths ?? null;
  const take = (tenths: number) => {
    const slot = slotText({ day: today.value, session });
    const say = () => (tenths >= fever ? t().hot : t().recorded(nameOf(one), degreesText(tenths)));
    const mistyped = mistypedOf(screenings, slot, who, now.value);
    if (mistyped) return amendAct(place.id, mistyped.id, withTemperature(mistyped.fields, tenths, fever), mistyped.fields, say);
    const fields = { ...asFirst(withTemperature({}, tenths, fever), method.value), ...(who === "" ? {} : { who }) };
    return recordAct({ place: place.id, kind: "screening", slot, loud: tenths >= fever, fields, say, undone: () => t().undone(nameOf(one)) });
  };
  const sessions = from.catalogue.policy.sessions.map(({ id }) => {
    const reading = here(id);
    return { id, label: reading ? t().taken(sessionName(from, id), degreesText(reading.tenths)) : t().missing(sessionName(from, id)) };
  });
  return (
    <div class="screen">
      <Bar canGoBack title={whole(nameOf(one))} />
      <main class="scroll stack">
        <p><b>{aboutText(from, one)}</b>{place.type === "gate" ? ` · ${t().atGate}` : ""}</p>
        {person ? <Release from={from} person={person} /> : null}
        <h2 class="heading">{t().days}</h2>
        <Bars halves={halves} fever={fever} nameOf={(id) => sessionName(from, id)} />
        {place.type === "household" ? (
          <>
            <h2 class="heading">{t().today}</h2>
            <Segmented label={t().which} options={sessions} value={session} onChoose={setSession} />
            <TemperaturePad key={session} tenths={taken} onTyped={(tenths) => void take(tenths)} />
            {taken !== null && taken >= fever ? <CallOffice place={place.id} /> : null}
          </>
        ) : null}
        <h2 class="heading">{t().readings}</h2>
        <Strip readings={readings} fever={fever} />
      </main>
      <section class="bottom" aria-label={t().heading}>
        <Slot hint={words.value.sync.worksOffline}><SyncNote /></Slot>
      </section>
    </div>
  );
}

/** The person named by code, or the door, in the address. */
export function FollowUpScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const one = from ? followed(from).find((each) => each.key === id) : undefined;
  if (!from || !one) return <div class="screen"><Bar canGoBack title={t().heading} /><main class="scroll"><p class="empty">{absent(t().none)}</p></main></div>;
  return <FollowUp key={id} from={from} one={one} />;
}
