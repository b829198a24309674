/** A form for one record of the register, drawn from its kind: the same fields as on a phone. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Options } from "../options";
import type { Label } from "../types";
import { longDay, say, w } from "../words";
import { r } from "./acts";
import "./register.css";

export interface FieldSpec {
  readonly type: string;
  readonly label: Label;
  readonly required?: boolean;
  readonly choices?: readonly { readonly id: string; readonly label: Label }[];
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface Kind {
  readonly label: Label;
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

export type Values = Readonly<Record<string, unknown>>;

/** What stood in the fields that a form changes when it was opened: whoever was faster is not overwritten unseen. */
export const before = (began: Values, changed: Values): Values => Object.fromEntries(Object.keys(changed).map((name) => [name, began[name] ?? null]));

interface Props {
  readonly kind: Kind;
  readonly title: string;
  /** What happens with what is written. */
  readonly help?: string;
  /** The fields to ask for, in order. */
  readonly fields: readonly string[];
  readonly values: Values;
  /** Ids and labels of places, where the record has to be put somewhere first. */
  readonly places?: readonly { readonly id: string; readonly name: string }[];
  /** Names to offer where a person is asked for. */
  readonly names?: readonly string[];
  /** Whether it is stored: what is not stays in the form, with `problem`. */
  readonly onSave: (values: Values, place: string | null) => Promise<boolean>;
  readonly problem: string | null;
  readonly onClose: () => void;
}

export function RecordForm(props: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => dialog.current?.showModal(), []);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const read = Object.fromEntries(props.fields.map((name) => [name, valueOf(form, name, spec(props, name))]));
    const changed = Object.entries(read).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(props.values[name] ?? null));
    setBusy(true);
    const stored = !changed.length || (await props.onSave(Object.fromEntries(changed), form.get("place") as string | null));
    setBusy(false);
    setFailed(!stored);
    if (stored) dialog.current?.close();
  }

  return (
    <dialog ref={dialog} class="record-dialog" aria-labelledby="record-title" onClose={props.onClose}>
      <form onSubmit={(event) => void save(event)}>
        <h2 id="record-title">{props.title}</h2>
        {props.help && <p class="note">{props.help}</p>}
        {props.places && (
          <label>
            {props.places.length > 0 && r().choose}
            <select name="place">
              <Options of={props.places} />
            </select>
          </label>
        )}
        <div class="fields">
          {props.fields.map((name) => (
            <Field key={name} name={name} spec={spec(props, name)} value={props.values[name]} names={props.names ?? []} />
          ))}
        </div>
        {failed && props.problem && (
          <p class="soft bad" role="alert">
            {props.problem}
          </p>
        )}
        <p class="actions">
          <button class="primary" aria-busy={busy}>
            {r().save}
          </button>{" "}
          <button type="button" onClick={() => dialog.current?.close()}>
            {r().cancel}
          </button>
        </p>
      </form>
      <datalist id="known-names">
        {props.names?.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </dialog>
  );
}

function spec(props: Props, name: string): FieldSpec {
  return props.kind.fields[name] as FieldSpec;
}

function Field({ name, spec, value, names }: { name: string; spec: FieldSpec; value: unknown; names: readonly string[] }) {
  const text = value === undefined || value === null ? "" : String(value as string);
  if (spec.type === "choices") return <Several name={name} spec={spec} chosen={(value as readonly string[] | undefined) ?? []} />;
  return (
    <label>
      {say(spec.label)}
      {spec.type === "choice" ? (
        <select name={name} required={spec.required}>
          {!(spec.required && text) && <option value="">{spec.required ? r().choose : r().none}</option>}
          {spec.choices?.map((each) => (
            <option key={each.id} value={each.id} selected={each.id === text}>
              {say(each.label)}
            </option>
          ))}
        </select>
      ) : spec.type === "bool" ? (
        <select name={name} required={spec.required}>
          <option value="">{r().none}</option>
          <option value="true" selected={value === true}>
            {w().yes}
          </option>
          <option value="false" selected={value === false}>
            {w().no}
          </option>
        </select>
      ) : spec.unit === TENTHS ? (
        <input type="number" step="0.1" name={name} required={spec.required} min={tenth(spec.min)} max={tenth(spec.max)} defaultValue={tenth(value)} />
      ) : spec.unit === "ms" ? (
        <input type="datetime-local" name={name} required={spec.required} defaultValue={typeof value === "number" ? localOf(value) : ""} />
      ) : spec.type === "int" ? (
        <input type="number" name={name} required={spec.required} min={spec.min} max={spec.max} defaultValue={text} />
      ) : spec.type === "day" ? (
        <input type="date" name={name} required={spec.required} defaultValue={text} />
      ) : spec.type === "words" ? (
        <input name={name} required={spec.required} defaultValue={((value as readonly string[] | undefined) ?? []).join("、")} placeholder={r().between} />
      ) : (
        <input
          name={name}
          required={spec.required}
          maxLength={spec.max ?? 500}
          defaultValue={text}
          autocomplete="off"
          list={names.length ? "known-names" : undefined}
        />
      )}
    </label>
  );
}

function Several({ name, spec, chosen }: { name: string; spec: FieldSpec; chosen: readonly string[] }) {
  return (
    <fieldset>
      <legend>{say(spec.label)}</legend>
      {spec.choices?.map((each) => (
        <label class="check" key={each.id}>
          <input type="checkbox" name={name} value={each.id} defaultChecked={chosen.includes(each.id)} /> {say(each.label)}
        </label>
      ))}
    </fieldset>
  );
}

const TENTHS = "tenths_celsius";

/** "37.3" of 373: nobody thinks of warmth in tenths. */
function tenth(value: unknown): string | undefined {
  return typeof value === "number" ? (value / 10).toFixed(1) : undefined;
}

const EIGHT_HOURS = 8 * 3_600_000;

/** The local time as the browser's field wants it. */
function localOf(ms: number): string {
  return new Date(ms + EIGHT_HOURS).toISOString().slice(0, 16);
}

function valueOf(form: FormData, name: string, spec: FieldSpec): unknown {
  if (spec.type === "choices") return form.getAll(name);
  const text = String(form.get(name) ?? "").trim();
  if (spec.type === "words") return text.split(/[、,,\s]+/).filter(Boolean);
  if (!text) return null;
  if (spec.type === "bool") return text === "true";
  if (spec.unit === TENTHS) return Math.round(Number(text) * 10);
  if (spec.unit === "ms") return Date.parse(`${text}:00+08:00`);
  return spec.type === "int" ? Number(text) : text;
}

interface Reading {
  readonly who?: string;
  readonly tenths?: number;
}

/** A field's value in words, "–" where nothing was said. */
export function shown(kind: Kind, name: string, value: unknown, moment: (ms: number) => string): string {
  const known = kind.fields[name];
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) return r().none;
  if (!known) return typeof value === "object" ? JSON.stringify(value) : String(value as string);
  if (typeof value === "boolean") return value ? w().yes : w().no;
  if (known.type === "readings") return (value as readonly Reading[]).map(({ who, tenths }) => `${who ?? ""} ${tenth(tenths) ?? ""} ℃`.trim()).join("、");
  if (known.unit === TENTHS) return `${tenth(value) ?? ""} ℃`;
  const label = (id: unknown) => say(known.choices?.find((each) => each.id === id)?.label) || String(id as string);
  if (known.type === "choice") return label(value);
  if (Array.isArray(value)) return value.map(label).join("、");
  if (known.type === "day") return longDay(String(value as string));
  if (known.unit === "ms" && typeof value === "number") return moment(value);
  return String(value as string);
}

