/** One field of a form, asked as its type in the catalogue says. */

import type { FieldSpec, Place, Value } from "../../store/types";
import { Chips, Segmented } from "../../ui/choice";
import { labelled } from "../../words";
import { listOf } from "../door/entry";
import { PlaceSelect } from "./place-select";
import { Stepper } from "./stepper";
import { askedAs, perUnit, textOf, valueOf } from "./values";
import { forms as formsWords } from "../../words/phone/forms";
import { wordsOf } from "../page-words";

const t = wordsOf(formsWords);
const MOST_COUNTED = 999;

interface Props {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly value: Value | undefined;
  readonly places: readonly Place[];
  /** Why it cannot be kept as it is, or null. */
  readonly fault: string | null;
  readonly onChange: (value: Value) => void;
}

function Control({ name, spec, value, places, fault, onChange }: Props) {
  const label = labelled(spec.label, name);
  const options = (spec.choices ?? []).map((c) => ({ id: c.id, label: labelled(c.label, c.id) }));
  const asked = askedAs(spec);
  if (asked === "choice") return <Segmented label={label} options={options} value={typeof value === "string" ? value : null} onChoose={onChange} />;
  if (asked === "choices") {
    const chosen = listOf(value);
    return <Chips label={label} options={options} chosen={chosen} onToggle={(id) => onChange(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen, id])} />;
  }
  if (asked === "bool") {
    const yesNo = [{ id: "yes", label: t().yes }, { id: "no", label: t().no }] as const;
    return <Segmented label={label} options={yesNo} value={value === true ? "yes" : value === false ? "no" : null} onChoose={(id) => onChange(id === "yes")} />;
  }
  if (asked === "place") return <PlaceSelect label={label} places={places} value={typeof value === "string" ? value : ""} onChoose={onChange} />;
  if (asked === "nothing") return null;
  // A bare count, not something measured in a unit.
  if (asked === "number" && spec.unit === undefined && spec.max !== undefined && spec.max <= MOST_COUNTED) {
    return <Stepper label={label} value={typeof value === "number" ? value : null} min={spec.min ?? 0} max={spec.max} invalid={fault !== null} onChange={onChange} />;
  }
  const common = {
    class: "input", "aria-label": label, "aria-invalid": fault !== null, autocomplete: "off" as const, defaultValue: textOf(spec, value),
    onInput: (event: InputEvent) => onChange(valueOf(spec, event.target instanceof HTMLInputElement ? event.target.value : "")),
  };
  if (asked === "day") return <input type="date" {...common} />;
  if (asked === "moment") return <input type="datetime-local" {...common} />;
  if (asked === "number") return <input type="number" inputMode="decimal" step={1 / perUnit(spec)} {...common} />;
  return <input type="text" maxLength={spec.max ?? 500} {...common} />;
}

export function Field(props: Props) {
  const { name, spec, fault } = props;
  if (askedAs(spec) === "nothing") return null;
  return (
    <div class="field">
      <span>{labelled(spec.label, name)}{spec.required ? "" : <small class="note"> {t().optional}</small>}</span>
      <Control {...props} />
      {fault === null ? null : <p class="field-fault" role="alert">{fault}</p>}
    </div>
  );
}
