/** What was found at one place, counted: first as a new record, later as a change of one's own. */

import type { Book, DoorView, Fields, Place } from "../../store/types";
import { faults } from "../../sync/kinds";
import { Sheet } from "../../ui/sheet";
import { labelled, words } from "../../words";
import { forms as formsWords } from "../../words/phone/forms";
import { survey as surveyWords } from "../../words/phone/survey";
import { amendAct, recordAct } from "../acts";
import { round } from "../building/state";
import { Continued, Half, useDraft } from "../forms/draft";
import { Field } from "../forms/field";
import { placeText } from "../forms/place-select";
import { Correct } from "../door/correct";
import { wordsOf } from "../page-words";
import { clockText, slotText } from "../rounds";
import { countText, isNormal, resultOf, type TapKind } from "./reckon";

const t = wordsOf(surveyWords);
const formText = wordsOf(formsWords);

/** "正常", or what was counted. */
function saidText(kind: TapKind, fields: Fields): string {
  const result = resultOf(kind);
  if (result) return labelled(result.choices.find((one) => one.id === fields[result.field])?.label, "");
  return isNormal(kind, fields) ? t().isNormal : t().counted(countText(kind, fields));
}

interface Target {
  readonly id: string;
  readonly kind: TapKind;
  readonly place: Place;
}

function slotOf(kind: TapKind): { readonly slot?: string } {
  return kind.slot === "session" && round.value ? { slot: slotText(round.value) } : {};
}

/** A first record of what was found; left out is what nobody said. */
export function recordSurvey({ id, kind, place }: Target, fields: Fields): Promise<unknown> {
  const name = placeText(place);
  const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return recordAct({ place: place.id, kind: id, ...slotOf(kind), fields: said, say: () => t().recorded(name, saidText(kind, said)), undone: (w) => w.building.undone(name) });
}

interface Props extends Target {
  readonly from: Book;
  readonly view: DoorView | undefined;
  readonly onClose: () => void;
}

export function SurveySheet({ from, id, kind, place, view, onClose }: Props) {
  // A visit after one in vain is a new record.
  const mine = view?.byMe && view.state === "done" && view.recordId !== null ? view.recordId : null;
  const start = mine === null ? kind.tap.normal : (view?.fields ?? {});
  const slot = slotOf(kind);
  const draft = useDraft(`survey ${id} ${place.id} ${mine ?? slot.slot ?? ""}`);
  const changed = draft.fields;
  const values: Fields = { ...start, ...changed };
  const wrong = new Map(faults(kind, mine === null ? values : changed, mine !== null).map((one) => [one.field, formText().faults[one.code]]));
  const done = () => {
    draft.drop();
    onClose();
  };
  const save = async () => {
    const kept = mine === null
      ? await recordSurvey({ id, kind, place }, values)
      : await amendAct(place.id, mine, changed, start, () => t().recorded(placeText(place), saidText(kind, values)));
    if (kept) done();
  };
  const isIdle = mine !== null && Object.keys(changed).length === 0;
  return (
    <Sheet title={placeText(place)} onClose={onClose} foot={<><Half draft={draft} /><button type="button" class="button button-main button-wide" disabled={wrong.size > 0 || isIdle} onClick={() => void save()}>{t().save}</button></>}>
      <Continued draft={draft} />
      {view?.observedAt ? <p class="note">{t().seen(clockText(view.observedAt), view.byMe ? from.me.name : words.value.someoneElse)} · {saidText(kind, view.fields)}</p> : null}
      {Object.entries(kind.fields).map(([name, spec]) => (
        <Field key={`${name}${draft.turn}`} name={name} spec={spec} value={values[name]} places={[]} fault={wrong.get(name) ?? null} onChange={(value) => draft.set(name, value)} />
      ))}
      {mine === null ? null : <Correct place={place.id} title={placeText(place)} recordId={mine} onVoided={done} />}
    </Sheet>
  );
}
