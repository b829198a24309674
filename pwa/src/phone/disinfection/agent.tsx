/** What the shift works with, how to mix it, and what must never be done with it. */

import { useRef, useState } from "preact/hooks";
import type { Book, FieldSpec, Place } from "../../store/types";
import { Chips, Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { labelled, words, type Words } from "../../words";
import { danger, mix, mustNotMeetAcid } from "./dilution";
import { confirmShift, shift, usualOf, type Shift } from "./shift";

const STRENGTHS = [250, 500, 1000] as const;
const MINUTES = [10, 30, 60] as const;
const PRODUCTS = [5, 6, 8, 10] as const;
const BUCKETS = [1, 5, 10, 16] as const;

function fieldOf(from: Book, name: string): FieldSpec | undefined {
  return from.catalogue.kinds.disinfection?.fields[name];
}

function labelOf(from: Book, field: string, id: string): string {
  return labelled(fieldOf(from, field)?.choices?.find((c) => c.id === id)?.label, id);
}

/** 含氯(84) 500mg/L · 擦拭+喷洒 · 30分钟 */
export function shiftText(from: Book, means: Shift, w: Words): string {
  const methods = means.method.map((m) => labelOf(from, "method", m)).join("+");
  return w.clean.sumUp(labelOf(from, "agent", means.agent), means.mgL, methods, means.minutes);
}

function numbers(values: readonly number[]): { readonly id: number; readonly label: string }[] {
  return values.map((n) => ({ id: n, label: String(n) }));
}

function Mixing({ mgL }: { readonly mgL: number }) {
  const w = words.value;
  const [percent, setPercent] = useState<number>(5);
  const [litres, setLitres] = useState<number>(10);
  const made = mix(percent, mgL, litres);
  return (
    <details class="card mixing">
      <summary>{w.clean.mixTitle}</summary>
      <h3 class="heading">{w.clean.product}</h3>
      <Segmented label={w.clean.product} options={numbers(PRODUCTS)} value={percent} onChoose={setPercent} />
      <h3 class="heading">{w.clean.bucket}</h3>
      <Segmented label={w.clean.bucket} options={numbers(BUCKETS)} value={litres} onChoose={setLitres} />
      <p class="mixed" role="status">{made ? w.clean.mix(made.productMl, made.waterMl, made.waterParts) : w.clean.mixNot}</p>
    </details>
  );
}

interface FormProps {
  readonly from: Book;
  readonly means: Shift;
  readonly onChange: (next: Shift) => void;
}

function Form({ from, means, onChange }: FormProps) {
  const w = words.value;
  const agents = (fieldOf(from, "agent")?.choices ?? []).map((c) => ({ id: c.id, label: labelled(c.label, c.id) }));
  const methods = (fieldOf(from, "method")?.choices ?? []).map((c) => ({ id: c.id, label: labelled(c.label, c.id) }));
  const toggle = (id: string) => (means.method.includes(id) ? means.method.filter((m) => m !== id) : [...means.method, id]);
  return (
    <>
      <h3 class="sheet-label">{w.clean.agent}</h3>
      <Segmented label={w.clean.agent} options={agents} value={means.agent} onChoose={(agent) => onChange(usualOf(means.slot, agent))} />
      {means.agent === "chlorine" ? (
        <>
          <h3 class="sheet-label">{w.clean.strength}</h3>
          <Segmented label={w.clean.strength} options={numbers(STRENGTHS)} value={means.mgL} onChoose={(mgL) => onChange({ ...means, mgL })} />
        </>
      ) : null}
      <h3 class="sheet-label">{w.clean.method}</h3>
      <Chips label={w.clean.method} options={methods} chosen={means.method} onToggle={(id) => onChange({ ...means, method: toggle(id) })} />
      <h3 class="sheet-label">{w.clean.minutes}</h3>
      <Segmented label={w.clean.minutes} options={numbers(MINUTES)} value={means.minutes} onChoose={(minutes) => onChange({ ...means, minutes })} />
      {mustNotMeetAcid(means.agent) ? <p class="panel panel-warn"><Icon name="triangle-alert" />{w.clean.acid}</p> : null}
      {means.agent === "chlorine" && means.mgL !== null ? <Mixing mgL={means.mgL} /> : null}
      <p class="note">{w.clean.outdoor}</p>
    </>
  );
}

interface AgentProps {
  readonly from: Book;
  readonly slot: string;
  /** The place whose tap led here: it is recorded as soon as the agent is confirmed. */
  readonly area: Place | null;
  readonly onClose: () => void;
  readonly onConfirmed: (means: Shift) => void;
}

export function AgentSheet({ from, slot, area, onClose, onConfirmed }: AgentProps) {
  const w = words.value;
  const [means, setMeans] = useState<Shift>(shift.value ? { ...shift.value, slot } : usualOf(slot, "chlorine"));
  const unsafe = danger(means.agent, means.method, area?.areaKind ?? null) !== "none";
  const busy = useRef(false);
  const confirm = async (chosen: Shift) => {
    // A second tap while the first is being kept would record the place twice.
    if (busy.current) return;
    busy.current = true;
    await confirmShift(chosen);
    onConfirmed(chosen);
  };
  const foot = unsafe ? (
    <>
      <p class="panel panel-bad" role="alert"><Icon name="triangle-alert" />{w.clean.alcohol}</p>
      <div class="row alcohol-row">
        <button type="button" class="button button-main" onClick={() => void confirm({ ...means, method: ["wipe"] })}>{w.clean.toWipe}</button>
        <button type="button" class="button" onClick={() => void confirm(means)}>{w.clean.asIs}</button>
      </div>
    </>
  ) : (
    <button type="button" class="button button-main button-wide" onClick={() => void confirm(means)}>{w.clean.confirm}</button>
  );
  return (
    <Sheet title={w.clean.shift} onClose={onClose} foot={foot}>
      <Form from={from} means={means} onChange={setMeans} />
    </Sheet>
  );
}

interface AlcoholProps {
  readonly onWipe: () => void;
  readonly onAsIs: () => void;
  readonly onClose: () => void;
}

export function AlcoholSheet({ onWipe, onAsIs, onClose }: AlcoholProps) {
  const w = words.value;
  return (
    <Sheet
      title={w.clean.alcohol}
      onClose={onClose}
      foot={
        <div class="row">
          <button type="button" class="button button-main" onClick={onWipe}>{w.clean.toWipe}</button>
          <button type="button" class="button" onClick={onAsIs}>{w.clean.asIs}</button>
        </div>
      }
    >
      {null}
    </Sheet>
  );
}
