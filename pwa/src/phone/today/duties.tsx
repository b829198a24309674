/** What today asks for beside the rounds: a line for each duty that is this person's, none where there is nothing. */

import { recordsOf } from "../../store/records";
import type { Book } from "../../store/types";
import { Icon } from "../../ui/icon";
import { labelled, words } from "../../words";
import { deliveries } from "../../words/phone/deliveries";
import { followup } from "../../words/phone/followup";
import { gate as gateWords } from "../../words/phone/gate";
import { notices } from "../../words/phone/notices";
import { spot as spotWords } from "../../words/phone/spot";
import { survey as surveyWords } from "../../words/phone/survey";
import { batchesOpen } from "../deliveries/deliveries";
import { outcomesOf, remaining } from "../deliveries/order";
import { followed } from "../followup/state";
import { entriesOf, myGates, passagesNow, watchAt } from "../gate/state";
import { announcementsNow, reached } from "../notices/notices";
import { placeText } from "../forms/place-select";
import { wordsOf } from "../page-words";
import { hrefTo } from "../route";
import { samplesNow, samplingText } from "../spot/spot";
import { surveyText, tapKinds, unitsOf } from "../survey/survey";

const gates = wordsOf(gateWords);
const giving = wordsOf(deliveries);
const telling = wordsOf(notices);
const following = wordsOf(followup);
const counting = wordsOf(surveyWords);
const checking = wordsOf(spotWords);

export interface Duty {
  readonly key: string;
  readonly title: string;
  readonly state: string;
  /** A second, smaller line. */
  readonly about?: string;
  readonly done?: boolean;
  readonly href: string;
}

function gateDuties(from: Book): readonly Duty[] {
  return myGates(from).map((gate) => {
    const counts = passagesNow(entriesOf(), gate.id, watchAt(from.catalogue, gate.id).shift);
    return { key: gate.id, title: gates().card(gate.name), state: gates().counts(counts.in, counts.out), href: hrefTo("gate", gate.id) };
  });
}

export function deliveryDuties(from: Book): readonly Duty[] {
  return batchesOpen(from).map((batch) => {
    const outcomes = outcomesOf(recordsOf("delivery").value, batch.id);
    const quantity = Number(batch.fields.quantity ?? 0);
    const left = remaining(quantity, outcomes);
    return { key: batch.id, title: giving().card(String(batch.fields.item)), state: `${quantity - left}/${quantity}`, done: left <= 0, href: hrefTo("deliveries", batch.id) };
  });
}

export function noticeDuties(from: Book): readonly Duty[] {
  return announcementsNow(from).map((one) => {
    const { done, posted, all } = reached(from, one);
    const about = posted < done ? telling().posted(posted, all) : "";
    return { key: one.id, title: `${telling().heading} · ${String(one.fields.title)}`, about, state: `${done}/${all}`, done: done === all, href: hrefTo("notice", one.id) };
  });
}

function followUps(from: Book): readonly Duty[] {
  const people = followed(from);
  if (people.length === 0) return [];
  const [only] = people;
  const href = people.length === 1 && only ? hrefTo("followup", only.key) : hrefTo("todo");
  return [{ key: "followup", title: following().heading, state: words.value.today.doors(people.length), href }];
}

function surveys(from: Book): readonly Duty[] {
  return tapKinds(from).flatMap(([id, kind]) => unitsOf(from, id, kind).map((unit) => (
    { key: `${id} ${unit.id}`, title: counting().card(labelled(kind.label, id), placeText(unit)), state: surveyText(from, id, kind, unit), href: hrefTo("survey", id, unit.id) }
  )));
}

function spotChecks(from: Book): readonly Duty[] {
  return samplesNow(from).map((sample) => {
    const title = checking().card(from.places.get(sample.place)?.name ?? "");
    return { key: sample.id, title, state: samplingText(from, sample), href: hrefTo("spot", sample.id) };
  });
}

export function DutyRows({ from }: { readonly from: Book }) {
  return <DutyList duties={[...surveys(from), ...gateDuties(from), ...deliveryDuties(from), ...noticeDuties(from), ...followUps(from), ...spotChecks(from)]} />;
}

/** A line for each, leading to its screen; nothing where there is none. */
export function DutyList({ duties }: { readonly duties: readonly Duty[] }) {
  if (duties.length === 0) return null;
  return (
    <ul class="list">
      {duties.map(({ key, title, about, state, href }) => (
        <li key={key}>
          <a class="list-row" href={href}><span class="grow">{title}{about ? <><br /><span class="small">{about}</span></> : null}</span><span class="end num">{state}</span><Icon name="chevron-right" /></a>
        </li>
      ))}
    </ul>
  );
}
