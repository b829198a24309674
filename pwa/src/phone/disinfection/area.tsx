/** One place that is done already: what was recorded, once more, or struck out. */

import { useState } from "preact/hooks";
import type { Book, DoorView, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Sheet } from "../../ui/sheet";
import { labelled, words } from "../../words";
import { recordAct } from "../acts";
import { Before } from "../door/before";
import { Correct } from "../door/correct";
import { clockText, slotText, type Round } from "../rounds";
import { fieldsOf, shift } from "./shift";

interface Props {
  readonly from: Book;
  readonly area: Place;
  readonly at: Round;
  readonly view: DoorView | undefined;
  readonly onClose: () => void;
}

export function AreaSheet({ from, area, at, view, onClose }: Props) {
  const w = words.value;
  const [terminal, setTerminal] = useState(false);
  const [inspector, setInspector] = useState("");
  const asked = from.catalogue.kinds.disinfection?.fields.inspector;
  const means = shift.value;
  const again = async () => {
    if (!means) return;
    const time = clockText(Date.now());
    const sealed = await recordAct({
      place: area.id, kind: "disinfection", slot: slotText(at), fields: { ...fieldsOf(means), ...(terminal ? { terminal } : {}), ...(inspector.trim() ? { inspector: inspector.trim() } : {}) },
      say: (now) => now.clean.recorded(area.name, time), undone: (now) => now.building.undone(area.name),
    });
    if (sealed) onClose();
  };
  return (
    <Sheet
      title={area.name}
      onClose={onClose}
      foot={
        <div class="row">
          <button type="button" class="button" onClick={onClose}>{w.close}</button>
          {means ? <button type="button" class="button button-main" onClick={() => void again()}>{w.clean.again}</button> : null}
        </div>
      }
    >
      <Segmented
        label={w.clean.again} options={[{ id: "off", label: w.clean.ordinary }, { id: "on", label: w.clean.terminal }]}
        value={terminal ? "on" : "off"} onChoose={(id) => setTerminal(id === "on")}
      />
      {terminal && asked ? (
        <label class="field">
          <span>{labelled(asked.label, "")}</span>
          <input class="input" autocomplete="off" maxLength={asked.max ?? 40} value={inspector} onInput={(event) => setInspector(event.currentTarget.value)} />
        </label>
      ) : null}
      {view?.byMe && view.recordId !== null ? <Correct place={area.id} title={area.name} recordId={view.recordId} onVoided={onClose} /> : null}
      <Before from={from} place={area.id} stamp={`${view?.recordIds.join() ?? ""}${view?.unsent ?? ""}`} />
    </Sheet>
  );
}
