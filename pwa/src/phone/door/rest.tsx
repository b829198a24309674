/** The lower part of a door's sheet: who, help, a few words, and what was recorded before. Nothing of it is needed for a tap. */

import { recordsAt } from "../../store/records";
import type { Book, DoorView, Fields, Place } from "../../store/types";
import { Chips } from "../../ui/choice";
import { labelled, words } from "../../words";
import { door as doorWords } from "../../words/phone/door";
import { wordsOf } from "../page-words";
import { doorLabel } from "../building/floors";
import { hrefTo } from "../route";
import { Before } from "./before";
import { Correct } from "./correct";
import { Differ } from "./differ";
import { listOf, optionsOf, withNeed } from "./entry";
import { maskedFamily, readWho, writeWho } from "./family";
import { Note } from "./note";
import type { DoorWriter } from "./writer";

const t = wordsOf(doorWords);
const WHO_MAX = 40;
const NOTE_MAX = 200;

interface Props {
  readonly from: Book;
  readonly household: Place;
  readonly view: DoorView | undefined;
  readonly fields: Fields;
  readonly writer: DoorWriter;
  readonly onClose: () => void;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

/** Who lives there as far as the list says, else the head of household; whoever has no name on it is old or young. */
function familyOf(household: Place): readonly string[] {
  const contact = recordsAt(household.id, ["contact"]).value[0];
  const known = maskedFamily(listOf(contact?.fields.residents));
  if (known.length > 0) return known;
  const head = household.occupancy?.head;
  return [...(head ? [head] : []), t().elder, t().child];
}

/** Asked only where more than one may be meant. */
function Who({ household, fields, writer }: Props) {
  const chips = familyOf(household);
  const { typed } = readWho(textOf(fields, "who"), chips);
  // What is written already is read again at the moment of writing: two touches may follow each other fast.
  const change = (make: (chosen: readonly string[], typed: string) => string | null) => writer.change((was) => {
    const said = readWho(textOf(was, "who"), chips);
    return { who: make(said.chosen, said.typed)?.slice(0, WHO_MAX) ?? null };
  });
  const toggle = (id: string) => change((chosen, other) => writeWho(chips.filter((chip) => chosen.includes(chip) !== (chip === id)), other));
  return (
    <section>
      <h3 class="sheet-label">{t().who}</h3>
      <Chips label={t().who} options={chips.map((chip) => ({ id: chip, label: chip }))} chosen={readWho(textOf(fields, "who"), chips).chosen} onToggle={toggle} />
      <Note label={t().whoElse} value={typed} max={WHO_MAX} onKeep={(text) => change((chosen) => writeWho(chosen, text))} />
    </section>
  );
}

function Needs({ from, fields, writer }: Props) {
  return (
    <section>
      <h3 class="sheet-label">{t().needs}</h3>
      <Chips
        label={t().needs} options={optionsOf(from.catalogue.kinds.screening?.fields.needs)} chosen={listOf(fields.needs)}
        onToggle={(id) => writer.change((was) => withNeed(was, id))}
      />
    </section>
  );
}

export function DoorRest(props: Props) {
  const { from, household, view, fields, writer, onClose } = props;
  return (
    <>
      {/* A touch may bring it about: it stands below the keys, so that none of them moves. */}
      <Differ from={from} place={household.id} view={view} />
      {(household.occupancy?.people ?? 2) > 1 ? <Who {...props} /> : null}
      <Needs {...props} />
      <Note label={t().note} value={textOf(fields, "note")} max={NOTE_MAX} onKeep={(note) => writer.change(() => ({ note: note === "" ? null : note }))} />
      {view?.byMe && view.recordId !== null ? <Correct place={household.id} title={doorLabel(household)} recordId={view.recordId} onVoided={onClose} /> : null}
      <a class="link" href={hrefTo("form", "occupancy", household.id)}>{labelled(from.catalogue.kinds.occupancy?.label, words.value.change)}</a>
      <Before from={from} place={household.id} stamp={`${view?.recordIds.join() ?? ""}${JSON.stringify(fields)}${view?.unsent ?? ""}`} />
    </>
  );
}
