/** 打通了吗? One tap writes down how a call went; what nobody answers stays unrecorded, and the door stays due. */

import { useState } from "preact/hooks";
import type { Book, Place } from "../../store/types";
import { Sheet } from "../../ui/sheet";
import { calls } from "../../words/phone/calls";
import { recordAct } from "../acts";
import { doorLabel } from "../building/floors";
import { book, slotsOf } from "../data";
import { placeText } from "../forms/place-select";
import { DoorSheet } from "../more";
import { wordsOf } from "../page-words";
import { above, isWatched } from "../rounds";
import { callOver, calling, type Call } from "./pending";

const t = wordsOf(calls);

interface Props {
  readonly from: Book;
  readonly household: Place;
  readonly call: Call;
}

/** The sheet of the door, for what one tap cannot say; whatever is touched there was said by telephone. */
function Spoken({ from, household, call }: Props) {
  const [day = "", session = ""] = call.slot.split("/");
  const building = above(household, from.places, "building")?.id ?? household.id;
  const views = slotsOf(building, "screening", day, session).value;
  return <DoorSheet from={from} household={household} round={{ day, session }} views={views} by="phone" onClose={callOver} />;
}

function Question({ from, household, call }: Props) {
  const [spoken, setSpoken] = useState(false);
  if (spoken) return <Spoken from={from} household={household} call={call} />;
  const watched = isWatched(household);
  const door = doorLabel(household);
  const keep = async (outcome: "normal" | "no_answer") => {
    const sealed = await recordAct({
      place: household.id, kind: "screening", slot: call.slot, fields: { outcome, method: "phone" },
      say: (w) => w.building.recorded(door, w.outcome[outcome]), undone: (w) => w.building.undone(door),
    });
    if (sealed) callOver();
  };
  return (
    <Sheet
      title={t().title(placeText(household))}
      onClose={callOver}
      foot={<button type="button" class="button button-wide" onClick={callOver}>{t().notNow}</button>}
    >
      <p class="note">{t().note}</p>
      <div class="call-answers">
        {watched ? null : <button type="button" class="button button-main" onClick={() => void keep("normal")}>✓ {t().fine}</button>}
        <button type="button" class="button" onClick={() => void keep("no_answer")}>? {t().noAnswer}</button>
        <button type="button" class={watched ? "button button-main" : "button"} onClick={() => { setSpoken(true); }}>{watched ? t().watched : `! ${t().unwell}`}</button>
      </div>
    </Sheet>
  );
}

/** Asks about the call that went out, on whatever screen. */
export function CallQuestion() {
  const from = book.value;
  const call = calling.value;
  const household = call ? from?.places.get(call.place) : undefined;
  return from && call && household ? <Question key={call.place} from={from} household={household} call={call} /> : null;
}
