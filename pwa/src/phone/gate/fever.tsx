/** A temperature at the gate: below a fever it goes with the next passage, from a fever on nobody is let in. */

import { useState } from "preact/hooks";
import type { Book, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { labelled } from "../../words";
import { gate as gateWords } from "../../words/phone/gate";
import { degreesText } from "../door/temperature";
import { TemperaturePad } from "../more";
import { wordsOf } from "../page-words";
import { turnFeverAway, type Passer } from "./acts";
import { doorText, residentOf } from "./names";
import type { Door, Must } from "./passing";
import { feverFrom } from "./state";

const t = wordsOf(gateWords);
const VISITOR = "";
/** "Normal when rechecked" is no fever: it is set afterwards, on the entry. */
const NOT_AT_ONCE = "rechecked";

interface Props {
  readonly from: Book;
  readonly gate: Place;
  readonly musts: readonly Must[];
  readonly found: readonly Door[];
  readonly onClose: () => void;
  readonly onKept: () => void;
  readonly onNormal: (tenths: number) => void;
}

function visitorOf(gate: Place): Passer {
  return { name: () => t().visitor, fields: { person: "visitor" }, place: gate.id };
}

export function dispositionsOf(from: Book): { readonly id: string; readonly label: string }[] {
  const choices = from.catalogue.kinds.gate_entry?.fields.disposition?.choices ?? [];
  return choices.map((c) => ({ id: c.id, label: labelled(c.label, c.id) }));
}

export function FeverSheet({ from, gate, musts, found, onClose, onKept, onNormal }: Props) {
  const [tenths, setTenths] = useState<number | null>(null);
  const [disposition, setDisposition] = useState("called");
  const [who, setWho] = useState<string | null>(found.length > 1 ? null : (found[0]?.household.id ?? VISITOR));
  const hot = tenths !== null && tenths >= feverFrom(from.catalogue);
  const keep = async () => {
    if (tenths === null || who === null) return;
    const door = found.find((one) => one.household.id === who);
    const passer = door ? residentOf(door, null) : visitorOf(gate);
    if (await turnFeverAway(gate, musts, passer, tenths, disposition)) onKept();
  };
  const foot = hot || tenths === null
    ? <button type="button" class="button button-wide gate-fever" disabled={!hot || who === null} onClick={() => void keep()}>{t().fever}</button>
    : <button type="button" class="button button-main button-wide" onClick={() => onNormal(tenths)}>{t().useIt} {degreesText(tenths)}</button>;
  return (
    <Sheet title={t().fever} onClose={onClose} foot={foot}>
      <p class="panel panel-warn"><Icon name="triangle-alert" />{t().feverHow}</p>
      <h3 class="sheet-label">{t().who}</h3>
      <Segmented
        label={t().who} value={who} onChoose={setWho}
        options={[...found.map((door) => ({ id: door.household.id, label: doorText(door) })), { id: VISITOR, label: t().visitor }]}
      />
      <TemperaturePad tenths={tenths} onTyped={setTenths} onClear={() => setTenths(null)} />
      {hot ? (
        <>
          <h3 class="sheet-label">{t().disposition}</h3>
          <Segmented label={t().disposition} options={dispositionsOf(from).filter((one) => one.id !== NOT_AT_ONCE)} value={disposition} onChoose={setDisposition} />
        </>
      ) : null}
    </Sheet>
  );
}
