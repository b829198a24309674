/** 我记的: every record of one's own in the last days, each corrected or struck out in the same way. */

import { useEffect, useState } from "preact/hooks";
import type { Stated } from "../../store/records";
import type { Book } from "../../store/types";
import { dayOf } from "../../sync/days";
import { Sheet } from "../../ui/sheet";
import { said, Slot } from "../../ui/slot";
import { whole } from "../../ui/whole";
import { words } from "../../words";
import { records as recordWords } from "../../words/phone/records";
import { Bar } from "../bar";
import { sessionName } from "../building/state";
import { book } from "../data";
import { today } from "../gate/state";
import { wordsOf } from "../page-words";
import { clockText } from "../rounds";
import { SyncNote } from "../sync-note";
import { Editor } from "./editor";
import { minePast, summaryOf, titleOf } from "./mine";

const t = wordsOf(recordWords);
const SHOWN = 60;

function whenText(from: Book, record: Stated): string {
  const session = record.slot?.split("/")[1];
  const [, month, day] = dayOf(record.at).split("-").map(Number);
  const date = dayOf(record.at) === today.value ? "" : t().fromDay(month ?? 1, day ?? 1);
  return [date, clockText(record.at), session ? sessionName(from, session) : ""].filter((part) => part !== "" && part !== "*").join(" ");
}

function Row({ from, record, onOpen }: { readonly from: Book; readonly record: Stated; readonly onOpen: () => void }) {
  const where = record.unsent ? words.value.sync.saved : words.value.sync.received;
  return (
    <li>
      <button type="button" class="list-row" data-record={record.id} onClick={onOpen}>
        <span class="grow"><b>{titleOf(from, record)}</b> {whole(summaryOf(from, record))}<br />
          <span class="small num">{[whenText(from, record), where, record.conflict ? t().conflict : ""].filter(Boolean).join(" · ")}</span></span>
      </button>
    </li>
  );
}

export function RecordsScreen() {
  const from = book.value;
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => () => {
    said.value = null;
  }, []);
  const mine = from ? minePast(from, today.value) : [];
  const shown = mine.find((one) => one.id === open);
  const kind = shown ? from?.catalogue.kinds[shown.kind] : undefined;
  const close = () => setOpen(null);
  return (
    <div class="screen">
      <Bar canGoBack title={t().title} />
      <main class="scroll stack">
        {mine.length === 0 ? <p class="empty">{t().none}</p> : <p class="note">{t().about}</p>}
        {from && mine.length > 0 ? <ul class="list">{mine.slice(0, SHOWN).map((record) => <Row key={record.id} from={from} record={record} onOpen={() => setOpen(record.id)} />)}</ul> : null}
      </main>
      <section class="bottom" aria-label={t().title}><Slot hint={words.value.sync.worksOffline}><SyncNote /></Slot></section>
      {from && shown && kind ? (
        <Sheet title={titleOf(from, shown)} onClose={close} foot={<button type="button" class="button button-wide" onClick={close}>{words.value.close}</button>}>
          <Editor from={from} record={shown} kind={kind} onDone={close} />
        </Sheet>
      ) : null}
    </div>
  );
}
