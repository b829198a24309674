/** The spot check: drawn doors in reading order, one tap a door says whether it agrees with what was recorded. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { recordsAt, recordsOf, type Stated } from "../../store/records";
import type { Book, Place } from "../../store/types";
import { DAY, dayOf } from "../../sync/days";
import { Segmented } from "../../ui/choice";
import { Sheet } from "../../ui/sheet";
import { said, Slot } from "../../ui/slot";
import { labelled, words } from "../../words";
import { spot as spotWords } from "../../words/phone/spot";
import { absent } from "../absent";
import { recordAct } from "../acts";
import { Bar, Progress } from "../bar";
import { sessionName } from "../building/state";
import { book, descendantsOf } from "../data";
import { listOf } from "../door/entry";
import { placeText } from "../forms/place-select";
import { today } from "../gate/state";
import { Correct } from "../door/correct";
import { now } from "../now";
import { wordsOf } from "../page-words";
import { clockText, recordedBy, valueOn } from "../rounds";
import { SyncNote } from "../sync-note";
import { doorsInTurn, missesOf, newestSamples, reachedOf, sampleOf, verdictOf, type Sample } from "./sample";

const t = wordsOf(spotWords);
const SIZE = 30;
const MOST_MISSES = 1;
const SHOWN_DAYS = 7;
const OUTCOMES = ["agrees", "disagrees", "not_reached"] as const;
type Outcome = (typeof OUTCOMES)[number];
const opened = signal<Place | null>(null);

/** How many of the drawn are to be checked: as the policy says, or all of a compound that has fewer such places. */
function sizeOf(from: Book, record: Stated): number {
  const size = valueOn(from.catalogue, "sample_size", today.value, SIZE);
  const types = new Set(listOf(record.fields.drawn).flatMap((id) => from.places.get(id)?.type ?? []));
  const there = [...types].reduce((sum, type) => sum + descendantsOf(record.place, type).length, 0);
  return Math.min(size, there || size);
}

function kindOf(record: Stated): string {
  return String(record.fields.checked_kind ?? "screening");
}

function mostMisses(from: Book): number {
  return valueOn(from.catalogue, "most_misses", today.value, MOST_MISSES);
}

/** The newest sample of each compound, for whoever may check: a phone holds only those of its own places. */
export function samplesNow(from: Book): readonly Stated[] {
  const may = recordedBy(from, "spot_check");
  if (!from.grants.some((grant) => may.includes(grant.role))) return [];
  return newestSamples(recordsOf("spot_sample").value, now.value - SHOWN_DAYS * DAY).filter((one) => from.places.has(one.place));
}

/** "12/30", or how the sample ended. */
export function samplingText(from: Book, record: Stated): string {
  const sample = sampleOf(record, recordsOf("spot_check").value);
  const size = sizeOf(from, record);
  const verdict = verdictOf(sample, size, mostMisses(from));
  return verdict === "unfinished" ? `${reachedOf(sample)}/${size}` : t().ended[verdict];
}

function outcomeText(from: Book, kind: string, id: unknown): string {
  const value = String(id);
  return labelled(from.catalogue.kinds[kind]?.fields.outcome?.choices?.find((c) => c.id === value)?.label, value);
}

/** What the rounds of the day say of a door: 早查 正常 8:31 · 晚查 没人 19:02. */
function recordedText(from: Book, door: string, record: Stated): string {
  const id = kindOf(record);
  const kind = from.catalogue.kinds[id];
  const day = String(record.fields.round_on);
  const rounds = recordsAt(door, [id]).value.filter((one) => (one.slot?.split("/")[0] ?? dayOf(one.at)) === day);
  const words = (one: Stated) => [kind?.slot_state?.field ?? "", "method", "agent"].flatMap((name) => {
    const value = one.fields[name];
    return (kind?.fields[name]?.choices ?? []).filter((c) => c.id === value || listOf(value).includes(c.id)).map((c) => labelled(c.label, c.id));
  });
  const lines = rounds.map((one) => [one.slot ? sessionName(from, one.slot.split("/")[1] ?? "") : "", ...words(one), clockText(one.at)].filter(Boolean).join(" "));
  return lines.length === 0 ? t().unheard(labelled(kind?.label, id)) : t().recorded(lines.join(" · "));
}

interface DoorProps {
  readonly from: Book;
  readonly sample: Sample;
  readonly door: Place;
}

function outcomeOf(sample: Sample, door: Place): string | null {
  const held = sample.checks.get(door.id);
  return held ? String(held.fields.outcome) : null;
}

const LOOKS: Readonly<Record<string, readonly [string, string]>> = { agrees: ["done", "✓"], disagrees: ["exc", "!"], not_reached: ["noans", "?"] };

function Tile({ from, sample, door, onTap }: DoorProps & { readonly onTap: () => void }) {
  const outcome = outcomeOf(sample, door);
  const [look, glyph] = LOOKS[outcome ?? ""] ?? ["due", ""];
  return (
    <li>
      <button type="button" class="list-row give" data-place={door.id} onClick={onTap}>
        <span class="grow"><b class="num">{placeText(door)}</b><br /><span class="small">{recordedText(from, door.id, sample.record)}</span></span>
        <span class={`give-state give-${look}`}>
          {outcome === null ? t().open : `${glyph}${outcomeText(from, "spot_check", outcome)}`}
          {sample.checks.get(door.id)?.unsent ? <span class="vh"> {words.value.building.unsentMark}</span> : null}
        </span>
      </button>
    </li>
  );
}

function check(from: Book, sample: Sample, door: Place, outcome: Outcome): Promise<unknown> {
  const name = placeText(door);
  return recordAct({
    place: door.id, kind: "spot_check", fields: { sample: sample.record.id, outcome },
    say: () => t().kept(name, outcomeText(from, "spot_check", outcome)), undone: (w) => w.building.undone(name),
  });
}

function CheckSheet({ from, sample, door, onClose }: DoorProps & { readonly onClose: () => void }) {
  const held = sample.checks.get(door.id);
  if (!held) return null;
  const others = OUTCOMES.filter((one) => one !== held.fields.outcome);
  const say = async (outcome: Outcome) => {
    if (await check(from, sample, door, outcome)) onClose();
  };
  return (
    <Sheet title={placeText(door)} onClose={onClose} foot={<button type="button" class="button button-wide" onClick={onClose}>{words.value.close}</button>}>
      <p>{outcomeText(from, "spot_check", held.fields.outcome)} · {clockText(held.at)} · {held.byMe ? from.me.name : words.value.someoneElse}</p>
      <p class="small">{recordedText(from, door.id, sample.record)}</p>
      {others.map((one) => <button key={one} type="button" class="button button-wide" onClick={() => void say(one)}>{t().again(outcomeText(from, "spot_check", one))}</button>)}
      {held.byMe ? <Correct place={door.id} title={placeText(door)} recordId={held.id} onVoided={onClose} /> : null}
    </Sheet>
  );
}

/** Where the sample stands, in a sentence. */
function Standing({ from, sample, size }: { readonly from: Book; readonly sample: Sample; readonly size: number }) {
  const most = mostMisses(from);
  const misses = missesOf(sample);
  const reached = reachedOf(sample);
  const verdict = verdictOf(sample, size, most);
  if (verdict === "failed") return <p class="panel panel-warn" role="status">{t().failed(misses, most)}</p>;
  if (verdict === "passed") return <p class="panel panel-good" role="status">{t().passed(reached, misses, most)}</p>;
  if (sample.checks.size < sample.drawn.length) return <p><b>{t().left(size - reached)}</b></p>;
  return <p class="panel panel-warn" role="status">{sample.drawn.length < size ? t().tooFew(sample.drawn.length, size) : t().noMore}</p>;
}

function doorsOf(from: Book, ids: readonly string[], compound: string): readonly Place[] {
  const all = (["household", "area", "gate"] as const).flatMap((type) => descendantsOf(compound, type));
  const order = new Map(all.map((door, at) => [door.id, at]));
  const doors = ids.flatMap((id) => from.places.get(id) ?? []);
  return [...doors].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

function Spot({ from, record }: { readonly from: Book; readonly record: Stated }) {
  const [stamp, setStamp] = useState<Outcome>("agrees");
  useEffect(() => () => {
    said.value = null;
    opened.value = null;
  }, [record.id]);
  const sample = sampleOf(record, recordsOf("spot_check").value);
  const size = sizeOf(from, record);
  const doors = doorsOf(from, doorsInTurn(sample, size), record.place);
  const tap = (door: Place) => {
    if (sample.checks.has(door.id)) opened.value = door;
    else void check(from, sample, door, stamp);
    setStamp("agrees");
  };
  const { checker, round_on: day } = record.fields;
  return (
    <div class="screen">
      <Bar
        canGoBack title={typeof record.fields.second_of === "string" ? t().second : t().title}
        below={<Progress done={Math.min(reachedOf(sample), size)} total={size} label={t().progress(reachedOf(sample), size)} />}
      >
        <span class="counted num" aria-hidden="true"><b>{reachedOf(sample)}</b>/{size}</span>
      </Bar>
      <main class="scroll stack">
        <Standing from={from} sample={sample} size={size} />
        <p class="note">{t().about(String(day), labelled(from.catalogue.kinds[kindOf(record)]?.label, ""))}{typeof checker === "string" ? t().checker(checker) : ""}</p>
        <ul class="list">{doors.map((door) => <Tile key={door.id} from={from} sample={sample} door={door} onTap={() => tap(door)} />)}</ul>
      </main>
      <section class="bottom" aria-label={t().stamp}>
        <Slot hint={t().hint(outcomeText(from, "spot_check", stamp))}><SyncNote /></Slot>
        <Segmented label={t().stamp} options={OUTCOMES.map((id) => ({ id, label: outcomeText(from, "spot_check", id) }))} value={stamp} onChoose={setStamp} />
      </section>
      {opened.value ? <CheckSheet from={from} sample={sample} door={opened.value} onClose={() => { opened.value = null; }} /> : null}
    </div>
  );
}

/** The sample named in the address. */
export function SpotScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const record = recordsOf("spot_sample").value.find((one) => one.id === id);
  if (!from || !record) return <div class="screen"><Bar canGoBack title={t().title} /><main class="scroll"><p class="empty">{absent(t().none)}</p></main></div>;
  return <Spot key={id} from={from} record={record} />;
}
