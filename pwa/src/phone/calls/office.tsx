/** The community's own number: whoever answers for the compound, as the office wrote it down. It stays known when nothing else is left. */

import { effect, signal } from "@preact/signals";
import { recordsOf, type Stated } from "../../store/records";
import { calls } from "../../words/phone/calls";
import { book, recall, remember } from "../data";
import { wordsOf } from "../page-words";
import { above } from "../rounds";
import { today } from "../gate/state";
import { dialled } from "./link";

const t = wordsOf(calls);
const KEY = "office";

/** Remembered for the phone whose duties ended: it holds no list any more, and its person needs somebody to ask. */
const known = signal<string | null>(null);

/** Whether a post is held today; both days included, either may be left open. */
function isHeld({ fields }: Stated): boolean {
  const { since_on: since, until_on: until } = fields;
  return (typeof since !== "string" || since <= today.value) && (typeof until !== "string" || until >= today.value);
}

/** The number of the compound of a place, or of the only place there is. */
function officeOf(place: string | undefined): string | null {
  const from = book.value;
  if (!from) return null;
  const compound = place === undefined ? undefined : above(from.places.get(place), from.places, "compound")?.id;
  const isOffice = (one: Stated) => (compound === undefined ? from.places.get(one.place)?.type === "compound" : one.place === compound);
  const phones = recordsOf("assignment").value.filter((one) => isOffice(one) && isHeld(one)).map((one) => dialled(one.fields.phone));
  return phones.find((phone) => phone !== null) ?? null;
}

effect(() => {
  const phone = officeOf(undefined);
  if (phone !== null && phone !== known.peek()) {
    known.value = phone;
    void remember(KEY, phone).catch(console.error);
  }
});

effect(() => {
  if (!book.value) {
    known.value = null;
    return;
  }
  void recall(KEY).then((was) => {
    if (typeof was === "string") known.value ??= was;
  }).catch(console.error);
});

/** 打社区电话, with its number; nothing where nobody wrote one down. */
export function CallOffice({ place }: { readonly place?: string }) {
  const phone = officeOf(place) ?? known.value;
  if (phone === null) return null;
  return <a class="button button-wide call-office" href={`tel:${phone}`}>{t().office} <span class="num whole">{phone}</span></a>;
}
