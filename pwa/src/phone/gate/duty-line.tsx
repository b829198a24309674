/** Who is on duty, the hand-over, and the stretches without anybody: grey while short, amber when too long. */

import { useState } from "preact/hooks";
import { recordsOf } from "../../store/records";
import type { Book, Place } from "../../store/types";
import { MINUTE } from "../../sync/days";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { words } from "../../words";
import { gate as gateWords } from "../../words/phone/gate";
import { now } from "../now";
import { wordsOf } from "../page-words";
import { clockText, valueOn } from "../rounds";
import { handOver } from "./acts";
import { nextOnes, type Gap } from "./duty";
import { today, type Watch } from "./state";

const t = wordsOf(gateWords);
const SHOWN_GAPS = 3;

interface Props {
  readonly from: Book;
  readonly gate: Place;
  readonly watch: Watch;
  readonly onOther: () => void;
}

function minutesOf(gap: Pick<Gap, "from" | "to">): number {
  return Math.round((gap.to - gap.from) / MINUTE);
}

function Gaps({ gaps }: { readonly gaps: readonly Gap[] }) {
  if (gaps.length === 0) return null;
  return (
    <ul aria-label={t().gaps}>
      {gaps.slice(-SHOWN_GAPS).map((gap) => (
        <li key={gap.from} class={gap.long ? "gate-gap gate-gap-long" : "gate-gap"}>
          <Icon name={gap.long ? "triangle-alert" : "clock"} />{t().gap(clockText(gap.from), clockText(gap.to), minutesOf(gap))}
        </li>
      ))}
    </ul>
  );
}

export function candidates(watch: Watch, gate: Place, me: string): readonly string[] {
  const next = nextOnes(watch.records, recordsOf("team").value, gate.id, now.value, watch.shift?.who ?? null);
  return watch.shift?.who === me || next.includes(me) ? next : [...next, me];
}

function Alone({ from, since }: { readonly from: Book; readonly since: number | null }) {
  const minutes = since === null ? 0 : minutesOf({ from: since, to: now.value });
  const long = since !== null && minutes > valueOn(from.catalogue, "longest_gap", today.value, 15);
  return (
    <p class={long ? "gate-gap gate-gap-long" : "gate-gap"}>
      <Icon name={long ? "triangle-alert" : "clock"} />{minutes > 0 ? t().gapNow(minutes) : t().nobody}
    </p>
  );
}

export function DutyLine({ from, gate, watch, onOther }: Props) {
  const { shift, lasting, gaps, aloneSince } = watch;
  const first = shift ? candidates(watch, gate, from.me.name)[0] : from.me.name;
  return (
    <section class="card gate-duty">
      {shift ? <p>{t().onDuty(shift.who, clockText(shift.startedAt))}</p> : <Alone from={from} since={aloneSince} />}
      <div class="row">
        {first ? <button type="button" class="button" onClick={() => void handOver(gate, lasting, first)}>{shift ? t().handTo(first) : t().start(first)}</button> : null}
        <button type="button" class="link" onClick={onOther}>{t().otherName}</button>
      </div>
      <Gaps gaps={gaps} />
    </section>
  );
}

interface SheetProps {
  readonly from: Book;
  readonly gate: Place;
  readonly watch: Watch;
  readonly onClose: () => void;
}

export function HandOverSheet({ from, gate, watch, onClose }: SheetProps) {
  const [name, setName] = useState("");
  const to = (who: string) => {
    onClose();
    void handOver(gate, watch.lasting, who);
  };
  const typed = name.trim();
  return (
    <Sheet
      title={t().handTitle}
      onClose={onClose}
      foot={<button type="button" class="button button-main button-wide" disabled={typed === ""} onClick={() => to(typed)}>{typed === "" ? t().hand : t().handTo(typed)}</button>}
    >
      <p class="note">{t().handNote}</p>
      <div class="chips" role="group" aria-label={t().handTitle}>
        {candidates(watch, gate, from.me.name).map((who) => <button key={who} type="button" onClick={() => to(who)}>{who}</button>)}
      </div>
      <label class="field">
        <span>{t().otherName}</span>
        <input class="input" type="text" autocomplete="off" maxLength={40} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <button type="button" class="link" onClick={onClose}>{words.value.cancel}</button>
    </Sheet>
  );
}
