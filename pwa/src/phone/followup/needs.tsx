/** Needs from the door sheet and the form, each taken on and brought to an end: done, refused, returned, withdrawn. */

import { signal } from "@preact/signals";
import { recordsOf } from "../../store/records";
import type { Book, Fields } from "../../store/types";
import { dayOf } from "../../sync/days";
import { Sheet } from "../../ui/sheet";
import { labelled, words } from "../../words";
import { followup as followupWords } from "../../words/phone/followup";
import { amendAct, recordAct } from "../acts";
import { slotsOf } from "../data";
import { Continued, Half, useDraft } from "../forms/draft";
import { placeText } from "../forms/place-select";
import { today } from "../gate/state";
import { wordsOf } from "../page-words";
import { clockText, myBuildings } from "../rounds";
import { needsOpen, type Need } from "./wanted";

const t = wordsOf(followupWords);
const open = signal<Need | null>(null);
const ENDS = ["done", "refused", "returned", "withdrawn"] as const;

function needsOf(from: Book): readonly Need[] {
  const screened = myBuildings(from).flatMap((building) =>
    from.catalogue.policy.sessions.flatMap(({ id }) => [...slotsOf(building.id, "screening", today.value, id).value]),
  );
  return needsOpen(recordsOf("need").value, screened, (at) => dayOf(at) === today.value).filter((need) => from.places.has(need.place));
}

function wordOf(from: Book, field: string, id: unknown): string {
  return labelled(from.catalogue.kinds.need?.fields[field]?.choices?.find((c) => c.id === id)?.label, String(id));
}

function titleOf(from: Book, need: Need): string {
  const place = from.places.get(need.place);
  return `${place ? placeText(place) : ""} ${wordOf(from, "what", need.what)}`;
}

/** Moves a need on; one that was only said at the door gets its record now, from the moment it was said. */
async function move(from: Book, need: Need, change: Fields): Promise<boolean> {
  const name = titleOf(from, need);
  const say = () => t().kept(name, wordOf(from, "state", change.state));
  if (need.record) return amendAct(need.place, need.record.id, change, need.record.fields, say);
  const sealed = await recordAct({ place: need.place, kind: "need", fields: { what: need.what, ...change }, at: need.since, say, undone: (w) => w.building.undone(name) });
  return sealed !== null;
}

function NeedSheet({ from, need }: { readonly from: Book; readonly need: Need }) {
  const draft = useDraft(`need ${need.record?.id ?? `${need.place} ${need.what}`}`);
  const { price = "", why = "" } = draft.fields as { readonly price?: string; readonly why?: string };
  const close = () => {
    open.value = null;
  };
  const fen = Math.round(Number(price.replace(",", ".")) * 100);
  const extra: Fields = { ...(price.trim() !== "" && fen >= 0 ? { price_fen: fen } : {}), ...(why.trim() === "" ? {} : { why: why.trim() }) };
  const to = async (state: string) => {
    const ended = state === "taken" ? { taken_by: from.me.name } : { closed_at: Date.now() };
    if (await move(from, need, { state, ...ended, ...extra })) {
      draft.drop();
      close();
    }
  };
  return (
    <Sheet
      title={titleOf(from, need)}
      onClose={close}
      foot={<><Half draft={draft} /><div class="row">{ENDS.map((state) => <button key={state} type="button" class={state === "done" ? "button button-main" : "button"} onClick={() => void to(state)}>{wordOf(from, "state", state)}</button>)}</div></>}
    >
      <Continued draft={draft} />
      {typeof need.record?.fields.detail === "string" ? <p>{need.record.fields.detail}</p> : null}
      <button type="button" class="button button-wide" onClick={() => void to("taken")}>{t().iTake}</button>
      <label class="field"><span>{t().price}</span><input class="input" type="text" inputMode="decimal" autocomplete="off" value={price} onInput={(event) => draft.set("price", event.currentTarget.value)} /></label>
      <label class="field"><span>{t().why}</span><input class="input" type="text" autocomplete="off" maxLength={200} value={why} onInput={(event) => draft.set("why", event.currentTarget.value)} /></label>
    </Sheet>
  );
}

export function Needs({ from }: { readonly from: Book }) {
  const needs = needsOf(from);
  return (
    <>
      <h2 class="heading">{t().needs}</h2>
      {needs.length === 0 ? <p class="empty">{t().noNeeds}</p> : (
        <ul class="list">
          {needs.map((need) => {
            const { record } = need;
            const state = record?.fields.state === "taken" ? t().takenBy(String(record.fields.taken_by ?? words.value.someoneElse)) : wordOf(from, "state", "asked");
            const about = [record?.fields.urgent === true ? t().urgent : "", record?.fields.detail, state, clockText(need.since)];
            return (
              <li key={record?.id ?? `${need.place}${need.what}`}>
                <button type="button" class="list-row" onClick={() => { open.value = need; }}>
                  <span class="grow"><b>{titleOf(from, need)}</b><br /><span class="small">{about.filter(Boolean).join(" · ")}</span></span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {open.value ? <NeedSheet key={open.value.place + open.value.what} from={from} need={open.value} /> : null}
    </>
  );
}
