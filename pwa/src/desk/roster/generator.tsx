/** The doors of a building that has no list: seen as they will stand before they are made. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { Options } from "../options";
import { problemWords } from "../problem";
import type { PlaceRow } from "../types";
import { roster } from "../../words/desk/roster";
import { w, wordsOf } from "../words";
import { type Made, offerUndo } from "./undo";

const more = wordsOf(roster);

interface Shape {
  readonly stairwells: readonly { readonly name: string; readonly floors: readonly { readonly floor: number; readonly doors: readonly string[] }[] }[];
  readonly households: number;
  /** How many of its doors are not on the register yet, or said otherwise. */
  readonly added: number;
  readonly changed: number;
  readonly undo: Made | null;
}

export function Generator({ compounds, onDone }: { compounds: readonly PlaceRow[]; onDone: () => void }) {
  const [shape, setShape] = useState<Shape | null>(null);
  const [vacant, setVacant] = useState<readonly string[]>([]);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const t = w().rosterPage;

  async function send(form: HTMLFormElement, path: string): Promise<Shape | null> {
    try {
      return await post<Shape>(path, { ...asked(new FormData(form)), vacant });
    } catch (error) {
      setSaid({ text: problemWords(error as Problem), bad: true });
      return null;
    }
  }

  async function look(form: HTMLFormElement): Promise<void> {
    setSaid(null);
    setShape(await send(form, "/buildings/preview"));
  }

  async function make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const form = event.currentTarget as HTMLFormElement;
    const name = form.elements.namedItem("name") as HTMLInputElement;
    const done = await send(form, "/buildings");
    setBusy(false);
    if (!done) return;
    setSaid({ text: done.undo ? t.made(done.added) : more().there(name.value), bad: false });
    offerUndo(done.undo, more().made(name.value));
    setShape(null);
    setVacant([]);
    // The next building is often of the same shape, and never of the same name.
    name.value = "";
    name.focus();
    onDone();
  }

  return (
    <form class="panel" onSubmit={(event) => void make(event)} onInput={(event) => setShapeSoon(event, look)}>
      <h2>{t.generator}</h2>
      <div class="fields">
        <label>
          {t.compound}
          <select name="compound">
            <Options of={compounds} />
          </select>
        </label>
        <label>
          {t.name}
          <input name="name" required maxLength={20} placeholder="5栋" />
        </label>
        <Figure name="stairwells" label={t.stairwells} value={1} max={20} />
        <Figure name="floors" label={t.floors} value={18} max={99} />
        <Figure name="doors_per_floor" label={t.perFloor} value={4} max={40} />
        <Pattern />
        <label>
          {t.skip}
          <input name="skip_floors" title={t.skip} pattern="[0-9, ,]*" maxLength={60} />
        </label>
        <label>
          {more().shops}
          <input type="number" name="ground_shops" min={0} max={60} defaultValue="0" required />
        </label>
        <label class="check">
          <input type="checkbox" name="continue_doors" /> {more().continueDoors}
        </label>
      </div>
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
        {said?.text ?? (shape ? t.doors(shape.households) : "")}
        {!said && shape && shape.added < shape.households && ` · ${more().known(shape.households - shape.added)}`}
      </p>
      {shape && <p class="note">{more().vacantHint}</p>}
      {shape && <Drawing shape={shape} vacant={vacant} mark={setVacant} />}
      <button class="primary" disabled={busy}>{t.generate}</button>
    </form>
  );
}

/** How doors are numbered: by an example, or written by those who know how. */
function Pattern() {
  const [own, setOwn] = useState(false);
  const examples = Object.entries(more().patterns);
  return (
    <>
      <label>
        {w().rosterPage.pattern}
        <select name={own ? undefined : "pattern"} onChange={(event) => setOwn(event.currentTarget.value === "")}>
          {examples.map(([pattern, example]) => (
            <option key={pattern} value={pattern}>
              {example}
            </option>
          ))}
          <option value="">{more().ownPattern}</option>
        </select>
      </label>
      {own && (
        <label>
          {more().ownPattern}
          <input name="pattern" defaultValue="{floor}{door:02}" required maxLength={40} aria-describedby="own-pattern" />
          <span class="note" id="own-pattern">
            {more().ownPatternHelp}
          </span>
        </label>
      )}
    </>
  );
}

function asked(form: FormData): Record<string, unknown> {
  const floors = String(form.get("skip_floors")).match(/\d+/g) ?? [];
  return {
    compound: form.get("compound"),
    name: form.get("name"),
    stairwells: Number(form.get("stairwells")),
    floors: Number(form.get("floors")),
    doors_per_floor: Number(form.get("doors_per_floor")),
    pattern: form.get("pattern"),
    skip_floors: floors.map(Number),
    ground_shops: Number(form.get("ground_shops")),
    continue_doors: form.get("continue_doors") !== null,
  };
}

let soon: ReturnType<typeof setTimeout> | undefined;

/** Ask for the drawing once the typing pauses. */
function setShapeSoon(event: InputEvent, look: (form: HTMLFormElement) => Promise<void>): void {
  const form = event.currentTarget as HTMLFormElement;
  clearTimeout(soon);
  soon = setTimeout(() => form.checkValidity() && void look(form), 300);
}

function Figure(props: { name: string; label: string; value: number; max: number }) {
  return (
    <label>
      {props.label}
      <input type="number" name={props.name} min={1} max={props.max} defaultValue={String(props.value)} required />
    </label>
  );
}

interface DrawingProps {
  readonly shape: Shape;
  /** "stairwell/door" of those that stand empty. */
  readonly vacant: readonly string[];
  readonly mark: (vacant: readonly string[]) => void;
}

function Drawing({ shape, vacant, mark }: DrawingProps) {
  const toggle = (id: string) => mark(vacant.includes(id) ? vacant.filter((each) => each !== id) : [...vacant, id]);
  return (
    <div class="stairwells scroll" tabindex={0} role="region" aria-label={w().rosterPage.doors(shape.households)}>
      {shape.stairwells.map((stairwell) => (
        <div key={stairwell.name}>
          {shape.stairwells.length > 1 && <h3>{w().stairwell(stairwell.name)}</h3>}
          {[...stairwell.floors]
            .sort((a, b) => b.floor - a.floor)
            .map((row) => (
              <div class="floor" key={row.floor}>
                <span class="floor-label">{w().floor(row.floor)}</span>
                {row.doors.map((door) => (
                  <button
                    type="button"
                    class={`door-small ${vacant.includes(`${stairwell.name}/${door}`) ? "look-vacant" : ""}`}
                    aria-pressed={vacant.includes(`${stairwell.name}/${door}`)}
                    key={door}
                    onClick={() => toggle(`${stairwell.name}/${door}`)}
                  >
                    {door}
                  </button>
                ))}
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}
