/** What two people said of one door, side by side: nobody is asked to choose here, the community does. */

import { useEffect, useState } from "preact/hooks";
import type { Book, DoorView, Fields, RecordView } from "../../store/types";
import { Icon } from "../../ui/icon";
import { labelled, words } from "../../words";
import { door as doorWords } from "../../words/phone/door";
import { history } from "../data";
import { wordsOf } from "../page-words";
import { clockText } from "../rounds";
import { degreesText } from "./temperature";

const t = wordsOf(doorWords);

export interface Account {
  readonly by: string;
  readonly at: number;
  readonly fields: Fields;
}

function plain(record: RecordView): Fields {
  return Object.fromEntries(Object.entries(record.fields).map(([name, field]) => [name, field.value]));
}

/** The accounts of one round that say different things; none while everybody agrees. */
function accountsOf(records: readonly RecordView[], ids: readonly string[], done: readonly string[]): readonly Account[] {
  const counted = records.filter((one) => ids.includes(one.id) && !one.voided);
  const heads = counted.flatMap((one) =>
    one.conflicts.includes("outcome")
      ? (one.fields.outcome?.heads ?? []).map(({ opId, by, observedAt, value }) => ({
          by, at: observedAt, fields: { ...one.ops.find((op) => op.id === opId)?.fields, outcome: value },
        }))
      : [],
  );
  if (heads.length > 1) return heads.sort((a, b) => a.at - b.at);
  // A door that opened at the second try is no disagreement, nor is one's own second look.
  const ends = counted.filter((one) => done.includes(String(one.fields.outcome?.value)));
  const told = new Set(ends.map((one) => one.fields.outcome?.value));
  const people = new Set(ends.map((one) => one.by[0]));
  if (told.size < 2 || people.size < 2) return [];
  return ends.map((one) => ({ by: one.by[0] ?? "", at: one.observedTo, fields: plain(one) })).sort((a, b) => a.at - b.at);
}

function accountText(from: Book, account: Account): string {
  const w = words.value;
  const outcome = from.catalogue.kinds.screening?.fields.outcome?.choices?.find((c) => c.id === account.fields.outcome);
  const temperature = account.fields.temperature;
  const what = [labelled(outcome?.label, ""), typeof temperature === "number" ? degreesText(temperature) : ""].filter(Boolean).join(" ");
  return `${account.by === from.me.id ? from.me.name : w.someoneElse} ${clockText(account.at)} ${what}`;
}

export function Differ({ from, place, view }: { readonly from: Book; readonly place: string; readonly view: DoorView | undefined }) {
  const [accounts, setAccounts] = useState<readonly Account[]>([]);
  const ids = view && (view.conflict || view.recordIds.length > 1) ? view.recordIds : [];
  const stamp = `${ids.join()}${view?.code ?? ""}${String(view?.conflict)}`;
  useEffect(() => {
    let current = true;
    const done = from.catalogue.kinds.screening?.slot_state?.done ?? [];
    const read = ids.length > 0 ? history(place) : Promise.resolve([]);
    void read.then((records) => { if (current) setAccounts(accountsOf(records, ids, done)); });
    return () => { current = false; };
  }, [place, stamp]);
  if (accounts.length < 2) return null;
  return (
    <p class="panel panel-warn" role="status">
      <Icon name="triangle-alert" />
      <span>{t().differ(accounts.map((one) => accountText(from, one)).join(t().between))}</span>
    </p>
  );
}
