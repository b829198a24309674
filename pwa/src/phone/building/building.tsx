/** P3: the home of the app, the building as it stands with the stamp bar under the thumb. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Book, DoorView, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { said, Slot } from "../../ui/slot";
import { words, type Words } from "../../words";
import { Bar, Progress } from "../bar";
import { book, descendantsOf, outbox, slotsOf } from "../data";
import { later, Nothing } from "../later";
import { keepLeft, onHidden, takeLeft } from "../left";
import { keepScroll } from "../route";
import { allows, roundBefore, slotText, type Round } from "../rounds";
import { upwards } from "../settings";
import { SyncNote } from "../sync-note";
import { floorsOf, type Floor } from "./floors";
import { Grid } from "./grid";
import { endRound, openDoor, tapDoor, tempoQuestion } from "./round-acts";
import { choose, resetStamp, stamp, StampBar, stampLocked } from "./stamps";
import { buildingName, method, movedOnTo, pinRound, recallMethod, round, sessionName, stairwellOf } from "./state";
import { tally, type Tally } from "./tally";
import { STAMPS } from "./tap";

type Open = { readonly is: "menu" } | { readonly is: "method" } | { readonly is: "floor"; readonly floor: Floor };
const open = signal<Open | null>(null);
const DoorSheet = later(async () => (await import("../more")).DoorSheet, Nothing);
const Fill = later(async () => (await import("../more")).Fill, Nothing);
const MethodSheet = later(async () => (await import("../duties")).MethodSheet, Nothing);
const RoundMenu = later(async () => (await import("../duties")).RoundMenu, Nothing);
const TempoSheet = later(async () => (await import("../extra")).TempoSheet, Nothing);

const close = () => {
  open.value = null;
};

/** 1 to 4 choose a stamp, unless something is being typed or a sheet is open. */
function useStampKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const which = STAMPS[Number(event.key) - 1];
      if (!which || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
      choose(which);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function useFreshRound(buildingId: string): void {
  useEffect(() => {
    resetStamp();
    const unpin = pinRound();
    void recallMethod().catch(console.error);
    return () => {
      unpin();
      said.value = null;
      open.value = null;
      openDoor.value = null;
    };
  }, [buildingId]);
}

/** A phone that ended the app in the middle of a sheet opens it again where it was. */
function useLeft(building: Place, now: Round, doors: readonly Place[], scroll: { readonly current: HTMLElement | null }): void {
  const screen = `${building.id} ${slotText(now)}`;
  useEffect(() => {
    let current = true;
    void takeLeft(screen).then((was) => {
      // Whoever was faster is where they want to be.
      if (!current || !was || openDoor.peek() || scroll.current?.scrollTop !== 0) return;
      scroll.current.scrollTop = was.scroll;
      openDoor.value = doors.find((door) => door.id === was.open) ?? null;
    }).catch(console.error);
    const forget = onHidden(() => void keepLeft({ screen, scroll: scroll.current?.scrollTop ?? 0, open: openDoor.peek()?.id ?? null }).catch(console.error));
    return () => {
      current = false;
      forget();
    };
  }, [screen]);
}

function hintOf(from: Book, counts: Tally, w: Words): string {
  if (movedOnTo.value !== null) return w.round.movedOn(sessionName(from, movedOnTo.value));
  if (counts.due > 0 && counts.visited === counts.due) return w.building.finished(outbox.value.count);
  if (stampLocked.value) return w.building.locked(w.building.stamps[stamp.value]);
  return w.building.hints[stamp.value];
}

interface PartProps {
  readonly from: Book;
  readonly building: Place;
  readonly now: Round;
  readonly counts: Tally;
}

function Head({ from, building, now, counts }: PartProps) {
  const w = words.value;
  return (
    <Bar
      canGoBack
      title={
        <button type="button" class="round-title" onClick={() => { open.value = { is: "menu" }; }}>
          {buildingName(building, w)} <small>{sessionName(from, now.session)} ▾</small>
          <span class="vh"> {w.building.menu}</span>
        </button>
      }
      below={<Progress done={counts.visited} total={counts.due} label={w.round.progress(counts.visited, counts.due)} />}
    >
      <span class="counted num" aria-hidden="true"><b>{counts.visited}</b>/{counts.due}</span>
      <button type="button" class="pill" onClick={() => { open.value = { is: "method" }; }}>
        {w.building.methods[method.value]}
        <span class="vh"> {w.building.method}</span>
      </button>
    </Bar>
  );
}

function StairwellSwitch({ building, stairwells }: { readonly building: Place; readonly stairwells: readonly Place[] }) {
  const w = words.value;
  if (stairwells.length < 2) return null;
  return (
    <div class="unit-switch">
      <Segmented
        label={w.building.stairwells}
        options={stairwells.map((s) => ({ id: s.id, label: /^\d+$/.test(s.name) ? w.building.stairwell(s.name) : s.name }))}
        value={shownStairwell(building, stairwells)}
        onChoose={(id) => { stairwellOf.value = { ...stairwellOf.value, [building.id]: id }; }}
      />
    </div>
  );
}

function shownStairwell(building: Place, stairwells: readonly Place[]): string | null {
  return stairwellOf.value[building.id] ?? stairwells[0]?.id ?? null;
}

interface SheetsProps extends PartProps {
  readonly views: ReadonlyMap<string, DoorView>;
  readonly doors: readonly Place[];
}

function Sheets({ from, building, now, views, doors }: SheetsProps) {
  const shown = open.value;
  if (tempoQuestion.value) return <TempoSheet question={tempoQuestion.value} />;
  if (openDoor.value) {
    return <DoorSheet key={openDoor.value.id} from={from} household={openDoor.value} round={now} views={views} onClose={() => { openDoor.value = null; }} />;
  }
  if (shown?.is === "menu") return <RoundMenu from={from} building={building} doors={doors} views={views} now={now} onClose={close} />;
  if (shown?.is === "method") return <MethodSheet onClose={close} />;
  return shown?.is === "floor" ? <Fill floor={shown.floor} round={now} views={views} onClose={close} /> : null;
}

/** Says that the round is done, a sheet being closed first; nothing where nobody did anything since the screen opened. */
function RoundEnd({ done, views, now }: { readonly done: boolean; readonly views: ReadonlyMap<string, DoorView>; readonly now: Round }) {
  const ended = done && openDoor.value === null;
  const was = useRef(done);
  useEffect(() => {
    if (ended && !was.current && said.peek()) endRound(views, now);
    was.current = done && (was.current || ended);
  }, [ended, done]);
  return null;
}

function Building({ from, building, now }: { readonly from: Book; readonly building: Place; readonly now: Round }) {
  const w = words.value;
  const scroll = useRef<HTMLElement>(null);
  useLayoutEffect(() => keepScroll(scroll.current), [building.id]);
  useStampKeys();
  useFreshRound(building.id);
  const views = slotsOf(building.id, "screening", now.day, now.session).value;
  const doors = descendantsOf(building.id, "household");
  useLeft(building, now, doors, scroll);
  const stairwells = descendantsOf(building.id, "stairwell");
  const shown = shownStairwell(building, stairwells);
  const visible = stairwells.length < 2 ? doors : doors.filter((d) => d.parent === shown);
  const counts = tally(doors, views);
  return (
    <div class="screen">
      <Head from={from} building={building} now={now} counts={counts} />
      <StairwellSwitch building={building} stairwells={stairwells} />
      <main class="scroll" ref={scroll}>
        {doors.length === 0 ? <p class="empty">{w.building.noDoors}</p> : null}
        <Grid
          floors={floorsOf(visible, upwards.value)}
          views={views}
          before={slotsOf(building.id, "screening", ...roundBefore(from.catalogue, now)).value}
          onOpen={(household) => { openDoor.value = household; }}
          onTap={(household) => void tapDoor(now, views, household, Date.now())}
          onFloor={allows(from.catalogue, "floor_fill", now.day) ? (floor) => { open.value = { is: "floor", floor }; } : undefined}
        />
      </main>
      <section class="bottom" aria-label={w.building.stampBar}>
        <Slot hint={hintOf(from, counts, w)}><SyncNote /></Slot>
        <StampBar />
      </section>
      <RoundEnd key={slotText(now)} done={counts.due > 0 && counts.visited === counts.due} views={views} now={now} />
      <Sheets from={from} building={building} now={now} counts={counts} views={views} doors={doors} />
    </div>
  );
}

/** The building named in the address, in the present round. */
export function BuildingScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const building = from?.places.get(id);
  const now = round.value;
  if (!from || !building || !now) return <p class="empty">{words.value.building.none}</p>;
  return <Building key={id} from={from} building={building} now={now} />;
}
