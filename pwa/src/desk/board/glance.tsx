/** Under the board's numbers: what keeps the six from being in place, what waits, and whose phone is silent. */

import { glance } from "../../words/desk/glance";
import { matters as matterWords } from "../../words/desk/matters";
import { asKnown } from "../asof";
import { useCompounds } from "../below";
import { useLoad } from "../load";
import type { Matter, Matters } from "../matters/types";
import { owing } from "../phones/owing";
import { href } from "../route";
import type { Checklist, Phone, Pillar, PlaceRow } from "../types";
import { say, span, wordsOf } from "../words";
import "./glance.css";

const t = wordsOf(glance);
const m = wordsOf(matterWords);
const POLL_MS = 120_000;
const NAMED = 3;

interface Props {
  readonly place: PlaceRow;
  readonly six: boolean;
  readonly matters: boolean;
  readonly phones: boolean;
}

/** `six`, `matters` and `phones`: what the person may see. */
export function Glance({ place, six, matters, phones }: Props) {
  const compounds = useCompounds(six ? place : null).data?.places ?? [];
  return (
    <section class="panel glance" aria-label={t().heading}>
      {compounds.map((each) => (
        <Six key={each.id} compound={each} title={compounds.length > 1 ? each.name : t().six} counted={compounds.length === 1} />
      ))}
      {matters && <Waiting place={place} />}
      {phones && <Silent place={place} />}
    </section>
  );
}

interface SixProps {
  readonly compound: PlaceRow;
  readonly title: string;
  /** Whether each of the six says how many of its criteria are short; several compounds have no room for that. */
  readonly counted: boolean;
}

function Six({ compound, title, counted }: SixProps) {
  const { data } = useLoad<Checklist>(asKnown(`/checklist?compound=${encodeURIComponent(compound.id)}`), POLL_MS);
  const open = data?.pillars.filter((each) => each.verdict === "not_met" || each.verdict === "not_yet_known") ?? [];
  return (
    <p class="glance-line">
      <b>{title}</b>
      {data && open.length === 0 && <span class="chip chip-done">✓ {t().allMet}</span>}
      {open.map((pillar) => (
        <a key={pillar.id} class={`chip chip-${pillar.verdict === "not_met" ? "missed" : "not_yet_known"}`} href={toPillar(compound, pillar)}>
          {chip(pillar, counted)}
        </a>
      ))}
      {data && open.length > 0 && open.length < data.pillars.length && <a class="note" href={href("checklist", { compound: compound.id })}>{t().met(data.pillars.length - open.length)}</a>}
    </p>
  );
}

function chip(pillar: Pillar, counted: boolean): string {
  const glyph = pillar.verdict === "not_met" ? "✕" : "◐";
  if (!counted) return `${glyph} ${say(pillar.label)}`;
  return `${glyph} ${glyph === "✕" ? t().short(say(pillar.label), pillar.short) : t().notKnown(say(pillar.label))}`;
}

/** The checklist with the first thing that is short opened. */
function toPillar(compound: PlaceRow, pillar: Pillar): string {
  const first = pillar.criteria.find(({ verdict }) => verdict === pillar.verdict);
  return href("checklist", { compound: compound.id, criterion: first?.id });
}

/** What waits for the office, whichever round it comes from: each sort once, the oldest risk first. */
function Waiting({ place }: { readonly place: PlaceRow }) {
  const { data } = useLoad<Matters>(asKnown(`/matters?place=${encodeURIComponent(place.id)}`), POLL_MS);
  const sorts = new Map<string, Matter[]>();
  for (const each of data?.matters ?? []) sorts.set(each.type, [...(sorts.get(each.type) ?? []), each]);
  if (!sorts.size) return null;
  return (
    <p class="glance-line">
      <b>{t().matters}</b>
      {[...sorts].map(([type, list]) => (
        <a key={type} class={`chip chip-${list[0]?.severity === "high" ? "missed" : "not_yet_known"}`} href={href("matters", { matter: list[0]?.id })}>
          {t().matter(m().types[type] ?? type, list.length)}
        </a>
      ))}
    </p>
  );
}

function Silent({ place }: { readonly place: PlaceRow }) {
  const { data } = useLoad<{ now: number; phones: readonly Phone[] }>(asKnown(`/replicas?place=${encodeURIComponent(place.id)}`), POLL_MS);
  const list = data ? owing(data.phones, data.now) : [];
  return (
    <p class="glance-line">
      <b>{t().silent}</b>
      {data?.phones.length === 0 && <span class="note">{t().noPhone}</span>}
      {data && data.phones.length > 0 && list.length === 0 && <span class="chip chip-done">✓ {t().nobodySilent}</span>}
      {data && list.slice(0, NAMED).map((each) => (
        <a key={each.replica} class="chip phone-chip-owes" href={href("phones")}>
          {told(each, data.now)}
        </a>
      ))}
      {list.length > NAMED && <a href={href("phones")}>{t().more(list.length - NAMED)}</a>}
    </p>
  );
}

function told(phone: Phone, now: number): string {
  const where = phone.places.map(({ name }) => name).join("、");
  if (phone.held) return t().held(phone.user.name, where, phone.held);
  return phone.drained_at === null ? t().never(phone.user.name, where) : t().quiet(phone.user.name, where, span(now - phone.drained_at));
}
