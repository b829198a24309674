/** Who passed in this shift, newest first; each can be struck out, a fever's disposition changed, its case opened. */

import { recordsOf, type Stated } from "../../store/records";
import type { Book, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Sheet } from "../../ui/sheet";
import { said } from "../../ui/slot";
import { labelled, words } from "../../words";
import { gate as gateWords } from "../../words/phone/gate";
import { amendAct } from "../acts";
import { degreesText } from "../door/temperature";
import { Correct } from "../door/correct";
import { wordsOf } from "../page-words";
import { above, clockText } from "../rounds";
import { openCase } from "./acts";
import { dispositionsOf } from "./fever";
import { doorText } from "./names";
import { feverFrom } from "./state";

const t = wordsOf(gateWords);
const SHOWN = 20;

interface RowProps {
  readonly from: Book;
  readonly gate: Place;
  readonly entry: Stated;
  readonly hasCase: boolean;
}

function whoText(from: Book, { fields }: Stated): string {
  const household = typeof fields.household === "string" ? from.places.get(fields.household) : undefined;
  if (household) return doorText({ household, building: above(household, from.places, "building") });
  const person = from.catalogue.kinds.gate_entry?.fields.person?.choices?.find((c) => c.id === fields.person);
  return typeof fields.name === "string" ? fields.name : labelled(person?.label, t().visitor);
}

function Fever({ from, gate, entry, hasCase }: RowProps) {
  const { disposition, temperature, household } = entry.fields;
  const change = (next: string) => void amendAct(gate.id, entry.id, { disposition: next, disposed_at: Date.now() }, entry.fields, () => t().dispositionKept);
  const open = () => {
    const tenths = typeof temperature === "number" ? temperature : 0;
    void openCase(gate.id, entry.id, typeof household === "string" ? household : gate.id, tenths, String(disposition ?? "called"), entry.at);
  };
  return (
    <>
      <Segmented label={t().disposition} options={dispositionsOf(from)} value={typeof disposition === "string" ? disposition : null} onChoose={change} />
      {hasCase ? <p class="note">{t().caseOpen}</p> : <button type="button" class="link" onClick={open}>{t().openCase}</button>}
    </>
  );
}

function Row(props: RowProps) {
  const { from, gate, entry } = props;
  const { direction, decision, temperature } = entry.fields;
  const degrees = typeof temperature === "number" ? degreesText(temperature) : "";
  const hot = typeof temperature === "number" && temperature >= feverFrom(from.catalogue);
  const way = decision === "turned_away" ? t().turnedAway : t().ways[direction === "out" ? "out" : "in"];
  const where = entry.unsent ? words.value.sync.saved : words.value.sync.received;
  return (
    <li class="gate-entry">
      <p><span class="num">{clockText(entry.at)}</span> <b>{whoText(from, entry)}</b> {way} {degrees}</p>
      <p class="small">{[entry.byMe ? "" : words.value.someoneElse, where].filter(Boolean).join(" · ")}</p>
      {hot && entry.byMe ? <Fever {...props} /> : null}
      {entry.byMe ? <Correct place={gate.id} title={whoText(from, entry)} recordId={entry.id} onVoided={() => {}} /> : null}
    </li>
  );
}

interface Props {
  readonly from: Book;
  readonly gate: Place;
  readonly entries: readonly Stated[];
  readonly since: number;
  readonly onClose: () => void;
}

export function PassagesSheet({ from, gate, entries, since, onClose }: Props) {
  const cases = new Set(recordsOf("case_event").value.map((one) => one.fields.found_in));
  const here = entries.filter((one) => one.place === gate.id && one.at >= since).reverse();
  const foot = (
    <>
      <p class={`sheet-said sheet-said-${said.value?.tone ?? "plain"}`} role="status">{said.value?.say(words.value) ?? ""}</p>
      <button type="button" class="button button-wide" onClick={onClose}>{words.value.close}</button>
    </>
  );
  return (
    <Sheet title={t().list} onClose={onClose} foot={foot}>
      {here.length === 0 ? <p class="empty">{t().empty}</p> : <ul>{here.slice(0, SHOWN).map((entry) => <Row key={entry.id} from={from} gate={gate} entry={entry} hasCase={cases.has(entry.id)} />)}</ul>}
      {here.length > SHOWN ? <p class="note">{t().longer(SHOWN)}</p> : null}
    </Sheet>
  );
}
