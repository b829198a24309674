/** P9: an announcement on its way from stairwell to stairwell; one tap says how it was passed on. */

import { useEffect, useState } from "preact/hooks";
import { recordsOf, type Stated } from "../../store/records";
import type { Book, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Sheet } from "../../ui/sheet";
import { said, Slot } from "../../ui/slot";
import { labelled, words } from "../../words";
import { notices as noticeWords } from "../../words/phone/notices";
import { absent } from "../absent";
import { recordAct } from "../acts";
import { Bar, Progress } from "../bar";
import { buildingName } from "../building/state";
import { book, descendantsOf } from "../data";
import { dayName } from "../day-name";
import { today } from "../gate/state";
import { Correct } from "../door/correct";
import { wordsOf } from "../page-words";
import { above, recordedBy } from "../rounds";
import { SyncNote } from "../sync-note";
import { currentOn, reachOf } from "./reach";

const t = wordsOf(noticeWords);

/** The stairwells of a compound that are mine to reach. */
function stairwellsOf(from: Book, compound: string): readonly Place[] {
  const may = recordedBy(from, "notice");
  const mine = from.grants.filter((grant) => may.includes(grant.role)).flatMap((grant) => descendantsOf(grant.place.id, "stairwell"));
  return [...new Map(mine.filter((one) => above(one, from.places, "compound")?.id === compound).map((one) => [one.id, one])).values()];
}

export function announcementsNow(from: Book): readonly Stated[] {
  return currentOn(recordsOf("announcement").value, today.value).filter((one) => stairwellsOf(from, one.place).length > 0);
}

interface Reached {
  /** Stairwells told in any way, and those where it hangs. */
  readonly done: number;
  readonly posted: number;
  readonly all: number;
}

export function reached(from: Book, announcement: Stated): Reached {
  const stairwells = stairwellsOf(from, announcement.place);
  const reach = reachOf(recordsOf("notice").value, announcement);
  const told = stairwells.flatMap((one) => reach.get(one.id) ?? []);
  const wherever = (some: readonly Stated[]) => new Set(some.map((one) => one.place)).size;
  return { done: wherever(told), posted: wherever(told.filter((one) => one.fields.channel === "posted")), all: stairwells.length };
}

function stairwellText(from: Book, stairwell: Place): string {
  const building = above(stairwell, from.places, "building");
  const own = /^\d+$/.test(stairwell.name) ? words.value.building.stairwell(stairwell.name) : stairwell.name;
  return building ? `${buildingName(building, words.value)} ${own}` : own;
}

function channelsOf(from: Book): { readonly id: string; readonly label: string }[] {
  return (from.catalogue.kinds.notice?.fields.channel?.choices ?? []).map((c) => ({ id: c.id, label: labelled(c.label, c.id) }));
}

function Notice({ from, announcement }: { readonly from: Book; readonly announcement: Stated }) {
  const [channel, setChannel] = useState("posted");
  const [open, setOpen] = useState<Place | null>(null);
  useEffect(() => () => {
    said.value = null;
  }, [announcement.id]);
  const stairwells = stairwellsOf(from, announcement.place);
  const reach = reachOf(recordsOf("notice").value, announcement);
  const { done, all } = reached(from, announcement);
  const channels = channelsOf(from);
  const label = (id: unknown) => channels.find((one) => one.id === id)?.label ?? "";
  const { title, topic, valid_until: until } = announcement.fields;
  const pass = (where: Place) => {
    const name = stairwellText(from, where);
    const given = Object.fromEntries(Object.entries({ topic, valid_until: until }).filter(([, value]) => typeof value === "string"));
    return recordAct({
      place: where.id, kind: "notice", fields: { channel, title: String(title), announcement: announcement.id, ...given },
      say: () => t().recorded(name, label(channel)), undone: (w) => w.building.undone(name),
    });
  };
  return (
    <div class="screen">
      <Bar canGoBack title={String(title)} below={<Progress done={done} total={all} label={t().progress(done, all)} />}>
        <span class="counted num" aria-hidden="true"><b>{done}</b>/{all}</span>
      </Bar>
      <main class="scroll stack">
        {typeof until === "string" ? <p class="note">{t().until(dayName(until))}</p> : null}
        {typeof announcement.fields.words === "string" ? <p>{announcement.fields.words}</p> : null}
        {all === 0 ? <p class="empty">{t().empty}</p> : null}
        <div class="places-grid">
          {stairwells.map((one) => {
            const here = reach.get(one.id) ?? [];
            return (
              <button key={one.id} type="button" class={`door place ${here.length > 0 ? "door-done" : "door-due"}`} data-place={one.id} onClick={() => (here.length > 0 ? setOpen(one) : void pass(one))}>
                <b>{stairwellText(from, one)}</b> <span>{here.length > 0 ? `✓${[...new Set(here.map((notice) => label(notice.fields.channel)))].join("")}` : t().todo}</span>
                {here.some((notice) => notice.unsent) ? <i class="door-unsent"><span class="vh"> {words.value.building.unsentMark}</span></i> : null}
              </button>
            );
          })}
        </div>
      </main>
      <section class="bottom" aria-label={t().how}>
        <Slot hint={t().hint(label(channel))}><SyncNote /></Slot>
        <Segmented label={t().how} options={channels} value={channel} onChoose={setChannel} />
      </section>
      {open ? (
        <Sheet title={stairwellText(from, open)} onClose={() => setOpen(null)} foot={<button type="button" class="button button-main button-wide" onClick={() => { void pass(open); setOpen(null); }}>{t().again(label(channel))}</button>}>
          {(reach.get(open.id) ?? []).map((notice) => (
            <section key={notice.id}>
              <p>{t().already}:{label(notice.fields.channel)} · {notice.byMe ? from.me.name : words.value.someoneElse}</p>
              {notice.byMe ? <Correct place={open.id} title={stairwellText(from, open)} recordId={notice.id} onVoided={() => setOpen(null)} /> : null}
            </section>
          ))}
        </Sheet>
      ) : null}
    </div>
  );
}

/** The announcement named in the address. */
export function NoticeScreen({ id }: { readonly id: string }) {
  const from = book.value;
  const announcement = recordsOf("announcement").value.find((one) => one.id === id);
  if (!from || !announcement) return <div class="screen"><Bar canGoBack title={t().heading} /><main class="scroll"><p class="empty">{absent(t().none)}</p></main></div>;
  return <Notice key={id} from={from} announcement={announcement} />;
}
