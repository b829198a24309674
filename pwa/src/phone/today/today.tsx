/** P2: what is to be done now, what waits, what is done; the next step is on screen without searching. */

import type { Book, Place } from "../../store/types";
import { Icon } from "../../ui/icon";
import { labelled, words, type Words } from "../../words";
import { Bar, Progress } from "../bar";
import { buildingName, round, sessionName } from "../building/state";
import { tally, tallyPlaces, type Tally } from "../building/tally";
import { book, descendantsOf, slotsOf, takeUpdate, updateReady } from "../data";
import { later, Nothing } from "../later";
import { now } from "../now";
import { hrefTo } from "../route";
import { areasDue, momentOf, myBuildings, myCompounds, weekdayOf, type Round } from "../rounds";
import { syncNow } from "../sync-note";
import { Tabs } from "../tabs";
import { aboutRecords } from "../todo/notices";
import { waitingDoors } from "../todo/waiting";

const CallOffice = later(async () => (await import("../duties")).CallOffice, Nothing);
const DutyRows = later(async () => (await import("../duties")).DutyRows, Nothing);
const Earlier = later(async () => (await import("../duties")).Earlier, Nothing);
const InstallOffer = later(async () => (await import("../duties")).InstallOffer, Nothing);

/** "下一轮:晚查 12:00", of today or of tomorrow. */
function nextText(from: Book, at: Round, w: Words): string {
  const { sessions } = from.catalogue.policy;
  const next = sessions[sessions.findIndex((s) => s.id === at.session) + 1];
  const then = next ?? sessions[0];
  return then ? `${w.today.allDone}${w.today.then(!next, labelled(then.label, then.id), then.from)}` : w.today.allDone;
}

function whenText(from: Book, at: Round, counts: Tally, w: Words): string {
  if (counts.due > 0 && counts.visited === counts.due) return nextText(from, at, w);
  const session = from.catalogue.policy.sessions.find((s) => s.id === at.session);
  const moment = momentOf(from.catalogue, at, now.value);
  if (!session || moment === "over") return w.round.over;
  return moment === "before" ? w.round.from(session.from) : w.round.until(session.to);
}

function stepText(counts: Tally, w: Words): string {
  if (counts.visited === counts.due) return w.today.look;
  return counts.visited === 0 ? w.today.start : w.today.goOn;
}

interface CardProps {
  readonly title: string;
  readonly counts: Tally;
  readonly said: string;
  readonly when: string;
  readonly href: string;
  readonly step: string;
}

function RoundRow({ title, counts, said, href }: CardProps) {
  return (
    <li>
      <a class="list-row" href={href}>
        {counts.visited === counts.due ? <Icon name="circle-check" /> : null}
        <span class="grow">{title}</span>
        <span class="end num">{counts.visited}/{counts.due}<span class="vh"> {said}</span></span>
        <Icon name="chevron-right" />
      </a>
    </li>
  );
}

function RoundCard({ title, counts, said, when, href, step }: CardProps) {
  return (
    <section class="card round-card">
      <div class="round-card-head">
        <h2>{title}</h2>
        <span class="num counted" aria-hidden="true"><b>{counts.visited}</b>/{counts.due}</span>
      </div>
      <Progress done={counts.visited} total={counts.due} label={said} />
      <p class="note">{when}</p>
      <a class={`button button-wide ${counts.visited < counts.due ? "button-main" : ""}`} href={href}>{step}<span class="vh"> {title}</span></a>
    </section>
  );
}

function buildingRound(from: Book, place: Place, at: Round, w: Words): CardProps {
  const counts = tally(descendantsOf(place.id, "household"), slotsOf(place.id, "screening", at.day, at.session).value);
  return {
    title: `${sessionName(from, at.session)} · ${buildingName(place, w)}`, counts, said: w.round.progress(counts.visited, counts.due),
    when: whenText(from, at, counts, w), href: hrefTo("building", place.id), step: stepText(counts, w),
  };
}

function compoundRound(from: Book, place: Place, at: Round, w: Words): CardProps {
  const counts = tallyPlaces(areasDue(from, place.id, at.session), slotsOf(place.id, "disinfection", at.day, at.session).value);
  return {
    title: `${w.clean.title} · ${place.name}`, counts, said: w.round.places(counts.visited, counts.due),
    when: whenText(from, at, counts, w), href: hrefTo("disinfection", place.id), step: counts.visited === counts.due ? w.today.look : w.today.clean,
  };
}

function Waiting() {
  const w = words.value;
  const doors = waitingDoors.value.length;
  const notices = aboutRecords.value.length;
  if (doors === 0 && notices === 0) return null;
  return (
    <ul class="list">
      {doors > 0 ? (
        <li><a class="list-row" href={hrefTo("todo")}><span class="grow">{w.today.revisit}</span><span class="end">{w.today.doors(doors)}</span><Icon name="chevron-right" /></a></li>
      ) : null}
      {notices > 0 ? (
        <li><a class="list-row" href={hrefTo("todo")}><span class="grow">{w.today.attention(notices)}</span><Icon name="chevron-right" /></a></li>
      ) : null}
    </ul>
  );
}

/** Where the records are, in one sentence; leads to the list of them. */
export function SyncPanel() {
  const line = syncNow();
  return (
    <a class={`panel panel-${line.tone} sync-panel`} href={hrefTo("outbox")}>
      <Icon name={line.icon} />
      <span>{line.text}</span>
    </a>
  );
}

function Update() {
  const w = words.value;
  if (!updateReady.value) return null;
  return (
    <p class="panel">
      <Icon name="refresh-cw" /><span class="grow">{w.today.update}</span>
      <button type="button" class="link" onClick={() => void takeUpdate()}>{w.today.updateNow}</button>
    </p>
  );
}

/** The first round that is not finished is the card; the others follow as lines, in their fixed order. */
function Cards({ from, at }: { readonly from: Book; readonly at: Round }) {
  const w = words.value;
  const rounds = [
    ...myBuildings(from).map((b) => buildingRound(from, b, at, w)),
    ...myCompounds(from).map((c) => compoundRound(from, c, at, w)).filter((c) => c.counts.due > 0),
  ];
  const first = rounds.find((r) => r.counts.visited < r.counts.due) ?? rounds[0];
  // A campaign without rounds has its duties below.
  if (!first && from.complete && from.grants.length > 0) return null;
  // What is on its way is told above.
  if (!first) return from.complete ? <><p class="empty">{w.today.nothing}</p><CallOffice /></> : null;
  return (
    <>
      <h2 class="heading">{w.today[first.counts.visited === first.counts.due ? "done" : momentOf(from.catalogue, at, now.value)]}</h2>
      <RoundCard {...first} />
      {rounds.length > 1 ? <ul class="list">{rounds.filter((r) => r !== first).map((r) => <RoundRow key={r.href} {...r} />)}</ul> : null}
    </>
  );
}

export function TodayScreen() {
  const w = words.value;
  const from = book.value;
  const at = round.value;
  const [, month, day] = at?.day.split("-").map(Number) ?? [];
  return (
    <div class="screen">
      <Bar title={<>{w.tabs.today} <small class="note">{at ? `${w.dayName(month ?? 1, day ?? 1)} ${w.weekdays[weekdayOf(at.day)] ?? ""}` : ""}</small></>} />
      <main class="scroll stack">
        <SyncPanel />
        <Update />
        {from && !from.complete ? <p class="panel" role="status"><Icon name="download" />{w.today.firstDownload}</p> : null}
        {from && at ? <Cards from={from} at={at} /> : null}
        <Waiting />
        {from?.complete ? <DutyRows from={from} /> : null}
        {from && at ? <Earlier from={from} at={at} /> : null}
        <InstallOffer />
      </main>
      <Tabs current="today" />
    </div>
  );
}
