/** D2: which phones have not sent, and what each still holds. No ranking, no blame, no red. */

import { useState } from "preact/hooks";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { pageName, type PageProps } from "../pages";
import type { Phone } from "../types";
import { lang, moment, span, w } from "../words";

interface Phones {
  readonly now: number;
  readonly phones: readonly Phone[];
}

export function PhonesPage({ me, place }: PageProps) {
  const { data, problem, again } = useLoad<Phones>(`/replicas?place=${encodeURIComponent(place.id)}`, 30_000);
  const owing = data?.phones.filter((each) => each.state === "owes" || each.state === "silent") ?? [];
  return (
    <>
      <div class="heading">
        <h1>{pageName("phones")}</h1>
        {data && (
          <ExportBar
            me={me}
            place={place}
            knownAt={data.now}
            tables={[{ table: "phones", title: pageName("phones"), query: { place: place.id } }]}
          />
        )}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && (
        <p class="lead">
          {!data.phones.length
            ? w().phonesPage.none
            : owing.length
              ? w().phonesPage.owing(owing.length, data.phones.length)
              : w().phonesPage.allIn(data.phones.length)}
        </p>
      )}
      {data && data.phones.length > 0 && <Table phones={data.phones} now={data.now} />}
      <p class="note">{w().phonesPage.note}</p>
    </>
  );
}

function Table({ phones, now }: { phones: readonly Phone[]; now: number }) {
  const t = w().phonesPage;
  const heads = [t.who, w().stateHead, t.where, t.held, t.oldest, t.seen, t.sealed, t.received, t.clock, t.storage, t.build];
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={pageName("phones")}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col">
              <span class="hidden">{t.remind}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {[...phones].sort(mostOwed(now)).map((phone) => (
            <Row key={phone.replica} phone={phone} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Those that owe most for longest first; then those silent longest. */
function mostOwed(now: number): (a: Phone, b: Phone) => number {
  const weight = (phone: Phone) => phone.held * (now - (phone.oldest_held_at ?? now));
  return (a, b) => weight(b) - weight(a) || (a.last_seen_at ?? 0) - (b.last_seen_at ?? 0);
}

function Row({ phone, now }: { phone: Phone; now: number }) {
  const t = w().phonesPage;
  const since = (at: number | null) => (at === null ? "–" : w().ago(span(now - at)));
  const lost = phone.lost.reduce((sum, each) => sum + each.n_declared - each.n_received, 0);
  return (
    <tr class={`phone-${phone.state}`}>
      <th scope="row">
        {phone.user.name} <span class="note">{phone.label}</span>
      </th>
      <td>
        <span class={`chip phone-chip-${phone.state}`}>{t.states[phone.state]}</span>
      </td>
      <td>{phone.places.map((each) => each.name).join("、")}</td>
      <td class="figure">
        {phone.held || "–"}
        {lost > 0 && (
          <span class="note">
            {" "}
            {t.lost} {lost}
          </span>
        )}
      </td>
      <td>{since(phone.oldest_held_at)}</td>
      <td title={phone.last_seen_at ? moment(phone.last_seen_at) : ""}>
        {phone.last_seen_at ? since(phone.last_seen_at) : t.never}
      </td>
      <td class="figure">{phone.sealed}</td>
      <td class="figure">{phone.received}</td>
      <td>{phone.clock_offset_ms && Math.abs(phone.clock_offset_ms) > 60000 ? span(Math.abs(phone.clock_offset_ms)) : "–"}</td>
      <td>{phone.persisted === null ? "–" : phone.persisted ? t.persisted : t.notPersisted}</td>
      <td>{phone.build ?? "–"}</td>
      <td>{phone.state !== "ok" && <Reminder text={phone.reminder[lang.value]} />}</td>
    </tr>
  );
}

function Reminder({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
        {w().phonesPage.remind}
      </button>
      <span role="status" class="note">
        {copied && w().phonesPage.copied}
      </span>
    </>
  );
}
