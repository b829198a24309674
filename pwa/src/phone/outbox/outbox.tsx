/** P12: what is only on this phone, and what happens with it. */

import { signal } from "@preact/signals";
import type { RoundCount } from "../../store/types";
import { Icon } from "../../ui/icon";
import { labelled, words, type Words } from "../../words";
import { Bar } from "../bar";
import { buildingName, sessionName } from "../building/state";
import { attention, book, exchangeNow, exportOutbox, lastReceivedAt, outbox, persist, storage, syncState } from "../data";
import { momentText } from "../door/before";
import { now } from "../now";
import { go, hrefTo } from "../route";
import { syncLine } from "../sync-line";
import { NoticeRow } from "../todo/todo";

const savedAs = signal<string | null>(null);

/** Hands the unsent records to the person as a file; they stay on the phone. */
export async function backUp(): Promise<void> {
  const file = await exportOutbox();
  if (file.count === 0) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file.blob);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
  savedAs.value = file.name;
}

function roundText(count: RoundCount, w: Words): string {
  const from = book.value;
  const unit = count.unit === null ? undefined : from?.places.get(count.unit);
  const [, session] = count.slot?.split("/") ?? [];
  const kind = labelled(from?.catalogue.kinds[count.kind]?.label, count.kind);
  const where = unit?.type === "building" ? buildingName(unit, w) : (unit?.name ?? w.outbox.elsewhere);
  return [where, kind, from && session ? sessionName(from, session) : ""].filter(Boolean).join(" · ");
}

function Now() {
  const w = words.value;
  const { count, oldestAt } = outbox.value;
  const state = syncState.value;
  const line = syncLine(state, outbox.value, lastReceivedAt.value, now.value, w);
  const received = lastReceivedAt.value;
  return (
    <section class={`card outbox-now outbox-${line.tone}`}>
      <h2><Icon name={line.icon} /> <span role="status">{count > 0 ? w.outbox.onlyHere(count) : line.text}</span></h2>
      {count > 0 ? <p>{line.text}</p> : null}
      {oldestAt === null ? null : <p class="note">{w.outbox.oldest(momentText(oldestAt, w))}</p>}
      <p class="note">{received === null ? w.sync.neverReceived : w.sync.lastReceived(momentText(received, w))}</p>
      {state.is === "auth_needed" ? (
        <button type="button" class="button button-main button-wide" onClick={() => go("enrol")}>{w.outbox.scanAgain}</button>
      ) : (
        <button type="button" class={`button button-wide ${count > 0 ? "button-main" : ""}`} onClick={() => void exchangeNow()}>{w.outbox.sendNow}</button>
      )}
    </section>
  );
}

function Rounds() {
  const w = words.value;
  const rounds = outbox.value.byRound;
  if (rounds.length === 0) return null;
  return (
    <>
      <h2 class="heading">{w.outbox.byRound}</h2>
      <ul class="list">
        {rounds.map((r) => (
          <li key={`${r.kind}${r.unit}${r.slot}`}>
            {r.unit !== null && (r.kind === "screening" || r.kind === "disinfection") ? (
              <a class="list-row" href={hrefTo(r.kind === "screening" ? "building" : "disinfection", r.unit)}>
                <span class="grow">{roundText(r, w)}</span><span class="end">{w.outbox.records(r.count)}</span><Icon name="chevron-right" />
              </a>
            ) : (
              <span class="list-row"><span class="grow">{roundText(r, w)}</span><span class="end">{w.outbox.records(r.count)}</span></span>
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
      <p class="note">{[used, persisted === true ? w.outbox.kept : w.outbox.notKept].filter(Boolean).join(" · ")}</p>
      <div class="row">
        {persisted === true ? null : <button type="button" class="button" onClick={() => void persist()}>{w.outbox.keep}</button>}
        <button type="button" class="button" disabled={outbox.value.count === 0} onClick={() => void backUp().catch(console.error)}>
          <Icon name="download" />{outbox.value.count === 0 ? w.outbox.nothingToBackUp : w.outbox.backup}
        </button>
      </div>
      {savedAs.value ? <p class="note" role="status">{w.outbox.backedUp(savedAs.value)}</p> : null}
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
        <Rounds />
        {attention.value.length > 0 ? (
          <>
            <h2 class="heading">{w.todo.attention}</h2>
            <ul class="list">{attention.value.map((n) => <NoticeRow key={n.id} notice={n} />)}</ul>
          </>
        ) : null}
        <Storage />
      </main>
    </div>
  );
}
