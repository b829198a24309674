/** P11: where to go again, and what needs a look. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { recordsAt } from "../../store/records";
import type { Book, Notice, Place } from "../../store/types";
import { HOUR } from "../../sync/days";
import { Icon } from "../../ui/icon";
import { said, Slot } from "../../ui/slot";
import { whole } from "../../ui/whole";
import { labelled, words, type Words } from "../../words";
import { Bar } from "../bar";
import { CallLink, phoneOf } from "../calls/link";
import { triesOf, type Tries } from "../calls/tries";
import { deliveryDuties, DutyList, noticeDuties } from "../today/duties";
import { doorLabel } from "../building/floors";
import { buildingName, round } from "../building/state";
import { aboutText, nameOf } from "../followup/followup";
import { Needs } from "../followup/needs";
import { followed } from "../followup/state";
import { followup as followupWords } from "../../words/phone/followup";
import { now } from "../now";
import { book, dismiss, slotsOf } from "../data";
import { DoorSheet } from "../door/sheet";
import { formKinds } from "../forms/values";
import { hrefTo } from "../route";
import { clockText, myBuildings } from "../rounds";
import { SyncNote } from "../sync-note";
import { Tabs } from "../tabs";
import { aboutRecords } from "./notices";
import { waitingDoors, type WaitingDoor } from "./waiting";
import { forms as formsWords } from "../../words/phone/forms";
import { wordsOf } from "../page-words";
import { calls } from "../../words/phone/calls";
import { todo as todoWords } from "../../words/phone/todo";

const t = wordsOf(followupWords);
const todos = wordsOf(todoWords);
const onCalls = wordsOf(calls);
const formWords = wordsOf(formsWords);

const open = signal<WaitingDoor | null>(null);

/** P10's list: whoever is under observation opens with the days and the readings. */
function FollowUps({ from }: { readonly from: Book }) {
  const people = followed(from);
  return (
    <>
      <h2 class="heading">{t().heading}</h2>
      {people.length === 0 ? <p class="empty">{t().none}</p> : (
        <ul class="list">
          {people.map((one) => (
            <li key={one.key}>
              <a class="list-row" href={hrefTo("followup", one.key)}><span class="grow"><b>{whole(nameOf(one))}</b><br /><span class="small">{aboutText(from, one)}</span></span><Icon name="chevron-right" /></a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Goods and announcements that are still on their way. */
function Passing({ from }: { readonly from: Book }) {
  const duties = [...deliveryDuties(from), ...noticeDuties(from)].filter(({ done }) => !done);
  if (duties.length === 0) return null;
  return <><h2 class="heading">{todos().passing}</h2><DutyList duties={duties} /></>;
}

interface Row {
  readonly waiting: WaitingDoor;
  readonly tries: Tries;
}

/** Longest waiting first; going there again in vain moves nobody. */
function rowsOf(doors: readonly WaitingDoor[]): readonly Row[] {
  const rows = doors.map((waiting) => ({ waiting, tries: triesOf(recordsAt(waiting.household.id, ["screening"]).value) }));
  return rows.sort((a, b) => sinceOf(a) - sinceOf(b));
}

function sinceOf({ waiting, tries }: Row): number {
  return tries.since ?? waiting.view.observedAt ?? 0;
}

function triesText({ waiting, tries }: Row): string {
  const { rounds, times, last } = tries;
  const why = waiting.view.code === "refused" ? todos().refused : rounds > 1 ? onCalls().rounds(rounds) : onCalls().times(Math.max(times, 1));
  const waits = t().hours(Math.floor((now.value - sinceOf({ waiting, tries })) / HOUR));
  const lately = last === null ? "" : last.byPhone ? onCalls().byPhone(clockText(last.at)) : onCalls().atDoor(clockText(last.at));
  return [why, waits, lately, phoneOf(waiting.household.id) === null ? (waiting.household.occupancy?.phoneMasked ?? "") : ""].filter(Boolean).join(" · ");
}

function WaitingRow({ row }: { readonly row: Row }) {
  const { building, household } = row.waiting;
  const at = round.value;
  const name = `${buildingName(building, words.value)} ${doorLabel(household)}`;
  return (
    <li class="waiting">
      <p><b class="num">{name}</b><br /><span class="small">{triesText(row)}</span></p>
      <div class="row">
        {at ? <CallLink household={household} round={at} /> : null}
        <button type="button" class="button button-main" onClick={() => { open.value = row.waiting; }}>{t().again}<span class="vh"> {name}</span></button>
      </div>
    </li>
  );
}

function Revisits({ doors }: { readonly doors: readonly WaitingDoor[] }) {
  return (
    <>
      <h2 class="heading">{todos().revisit}</h2>
      {doors.length === 0 ? <p class="empty">{todos().noRevisit}</p> : (
        <ul class="list">{rowsOf(doors).map((row) => <WaitingRow key={row.waiting.household.id} row={row} />)}</ul>
      )}
    </>
  );
}

const DECIDED: ReadonlySet<string> = new Set(["admitted", "refused"]);

/** The building that a place lies in, when this phone still knows it. */
function buildingOf(id: string, w: Words): string {
  const places = book.value?.places;
  for (let place = places?.get(id); place; place = place.parent ? places?.get(place.parent) : undefined)
    if (place.type === "building") return buildingName(place, w);
  return "";
}

/** What a notice says; about a record, with its door. */
export function noticeText(notice: Notice, place: Place | undefined, w: Words): string {
  if (notice.code === "lost") return todos().lost(notice.amount ?? 0);
  if (notice.code === "quarantined" && notice.why === "scope") return todos().notYours(notice.place ? buildingOf(notice.place, w) : "");
  const waits = notice.code === "quarantined" && notice.why === "amend";
  return `${place ? `${place.door ?? place.name}:` : ""}${waits ? todos().waits : todos().notices[notice.code]}`;
}

/** What the app wants the person to see; it never blocks recording. */
export function NoticeRow({ notice }: { readonly notice: Notice }) {
  const w = words.value;
  const place = notice.place ? book.value?.places.get(notice.place) : undefined;
  return (
    <li class="list-row wraps">
      <span class="grow">{noticeText(notice, place, w)}{notice.why && DECIDED.has(notice.code) ? <><br /><span class="small">{notice.why}</span></> : null}</span>
      <button type="button" class="link" onClick={() => void dismiss(notice.id)}>{todos().seen}</button>
    </li>
  );
}

function OpenSheet() {
  const from = book.value;
  const at = round.value;
  const chosen = open.value;
  if (!from || !at || !chosen) return null;
  const views = slotsOf(chosen.building.id, "screening", at.day, at.session).value;
  return <DoorSheet key={chosen.household.id} from={from} household={chosen.household} round={at} views={views} onClose={() => { open.value = null; }} />;
}

export function TodoScreen() {
  useEffect(() => () => {
    said.value = null;
    open.value = null;
  }, []);
  const w = words.value;
  const doors = waitingDoors.value;
  const notices = aboutRecords.value;
  const from = book.value;
  const kinds = from ? formKinds(from.catalogue, from.grants.map((g) => g.role)) : [];
  return (
    <div class="screen">
      <Bar title={w.tabs.todo} />
      <main class="scroll stack">
        {from && myBuildings(from).length > 0 ? <><Revisits doors={doors} /><FollowUps from={from} /><Needs from={from} /></> : null}
        {from ? <Passing from={from} /> : null}
        <h2 class="heading">{todos().attention}</h2>
        {notices.length === 0 ? <p class="empty">{todos().noAttention}</p> : (
          <ul class="list">{notices.map((n) => <NoticeRow key={n.id} notice={n} />)}</ul>
        )}
        {from && kinds.length > 0 ? (
          <>
            <h2 class="heading">{formWords().title}</h2>
            <ul class="list">
              {kinds.map((id) => (
                <li key={id}><a class="list-row" href={hrefTo("form", id)}><span class="grow">{labelled(from.catalogue.kinds[id]?.label, id)}</span><Icon name="chevron-right" /></a></li>
              ))}
            </ul>
          </>
        ) : null}
      </main>
      <section class="bottom" aria-label={words.value.tabs.todo}><Slot hint={w.sync.worksOffline}><SyncNote /></Slot></section>
      <Tabs current="todo" />
      <OpenSheet />
    </div>
  );
}
