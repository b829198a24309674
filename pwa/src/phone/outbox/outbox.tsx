/** P12: what is only on this phone, and what happens with it. */

import { useState } from "preact/hooks";
import type { Book, RoundCount } from "../../store/types";
import { Icon } from "../../ui/icon";
import { labelled, words, type Words } from "../../words";
import { todo as todoWords } from "../../words/phone/todo";
import { Bar } from "../bar";
import { buildingName, sessionName } from "../building/state";
import { book, exchangeNow, lastReceivedAt, outbox, persist, storage, syncState } from "../data";
import { momentText } from "../door/before";
import { now } from "../now";
import { wordsOf } from "../page-words";
import { go, hrefTo } from "../route";
import { above } from "../rounds";
import { syncLine } from "../sync-line";
import { aboutPhone, aboutRecords } from "../todo/notices";
import { NoticeRow, noticeText } from "../todo/todo";
import { Backup } from "./backup";

const todos = wordsOf(todoWords);

interface Row {
  readonly text: string;
  readonly href: string | null;
  readonly count: number;
}

/** Where a count belongs for people: doors to their building, shared places to the whole compound. */
function rowOf(from: Book, { kind, unit, slot, count }: RoundCount, w: Words): Row {
  const held = unit === null ? undefined : from.places.get(unit);
  const place = kind === "disinfection" ? above(held, from.places, "compound") : held;
  const name = place?.type === "building" ? buildingName(place, w) : (place?.name ?? w.outbox.elsewhere);
  const [, session] = slot?.split("/") ?? [];
  const text = [name, labelled(from.catalogue.kinds[kind]?.label, kind), session ? sessionName(from, session) : ""].filter(Boolean).join(" · ");
  const screen = kind === "screening" ? "building" : kind === "disinfection" ? "disinfection" : null;
  return { text, href: screen && place ? hrefTo(screen, place.id) : null, count };
}

function rowsOf(from: Book, w: Words): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const round of outbox.value.byRound) {
    const row = rowOf(from, round, w);
    rows.set(row.text, { ...row, count: row.count + (rows.get(row.text)?.count ?? 0) });
  }
  return [...rows.values()];
}

function Now() {
  const w = words.value;
  const { count, oldestAt } = outbox.value;
  const state = syncState.value;
  const line = syncLine(state, outbox.value, lastReceivedAt.value, now.value, w);
  const received = lastReceivedAt.value;
  const [tried, setTried] = useState(false);
  const send = () => {
    setTried(false);
    void exchangeNow().catch(console.error).then(() => setTried(true));
  };
  const failed = tried && count > 0 && state.is !== "sending" && line.text !== w.sync.retry;
  return (
    <section class={`card outbox-now outbox-${line.tone}`}>
      <h2><Icon name={line.icon} /> <span role="status">{count > 0 ? w.outbox.onlyHere(count) : line.text}</span></h2>
      {count > 0 ? <p>{line.text}</p> : null}
      {failed ? <p role="status"><b>{w.sync.retry}</b></p> : null}
      {oldestAt === null ? null : <p class="note">{w.outbox.oldest(momentText(oldestAt, w))}</p>}
      <p class="note">{received === null ? w.sync.neverReceived : w.sync.lastReceived(momentText(received, w))}</p>
      {state.is === "auth_needed" ? (
        <button type="button" class="button button-main button-wide" onClick={() => go("enrol")}>{w.outbox.scanAgain}</button>
      ) : (
        <button type="button" class={`button button-wide ${count > 0 ? "button-main" : ""}`} onClick={send}>{w.outbox.sendNow}</button>
      )}
    </section>
  );
}

function Rounds({ from }: { readonly from: Book }) {
  const w = words.value;
  const rows = rowsOf(from, w);
  if (rows.length === 0) return null;
  return (
    <>
      <h2 class="heading">{w.outbox.byRound}</h2>
      <ul class="list">
        {rows.map(({ text, href, count }) => (
          <li key={text}>
            {href ? (
              <a class="list-row" href={href}><span class="grow">{text}</span><span class="end">{w.outbox.records(count)}</span><Icon name="chevron-right" /></a>
            ) : (
              <span class="list-row"><span class="grow">{text}</span><span class="end">{w.outbox.records(count)}</span></span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Storage() {
  const w = words.value;
  const { persisted, usedBytes } = storage.value;
  const used = usedBytes === null ? "" : w.outbox.used((usedBytes / 1_048_576).toFixed(1));
  return (
    <section class="card">
      <h2>{w.outbox.storage}</h2>
      <p class="note">{[used, persisted === true ? w.outbox.kept : ""].filter(Boolean).join(" · ")}</p>
      {persisted === true ? null : <button type="button" class="button button-wide" onClick={() => void persist()}>{w.outbox.keep}</button>}
      <Backup />
      {aboutPhone.value.map((n) => <p key={n.id} class="panel panel-warn"><Icon name="triangle-alert" />{noticeText(n, undefined, w)}</p>)}
    </section>
  );
}

export function OutboxScreen() {
  const w = words.value;
  return (
    <div class="screen">
      <Bar title={w.outbox.title} canGoBack />
      <main class="scroll stack">
        <Now />
        {book.value ? <Rounds from={book.value} /> : null}
        {aboutRecords.value.length > 0 ? (
          <>
            <h2 class="heading">{todos().attention}</h2>
            <ul class="list">{aboutRecords.value.map((n) => <NoticeRow key={n.id} notice={n} />)}</ul>
          </>
        ) : null}
        <Storage />
      </main>
    </div>
  );
}
