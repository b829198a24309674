/** P4: one door. Every touch is recorded at once; 完成 only closes. */

import type { Book, DoorView, Fields, Place } from "../../store/types";
import { Chips, Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { said } from "../../ui/slot";
import { whole } from "../../ui/whole";
import { words, type Words } from "../../words";
import { doorLabel } from "../building/floors";
import { feverTenths, type Method } from "../building/state";
import { later, Nothing } from "../later";
import { isDue, isWatched, type Round } from "../rounds";
import { useDoorWriter, type DoorWriter } from "./writer";
import { listOf, optionsOf, withOutcome, withoutTemperature, withSymptom, withTemperature } from "./entry";
import { TemperaturePad } from "./pad";

interface Props {
  readonly from: Book;
  readonly household: Place;
  readonly round: Round;
  readonly views: ReadonlyMap<string, DoorView>;
  readonly onClose: () => void;
  /** How it was said, where that is not how the round is made. */
  readonly by?: Method;
}

const CallLink = later(async () => (await import("../duties")).CallLink, Nothing);
const CallOffice = later(async () => (await import("../duties")).CallOffice, Nothing);
const DoorRest = later(async () => (await import("../duties")).DoorRest, Nothing);

const GLYPHS = { normal: "✓", no_answer: "?", exception: "!" } as const;

function Title({ household }: { readonly household: Place }) {
  const w = words.value;
  const { head, people } = household.occupancy ?? { head: null, people: null };
  return (
    <>
      {w.door.title(doorLabel(household))}
      {head ? <small>{whole(w.door.people(head, people ?? 0))}</small> : null}
    </>
  );
}

/** What is known before anything is touched; what a touch brings about is said at the foot, where nothing moves. */
function Panels({ household }: { readonly household: Place }) {
  const w = words.value;
  return (
    <>
      {!isDue(household) ? <p class="panel"><Icon name="info" />{w.door.vacantNote}</p> : null}
      {isWatched(household) ? <p class="panel"><Icon name="info" />{w.door.watchNote}</p> : null}
    </>
  );
}

function Foot({ household, round, view, fields, onClose, by }: Props & { readonly view: DoorView | undefined; readonly fields: Fields }) {
  const w = words.value;
  const heard = said.value?.place === household.id ? said.value : null;
  const temperature = view?.temperature ?? null;
  const fever = listOf(fields.symptoms).includes("fever") || (temperature !== null && temperature >= feverTenths.value);
  return (
    <>
      {fever ? <p class="panel panel-warn" role="alert"><Icon name="triangle-alert" />{w.door.fever}</p> : null}
      <p class={`sheet-said sheet-said-${heard?.tone ?? "plain"}`} role="status">{heard?.say(w) ?? ""}</p>
      <div class="sheet-ends">
        {fever ? <CallOffice place={household.id} /> : by ? null : <CallLink household={household} round={round} onOut={onClose} />}
        <button type="button" class="button button-main" onClick={onClose}>{w.done}</button>
      </div>
    </>
  );
}

function Outcome({ view, writer, w }: { readonly view: DoorView | undefined; readonly writer: DoorWriter; readonly w: Words }) {
  const code = view && view.state !== "due" ? view.code : null;
  return (
    <Segmented
      label={w.door.what}
      options={(["normal", "no_answer", "exception"] as const).map((id) => ({ id, label: `${GLYPHS[id]} ${w.building.stamps[id]}` }))}
      value={code === "normal" || code === "no_answer" || code === "exception" ? code : null}
      onChoose={(outcome) => writer.change((fields) => withOutcome(fields, outcome))}
    />
  );
}

function Symptoms({ from, fields, writer }: { readonly from: Book; readonly fields: Fields; readonly writer: DoorWriter }) {
  const w = words.value;
  const options = optionsOf(from.catalogue.kinds.screening?.fields.symptoms);
  const refused = fields.outcome === "refused";
  return (
    <section>
      <h3 class="sheet-label">{w.door.symptoms}</h3>
      <Chips
        label={w.door.symptoms}
        tone="bad"
        options={[...options, { id: "refused", label: w.door.refusedChip }]}
        chosen={[...listOf(fields.symptoms), ...(refused ? ["refused"] : [])]}
        onToggle={(id) =>
          writer.change((was) => (id === "refused" ? withOutcome(was, was.outcome === "refused" ? "normal" : "refused") : withSymptom(was, id)))
        }
      />
    </section>
  );
}

export function DoorSheet(props: Props) {
  const w = words.value;
  const { from, household, round, views, onClose, by } = props;
  const view = views.get(household.id);
  const writer = useDoorWriter(household, round, view, by);
  const fields = view && view.state !== "due" ? view.fields : {};
  return (
    <Sheet
      title={<Title household={household} />}
      onClose={onClose}
      foot={<Foot {...props} view={view} fields={fields} />}
    >
      <Outcome view={view} writer={writer} w={w} />
      <Panels household={household} />
      <Symptoms from={from} fields={fields} writer={writer} />
      <TemperaturePad
        tenths={typeof fields.temperature === "number" ? fields.temperature : null}
        onTyped={(tenths) => writer.change((was) => withTemperature(was, tenths, feverTenths.value))}
        onClear={() => writer.change(() => withoutTemperature())}
      />
      <DoorRest from={from} household={household} view={view} fields={fields} writer={writer} onClose={onClose} />
    </Sheet>
  );
}
