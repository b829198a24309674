/** P6: the disinfection round. The agent is confirmed once in a shift, then a tap on a place is a record. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Book, DoorView, Place } from "../../store/types";
import { said, Slot } from "../../ui/slot";
import { words, type Words } from "../../words";
import { recordAct } from "../acts";
import { Bar, Progress } from "../bar";
import { buildingName, movedOnTo, pinRound, round, sessionName } from "../building/state";
import { tallyPlaces, type Tally } from "../building/tally";
import { book, outbox, slotsOf } from "../data";
import { later, Nothing } from "../later";
import { go, keepScroll } from "../route";
import { areasDue, clockText, slotText, type Round } from "../rounds";
import { SyncNote } from "../sync-note";
import { AgentSheet, AlcoholSheet, shiftText } from "./agent";
import { danger } from "./dilution";
import { fieldsOf, recallShift, shift, type Shift } from "./shift";

type Open =
  | { readonly is: "agent"; readonly area: Place | null }
  | { readonly is: "alcohol"; readonly area: Place }
  | { readonly is: "area"; readonly area: Place }
  | { readonly is: "scan" };
const open = signal<Open | null>(null);
/** The place whose card was scanned outside the app: it has the focus, and waits for its tap. */
export const pointed = signal<string | null>(null);
const AreaSheet = later(async () => (await import("../duties")).AreaSheet, Nothing);
const ScanSheet = later(async () => (await import("../duties")).ScanSheet, Nothing);
const close = () => {
  open.value = null;
};

async function clean(at: Round, area: Place, means: Shift): Promise<void> {
  const time = clockText(Date.now());
  await recordAct({
    place: area.id, kind: "disinfection", slot: slotText(at), fields: fieldsOf(means),
    say: (w) => w.clean.recorded(area.name, time), undone: (w) => w.building.undone(area.name),
  });
}

/** One tap: a record, unless the agent is not confirmed, alcohol would meet a corridor, or it is done already. */
function tapPlace(at: Round, area: Place, view: DoorView | undefined): void {
  const means = shift.value?.slot === slotText(at) ? shift.value : null;
  if (view && view.state !== "due") open.value = { is: "area", area };
  else if (!means) open.value = { is: "agent", area };
  // What was sprayed was asked at the confirmation; here only the place can be wrong for it.
  else if (area.areaKind === "corridor" && danger(means.agent, [], "corridor") !== "none") open.value = { is: "alcohol", area };
  else void clean(at, area, means);
}

function Tile({ area, view, onTap }: { readonly area: Place; readonly view: DoorView | undefined; readonly onTap: () => void }) {
  const w = words.value;
  const done = view?.state === "done";
  const tile = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (pointed.value !== area.id) return;
    pointed.value = null;
    tile.current?.focus();
  });
  return (
    <button ref={tile} type="button" class={`door place ${done ? "door-done" : "door-due"}`} data-place={area.id} onClick={onTap}>
      <b>{area.name}</b> <span>{done ? `✓${view.observedAt === null ? "" : clockText(view.observedAt)}` : w.tile.todo}</span>
      {view?.unsent ? <i class="door-unsent"><span class="vh"> {w.building.unsentMark}</span></i> : null}
      {done && !view.byMe ? <i class="door-other"><span class="vh"> {w.someoneElse}</span></i> : null}
    </button>
  );
}

interface Group {
  readonly name: string;
  readonly areas: readonly Place[];
}

/** Areas under the building or stairwell that they stand in; the compound's own ones last. */
function groupsOf(from: Book, areas: readonly Place[], w: Words): readonly Group[] {
  const groups = new Map<string, { name: string; areas: Place[] }>();
  for (const area of areas) {
    const parent = area.parent === null ? undefined : from.places.get(area.parent);
    const above = parent?.type === "stairwell" && parent.parent !== null ? from.places.get(parent.parent) : parent;
    const key = above?.id ?? "";
    const group = groups.get(key) ?? { name: above ? (above.type === "building" ? buildingName(above, w) : above.name) : "", areas: [] };
    group.areas.push(area);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function Head({ from, at, counts }: { readonly from: Book; readonly at: Round; readonly counts: Tally }) {
  const w = words.value;
  return (
    <Bar
      canGoBack
      title={<>{w.clean.title} <small class="note">{sessionName(from, at.session)}</small></>}
      below={<Progress done={counts.done} total={counts.due} label={w.round.places(counts.done, counts.due)} />}
    >
      <span class="counted num" aria-hidden="true"><b>{counts.done}</b>/{counts.due}</span>
    </Bar>
  );
}

function ShiftLine({ from, at }: { readonly from: Book; readonly at: Round }) {
  const w = words.value;
  const means = shift.value?.slot === slotText(at) ? shift.value : null;
  return (
    <div class={`panel shift-line ${means ? "" : "panel-warn"}`}>
      <span class="grow">{means ? shiftText(from, means, w) : w.clean.notYet}</span>
      <button type="button" class="link" onClick={() => { open.value = { is: "agent", area: null }; }}>{means ? w.change : w.clean.choose}</button>
    </div>
  );
}

function Sheets({ from, at, areas, views }: { readonly from: Book; readonly at: Round; readonly areas: readonly Place[]; readonly views: ReadonlyMap<string, DoorView> }) {
  const shown = open.value;
  if (shown?.is === "agent") {
    const then = (means: Shift) => {
      close();
      if (shown.area) void clean(at, shown.area, means);
    };
    return <AgentSheet from={from} slot={slotText(at)} area={shown.area} onClose={close} onConfirmed={then} />;
  }
  if (shown?.is === "alcohol" && shift.value) {
    const means = shift.value;
    const record = (method: readonly string[]) => {
      close();
      void clean(at, shown.area, { ...means, method });
    };
    return <AlcoholSheet onWipe={() => record(["wipe"])} onAsIs={() => record(means.method)} onClose={close} />;
  }
  if (shown?.is === "scan") {
    const take = (place: Place) => {
      close();
      if (areas.some((area) => area.id === place.id)) tapPlace(at, place, views.get(place.id));
      else go("at", place.id);
    };
    return <ScanSheet onFound={take} onClose={close} />;
  }
  if (shown?.is === "area") return <AreaSheet from={from} area={shown.area} at={at} view={views.get(shown.area.id)} onClose={close} />;
  return null;
}

function Disinfection({ from, compound, at }: { readonly from: Book; readonly compound: Place; readonly at: Round }) {
  const w = words.value;
  const scroll = useRef<HTMLElement>(null);
  useLayoutEffect(() => keepScroll(scroll.current), [compound.id]);
  useEffect(() => {
    const unpin = pinRound();
    void recallShift().catch(console.error);
    return () => {
      unpin();
      said.value = null;
      close();
    };
  }, [compound.id]);
  const views = slotsOf(compound.id, "disinfection", at.day, at.session).value;
  const areas = areasDue(from, compound.id, at.session);
  const counts = tallyPlaces(areas, views);
  const finished = counts.due > 0 && counts.done === counts.due ? w.clean.finished(outbox.value.count) : w.clean.hint;
  const hint = movedOnTo.value === null ? finished : w.round.movedOn(sessionName(from, movedOnTo.value));
  return (
    <div class="screen">
      <Head from={from} at={at} counts={counts} />
      <main class="scroll" ref={scroll}>
        {areas.length === 0 ? <p class="empty">{w.clean.none}</p> : <ShiftLine from={from} at={at} />}
        {groupsOf(from, areas, w).map((group) => (
          <section key={group.name} class="places" aria-label={group.name}>
            <h2 class="heading">{group.name}</h2>
            <div class="places-grid">
              {group.areas.map((area) => <Tile key={area.id} area={area} view={views.get(area.id)} onTap={() => tapPlace(at, area, views.get(area.id))} />)}
            </div>
          </section>
        ))}
      </main>
      <section class="bottom" aria-label={w.clean.title}>
        <Slot hint={hint}><SyncNote /></Slot>
        <button type="button" class="button button-wide" onClick={() => { open.value = { is: "scan" }; }}>{w.clean.scan}</button>
      </section>
      <Sheets from={from} at={at} areas={areas} views={views} />
    </div>
  );
}

/** The compound named in the address, in the present round. */
export function DisinfectionScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const compound = from?.places.get(id);
  const at = round.value;
  if (!from || !compound || !at) return <p class="empty">{words.value.clean.none}</p>;
  return <Disinfection key={id} from={from} compound={compound} at={at} />;
}
