/** P8: giving out a batch. Doors in the order of its rule with the reason in a word; one tap is delivered. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { recordsOf, type Stated } from "../../store/records";
import type { Book, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Sheet } from "../../ui/sheet";
import { said, Slot } from "../../ui/slot";
import { labelled, words } from "../../words";
import { deliveries as deliveryWords } from "../../words/phone/deliveries";
import { recordAct } from "../acts";
import { absent } from "../absent";
import { Bar, Progress } from "../bar";
import { book, descendantsOf } from "../data";
import { placeText } from "../forms/place-select";
import { Editor } from "../records/editor";
import { wordsOf } from "../page-words";
import { above, isDue, recordedBy } from "../rounds";
import { SyncNote } from "../sync-note";
import { batchBefore, orderOf, outcomesOf, priorityOf, remaining, servedOf, type Row } from "./order";
import "./deliveries.css";

const t = wordsOf(deliveryWords);
const OUTCOMES = ["delivered", "not_wanted", "no_answer"] as const;
type Outcome = (typeof OUTCOMES)[number];
const opened = signal<Row | null>(null);

/** The doors below a place, itself included, that I may deliver to and that somebody lives behind. */
export function doorsOf(from: Book, compound: string): readonly Place[] {
  const may = recordedBy(from, "delivery");
  const mine = from.grants.filter((grant) => may.includes(grant.role)).flatMap((grant) => descendantsOf(grant.place.id, "household"));
  const here = mine.filter((door) => above(door, from.places, "compound")?.id === compound && isDue(door));
  return [...new Map(here.map((door) => [door.id, door])).values()];
}

/** Whether this phone sees the whole compound: only then can it say how far the portions reach. */
function seesAll(from: Book, compound: string): boolean {
  return from.grants.some((grant) => recordedBy(from, "delivery").includes(grant.role) && grant.place.id === compound);
}

export function batchesOpen(from: Book): readonly Stated[] {
  const mine = (batch: Stated) => doorsOf(from, batch.place).length > 0;
  return recordsOf("supply_batch").value.filter((batch) => batch.fields.closed !== true && mine(batch));
}

function rowsOf(from: Book, batch: Stated, given: readonly Stated[]): readonly Row[] {
  const before = batchBefore(recordsOf("supply_batch").value, batch);
  const buildingOf = (door: Place) => above(door, from.places, "building")?.id ?? "";
  const last = before ? { served: servedOf(outcomesOf(given, before.id)), buildingOf } : null;
  return orderOf(doorsOf(from, batch.place), priorityOf(batch), last);
}

function wordOf(from: Book, field: "reason" | "outcome", id: string): string {
  return labelled(from.catalogue.kinds.delivery?.fields[field]?.choices?.find((c) => c.id === id)?.label, id);
}

function give(from: Book, batch: Stated, { household, reason }: Row, outcome: Outcome): Promise<unknown> {
  const name = placeText(household);
  return recordAct({
    place: household.id, kind: "delivery", fields: { outcome, batch: batch.id, reason, ...(outcome === "delivered" ? { quantity: 1 } : {}) },
    say: () => t().recorded(name, wordOf(from, "outcome", outcome)), undone: (w) => w.building.undone(name),
  });
}

interface TileProps {
  readonly from: Book;
  readonly row: Row;
  readonly held: Stated | undefined;
  readonly onTap: () => void;
}

function Tile({ from, row, held, onTap }: TileProps) {
  const outcome = held ? String(held.fields.outcome) : null;
  const look = outcome === null ? "due" : outcome === "delivered" ? "done" : "noans";
  const word = outcome === null ? t().open : `${outcome === "delivered" ? "✓" : "?"}${wordOf(from, "outcome", outcome)}`;
  return (
    <li>
      <button type="button" class="list-row give" data-place={row.household.id} onClick={onTap}>
        <span class="grow"><b class="num">{placeText(row.household)}</b> <span class="give-why">{wordOf(from, "reason", row.reason)}</span></span>
        <span class={`give-state give-${look}`}>{word}{held?.unsent ? <span class="vh"> {words.value.building.unsentMark}</span> : null}</span>
      </button>
    </li>
  );
}

function GivenSheet({ from, batch, row, held, onClose }: { readonly from: Book; readonly batch: Stated; readonly row: Row; readonly held: Stated; readonly onClose: () => void }) {
  const kind = from.catalogue.kinds.delivery;
  const again = async (outcome: Outcome) => {
    if (await give(from, batch, row, outcome)) onClose();
  };
  return (
    <Sheet title={placeText(row.household)} onClose={onClose} foot={<button type="button" class="button button-wide" onClick={onClose}>{words.value.close}</button>}>
      <p>{wordOf(from, "outcome", String(held.fields.outcome))} · {held.byMe ? from.me.name : words.value.someoneElse}</p>
      {held.fields.outcome === "delivered" ? null : <button type="button" class="button button-main button-wide" onClick={() => void again("delivered")}>{wordOf(from, "outcome", "delivered")}</button>}
      {held.byMe && kind ? <Editor from={from} record={held} kind={kind} onDone={onClose} /> : null}
    </Sheet>
  );
}

function Deliveries({ from, batch }: { readonly from: Book; readonly batch: Stated }) {
  const [stamp, setStamp] = useState<Outcome>("delivered");
  const [all, setAll] = useState(false);
  useEffect(() => () => {
    said.value = null;
    opened.value = null;
  }, [batch.id]);
  const given = recordsOf("delivery").value;
  const outcomes = outcomesOf(given, batch.id);
  const rows = rowsOf(from, batch, given);
  const quantity = Number(batch.fields.quantity ?? 0);
  const left = remaining(quantity, outcomes);
  const whole = seesAll(from, batch.place);
  const open = rows.filter(({ household }) => !outcomes.has(household.id));
  const reached = new Set(open.slice(0, Math.max(left, 0)).map(({ household }) => household.id));
  const shown = whole && !all ? rows.filter(({ household }) => outcomes.has(household.id) || reached.has(household.id)) : rows;
  const tap = (row: Row) => {
    if (outcomes.has(row.household.id)) opened.value = row;
    else void give(from, batch, row, stamp);
    setStamp("delivered");
  };
  const count = (outcome: string) => [...outcomes.values()].filter((one) => one.fields.outcome === outcome).length;
  const held = opened.value ? outcomes.get(opened.value.household.id) : undefined;
  return (
    <div class="screen">
      <Bar canGoBack title={t().title(String(batch.fields.item))} below={<Progress done={quantity - left} total={quantity} label={t().left(left, quantity)} />} />
      <main class="scroll stack">
        <p class="note">{t().rule(priorityOf(batch).map((ground) => wordOf(from, "reason", ground)).join(" → "))}</p>
        <p><b>{whole ? t().left(left, quantity) : t().part(quantity)}</b> · {t().sums(count("delivered"), count("not_wanted"), count("no_answer"))}{count("returned") > 0 ? ` · ${wordOf(from, "outcome", "returned")} ${count("returned")}` : ""}</p>
        <ul class="list">{shown.map((row) => <Tile key={row.household.id} from={from} row={row} held={outcomes.get(row.household.id)} onTap={() => tap(row)} />)}</ul>
        {whole && open.length > reached.size ? <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>{t().beyond(open.length - reached.size)}</button> : null}
      </main>
      <section class="bottom" aria-label={t().stamp}>
        <Slot hint={t().hint(wordOf(from, "outcome", stamp))}><SyncNote /></Slot>
        <Segmented label={t().stamp} options={OUTCOMES.map((id) => ({ id, label: wordOf(from, "outcome", id) }))} value={stamp} onChoose={setStamp} />
      </section>
      {opened.value && held ? <GivenSheet from={from} batch={batch} row={opened.value} held={held} onClose={() => { opened.value = null; }} /> : null}
    </div>
  );
}

/** The batch named in the address. */
export function DeliveriesScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const batch = recordsOf("supply_batch").value.find((one) => one.id === id);
  if (!from || !batch) return <div class="screen"><Bar canGoBack title={t().none} /><main class="scroll"><p class="empty">{absent(t().none)}</p></main></div>;
  return <Deliveries key={id} from={from} batch={batch} />;
}
