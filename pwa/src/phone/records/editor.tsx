/** One record of one's own: every field of its kind, corrected or struck out; what it said before is kept. */

import type { Stated } from "../../store/records";
import type { Book, Fields, Kind } from "../../store/types";
import { faults } from "../../sync/kinds";
import { forms as formsWords } from "../../words/phone/forms";
import { records as recordWords } from "../../words/phone/records";
import { amendAct } from "../acts";
import { Correct } from "../door/correct";
import { Continued, Half, useDraft } from "../forms/draft";
import { Field } from "../forms/field";
import { householdsOf } from "../forms/place-select";
import { wordsOf } from "../page-words";
import { isPointer, titleOf } from "./mine";

const t = wordsOf(recordWords);
const formText = wordsOf(formsWords);

/** What a change really changes: clearing what is not there is none. */
function changesOf(changed: Fields, before: Fields): Fields {
  return Object.fromEntries(Object.entries(changed).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name] ?? null)));
}

interface Props {
  readonly from: Book;
  readonly record: Stated;
  readonly kind: Kind;
  readonly onDone: () => void;
}

export function Editor({ from, record, kind, onDone }: Props) {
  const draft = useDraft(`edit ${record.id}`);
  const changes = changesOf(draft.fields, record.fields);
  const wrong = new Map(faults(kind, changes, true).map((one) => [one.field, formText().faults[one.code]]));
  const values: Fields = { ...record.fields, ...draft.fields };
  const done = () => {
    draft.drop();
    onDone();
  };
  const save = async () => {
    if (await amendAct(record.place, record.id, changes, record.fields, () => t().changed(titleOf(from, record)))) done();
  };
  const waits = kind.amend_by && !from.grants.some((grant) => kind.amend_by?.includes(grant.role));
  return (
    <>
      <Continued draft={draft} />
      {waits ? <p class="note">{t().waits}</p> : null}
      {Object.entries(kind.fields).filter(([name, spec]) => !isPointer(name, spec)).map(([name, spec]) => (
        <Field key={`${name}${draft.turn}`} name={name} spec={spec} value={values[name]} places={spec.type === "place" ? householdsOf(from) : []} fault={wrong.get(name) ?? null} onChange={(value) => draft.set(name, value)} />
      ))}
      <Half draft={draft} />
      <button type="button" class="button button-main button-wide" disabled={Object.keys(changes).length === 0 || wrong.size > 0} onClick={() => void save()}>{t().save}</button>
      <Correct place={record.place} title={titleOf(from, record)} recordId={record.id} onVoided={done} />
    </>
  );
}
