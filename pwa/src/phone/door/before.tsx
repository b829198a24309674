/** What was recorded at a place before, newest first; what was struck out stays readable. */

import { useEffect, useState } from "preact/hooks";
import type { Book, RecordView } from "../../store/types";
import { labelled, words, type Words } from "../../words";
import { door as doorWords } from "../../words/phone/door";
import { history } from "../data";
import { now } from "../now";
import { dayOf } from "../../sync/days";
import { wordsOf } from "../page-words";
import { clockText } from "../rounds";
import { degreesText } from "./temperature";

const t = wordsOf(doorWords);
const SHOWN = 8;

/** "晚查 18:02", with the day before it unless it is today. */
export function momentText(at: number, w: Words): string {
  const day = dayOf(at);
  if (day === dayOf(now.value)) return clockText(at);
  const [, month, date] = day.split("-").map(Number);
  return `${w.dayName(month ?? 1, date ?? 1)} ${clockText(at)}`;
}

function choiceText(from: Book, record: RecordView, field: string): string {
  const value = record.fields[field]?.value;
  const choice = from.catalogue.kinds[record.kind]?.fields[field]?.choices?.find((c) => c.id === value);
  return choice ? labelled(choice.label, choice.id) : "";
}

function valueText(from: Book, record: RecordView): string {
  const temperature = record.fields.temperature?.value;
  const main = record.kind === "screening" ? choiceText(from, record, "outcome") : choiceText(from, record, "agent");
  return [main, typeof temperature === "number" ? degreesText(temperature) : "", terminalText(from, record)].filter(Boolean).join(" ");
}

/** That it was terminal, after a case, and who accepted it. */
function terminalText(from: Book, record: RecordView): string {
  const { terminal, inspector } = record.fields;
  const asked = from.catalogue.kinds[record.kind]?.fields;
  const who = typeof inspector?.value === "string" ? `${labelled(asked?.inspector?.label, "")} ${inspector.value}` : "";
  return [terminal?.value === true ? labelled(asked?.terminal?.label, "") : "", who].filter(Boolean).join(" · ");
}

/** The outcome it had before it was amended, when that differs. */
function formerText(from: Book, record: RecordView): string {
  const first = record.ops[0]?.fields.outcome;
  if (first === undefined || first === record.fields.outcome?.value) return "";
  const choice = from.catalogue.kinds[record.kind]?.fields.outcome?.choices?.find((c) => c.id === first);
  return choice ? labelled(choice.label, choice.id) : "";
}

function sessionText(from: Book, record: RecordView): string {
  const session = record.slot?.split("/")[1];
  return labelled(from.catalogue.policy.sessions.find((s) => s.id === session)?.label, session ?? "");
}

function Line({ from, record }: { readonly from: Book; readonly record: RecordView }) {
  const w = words.value;
  const former = formerText(from, record);
  const mine = record.by.includes(from.me.id);
  return (
    <li class="before">
      <span class="before-when num">{momentText(record.observedTo, w)} {sessionText(from, record)}</span>
      <span class="before-what">
        {former ? <s>{former}</s> : null} {record.voided ? <s>{valueText(from, record)}</s> : <b>{valueText(from, record)}</b>}
        {record.voided ? ` ${t().voided}` : ""}
      </span>
      <span class="before-by">
        {[mine ? from.me.name : w.someoneElse, choiceText(from, record, "method"), record.unsent ? w.sync.saved : w.sync.received].filter(Boolean).join(" · ")}
      </span>
    </li>
  );
}

interface Props {
  readonly from: Book;
  readonly place: string;
  /** Changes when something new was recorded: read again then. */
  readonly stamp: string;
}

export function Before({ from, place, stamp }: Props) {
  const [records, setRecords] = useState<readonly RecordView[]>([]);
  useEffect(() => {
    let gone = false;
    history(place)
      .then((found) => {
        if (!gone) setRecords(found);
      })
      .catch(console.error);
    return () => {
      gone = true;
    };
  }, [place, stamp]);
  const shown = records.filter((r) => r.kind === "screening" || r.kind === "disinfection").slice(0, SHOWN);
  return (
    <section>
      <h3 class="heading">{t().before}</h3>
      {shown.length === 0 ? <p class="note">{t().noBefore}</p> : null}
      <ol>{shown.map((record) => <Line key={record.id} from={from} record={record} />)}</ol>
    </section>
  );
}
