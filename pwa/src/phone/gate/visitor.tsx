/** Somebody who does not live here, or who is not let in: as much as the gate's book asks, and no more. */

import { useState } from "preact/hooks";
import type { Book, Fields, Place, Value } from "../../store/types";
import { Sheet } from "../../ui/sheet";
import { gate as gateWords } from "../../words/phone/gate";
import { Field } from "../forms/field";
import { wordsOf } from "../page-words";
import { letThrough, turnAway, type Passer } from "./acts";
import type { Door, Must, Way } from "./passing";

const t = wordsOf(gateWords);
const ASKED = ["person", "name", "household", "reason", "plate"] as const;

interface Props {
  readonly from: Book;
  readonly gate: Place;
  readonly musts: readonly Must[];
  readonly found: readonly Door[];
  readonly onClose: () => void;
  readonly onKept: () => void;
}

export function VisitorSheet({ from, gate, musts, found, onClose, onKept }: Props) {
  const only = found.length === 1 ? found[0]?.household.id : undefined;
  const [fields, setFields] = useState<Fields>({ person: "visitor", ...(only === undefined ? {} : { household: only }) });
  const specs = from.catalogue.kinds.gate_entry?.fields ?? {};
  const set = (name: string, value: Value) => setFields((was) => ({ ...was, [name]: value }));
  const who: Passer = {
    name: () => (typeof fields.name === "string" && fields.name !== "" ? fields.name : t().visitor), place: gate.id,
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== "")),
  };
  const keep = async (act: Promise<boolean>) => {
    if (await act) onKept();
  };
  const way = (direction: Way) => (
    <button type="button" class="button button-main" onClick={() => void keep(letThrough(gate, direction, musts, who))}>{t().ways[direction]}</button>
  );
  return (
    <Sheet
      title={t().visitor}
      onClose={onClose}
      foot={<div class="row">{way("in")}{way("out")}<button type="button" class="button" onClick={() => void keep(turnAway(gate, musts, who))}>{t().turnAway}</button></div>}
    >
      {ASKED.map((name) => {
        const spec = specs[name];
        const places = name === "household" ? found.map((door) => door.household) : [];
        if (!spec || (name === "household" && places.length === 0)) return null;
        return <Field key={name} name={name} spec={spec} value={fields[name]} places={places} fault={null} onChange={(value) => set(name, value)} />;
      })}
    </Sheet>
  );
}
