/** One record of one's own: every field of its kind, corrected or struck out; what it said before is kept. */

import { useState } from "preact/hooks";
import type { Stated } from "../../store/records";
import type { Book, Fields, Kind, Value } from "../../store/types";
import { faults } from "../../sync/kinds";
import { said } from "../../ui/slot";
import { door as doorWords } from "../../words/phone/door";
import { forms as formsWords } from "../../words/phone/forms";
import { records as recordWords } from "../../words/phone/records";
import { amendAct, voidAct, written } from "../acts";
import { restoreRecord } from "../data";
import { Field } from "../forms/field";
import { householdsOf } from "../forms/place-select";
import { wordsOf } from "../page-words";
import { isPointer, titleOf } from "./mine";

const t = wordsOf(recordWords);
const doorText = wordsOf(doorWords);
const formText = wordsOf(formsWords);

/** Strikes a record out; the undo beside the sentence puts it back. */
export async function strike(from: Book, record: Stated, why: string): Promise<boolean> {
  const title = titleOf(from, record);
  const gone = await voidAct(record.place, record.id, why, () => t().struck(title));
  if (!gone) return false;
  const undo = async () => {
    const back = await written(record.place, () => restoreRecord(record.id, "undo"));
    if (back) said.value = { tone: "plain", say: () => t().restored(title) };
  };
  said.value = { tone: "plain", say: () => t().struck(title), undo };
  return true;
}

/** What a change really changes: clearing what is not there is none. */
function changesOf(changed: Fields, before: Fields): Fields {
  return Object.fromEntries(Object.entries(changed).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name] ?? null)));
}

function Strike({ from, record, onDone }: { readonly from: Book; readonly record: Stated; readonly onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const choose = async (why: string) => {
    if (await strike(from, record, why)) onDone();
  };
  return (
    <section>
      <button type="button" class="link" aria-expanded={asking} onClick={() => setAsking(!asking)}>{doorText().wrong}</button>
      {asking ? (
        <div class="chips" role="group" aria-label={doorText().wrongWhy}>
          {doorText().reasons.map((why) => <button key={why} type="button" onClick={() => void choose(why)}>{why}</button>)}
        </div>
      ) : null}
    </section>
  );
}

interface Props {
  readonly from: Book;
  readonly record: Stated;
  readonly kind: Kind;
  readonly onDone: () => void;
}

export function Editor({ from, record, kind, onDone }: Props) {
  const [changed, setChanged] = useState<Fields>({});
  const changes = changesOf(changed, record.fields);
  const wrong = new Map(faults(kind, changes, true).map((one) => [one.field, formText().faults[one.code]]));
  const set = (name: string, value: Value) => setChanged((was) => ({ ...was, [name]: value }));
  const values: Fields = { ...record.fields, ...changed };
  const save = async () => {
    if (await amendAct(record.place, record.id, changes, record.fields, () => t().changed(titleOf(from, record)))) onDone();
  };
  const waits = kind.amend_by && !from.grants.some((grant) => kind.amend_by?.includes(grant.role));
  return (
    <>
      {waits ? <p class="note">{t().waits}</p> : null}
      {Object.entries(kind.fields).filter(([name, spec]) => !isPointer(name, spec)).map(([name, spec]) => (
        <Field key={name} name={name} spec={spec} value={values[name]} places={spec.type === "place" ? householdsOf(from) : []} fault={wrong.get(name) ?? null} onChange={(value) => set(name, value)} />
      ))}
      <button type="button" class="button button-main button-wide" disabled={Object.keys(changes).length === 0 || wrong.size > 0} onClick={() => void save()}>{t().save}</button>
      <Strike from={from} record={record} onDone={onDone} />
    </>
  );
}
