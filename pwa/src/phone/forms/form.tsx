/** A form for any kind that has no screen of its own: its fields, labels and limits come from the catalogue. */

import { useEffect, useState } from "preact/hooks";
import { WriteFailed, type Book, type Fields, type Kind, type Place } from "../../store/types";
import { WHOLE_DAY } from "../../sync/slots";
import { said, Slot } from "../../ui/slot";
import { labelled, words } from "../../words";
import { Bar } from "../bar";
import { round } from "../building/state";
import { book, record } from "../data";
import { recordedBy, slotText, type Round } from "../rounds";
import { SyncNote } from "../sync-note";
import { Continued, useDraft } from "./draft";
import { Field } from "./field";
import { markOf } from "./mark";
import { householdsOf, placesOfTypes, placeText, PlaceSelect } from "./place-select";
import { forms as formsWords } from "../../words/phone/forms";
import { wordsOf } from "../page-words";
import { todo as todoWords } from "../../words/phone/todo";

const t = wordsOf(formsWords);
const todos = wordsOf(todoWords);

/** Beside the fields in the draft; no field of a kind has such a name. */
const PLACE = "@place";

type Faults = Readonly<Record<string, string>>;

function faultsOf(error: unknown): Faults {
  if (!(error instanceof WriteFailed)) return {};
  return Object.fromEntries(error.faults.map((f) => [f.field, t().faults[f.code]]));
}

/** The slot of a record made now; kinds without a slot have none. */
function slotFor(kind: Kind, at: Round): { readonly slot?: string } {
  if (kind.slot === "none") return {};
  return { slot: kind.slot === "day" ? slotText({ day: at.day, session: WHOLE_DAY }) : slotText(at) };
}

function placesFor(from: Book, kind: Kind): readonly Place[] {
  return placesOfTypes(from, kind.places);
}

/** What the book says of a door already; shown, and sent along where the kind asks for it. */
function knownOf(id: string, place: Place | undefined): Fields {
  const lives = place?.occupancy;
  if (id !== "occupancy" || !lives) return {};
  return given({ state: lives.state, people: lives.people, head: lives.head, tags: lives.tags, phone_masked: lives.phoneMasked });
}

function requiredOf(kind: Kind, known: Fields): Fields {
  return Object.fromEntries(Object.entries(known).filter(([name]) => kind.fields[name]?.required));
}

function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
}

function mayMark(from: Book): boolean {
  return from.grants.some((grant) => recordedBy(from, "occupancy").includes(grant.role));
}

interface FormProps {
  readonly from: Book;
  readonly id: string;
  readonly kind: Kind;
  readonly at: Round;
  readonly startPlace: string;
}

function Form({ from, id, kind, at, startPlace }: FormProps) {
  const w = words.value;
  const places = placesFor(from, kind);
  const draft = useDraft(`form ${id} ${startPlace}`);
  const { [PLACE]: chosen, ...changed } = draft.fields;
  const place = String(chosen ?? (startPlace || (places.length === 1 ? places[0]?.id : "")));
  const [faults, setFaults] = useState<Faults>({});
  const held = from.places.get(place);
  const known = knownOf(id, held);
  const keep = async () => {
    try {
      await record({ kind: id, place, fields: given({ ...requiredOf(kind, known), ...changed }), ...slotFor(kind, at) });
      const mark = markOf(id, held, changed);
      // The case is kept either way.
      if (mark && mayMark(from)) await record({ kind: "occupancy", place, fields: mark }).catch(console.error);
    } catch (error) {
      console.error(error);
      setFaults(faultsOf(error));
      said.value = { tone: "bad", say: (now) => now.failed.invalid };
      return;
    }
    said.value = { tone: "good", say: () => t().kept(held ? placeText(held) : "", labelled(kind.label, id)) };
    // The next record is mostly of the same place.
    draft.drop(place === startPlace ? {} : { [PLACE]: place });
    setFaults({});
  };
  const values = { ...known, ...changed };
  return (
    <>
      <main class="scroll stack">
        <Continued draft={draft} />
        <div class="field">
          <span>{t().where}</span>
          <PlaceSelect label={t().where} places={places} value={place} onChoose={(to) => draft.set(PLACE, to)} />
        </div>
        {Object.entries(kind.fields).map(([name, spec]) => (
          <Field
            key={`${name}${draft.turn}${place}`} name={name} spec={spec} value={values[name]} places={spec.type === "place" ? householdsOf(from) : []}
            fault={faults[name] ?? null} onChange={(value) => draft.set(name, value)}
          />
        ))}
      </main>
      <section class="bottom" aria-label={t().save}>
        <Slot hint={draft.kept ? t().half : w.sync.worksOffline}><SyncNote /></Slot>
        <button type="button" class="button button-main button-wide" disabled={place === "" || Object.keys(changed).length === 0} onClick={() => void keep()}>{t().save}</button>
      </section>
    </>
  );
}

/** The kind and, when known, the place come from the address. */
export function FormScreen({ id, place }: { readonly id: string; readonly place: string }) {
  const from = book.value;
  const kind = from?.catalogue.kinds[id];
  const at = round.value;
  useEffect(() => () => {
    said.value = null;
  }, [id]);
  return (
    <div class="screen">
      <Bar title={labelled(kind?.label, t().title)} canGoBack />
      {from && kind && at ? <Form key={id} from={from} id={id} kind={kind} at={at} startPlace={place} /> : <main class="scroll"><p class="empty">{todos().noAttention}</p></main>}
    </div>
  );
}
