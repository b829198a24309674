/** D2: which phones have not sent, and what each still holds. No ranking, no blame, no red. */

import { useState } from "preact/hooks";
import { phones as pageWords } from "../../words/desk/phones";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import { pageName, type PageProps } from "../page";
import { ScrollTable } from "../scroll-table";
import type { Phone } from "../types";
import { lang, moment, span, w, wordsOf } from "../words";
import { mostOwed, owing } from "./owing";
import "./phones.css";
import { RescuePanel } from "./rescue";

interface Phones {
  readonly now: number;
  readonly phones: readonly Phone[];
}

const t = wordsOf(pageWords);
/** A phone's clock that is further off than this is said. */
const CLOCK_MS = 60_000;

export function PhonesPage({ me, place }: PageProps) {
  const { data, problem, again } = useLoad<Phones>(asKnown(`/replicas?place=${encodeURIComponent(place.id)}`), 30_000);
  const owe = data ? owing(data.phones, data.now) : [];
  return (
    <>
      <div class="heading">
        <h1>{pageName("phones")}</h1>
        {data && (
          <ExportBar
            me={me}
            knownAt={data.now}
            tables={[{ table: "phones", title: pageName("phones"), query: { place: place.id, ...(onlyOwing() ? { only: "owing" } : {}), ...knownQuery() } }]}
          />
        )}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && (
        <p class="lead">
          {!data.phones.length
            ? <NoPhone invites={me.may.includes("invite") && asOf.value === null} />
            : owe.length
              ? <Owing n={owe.length} of={data.phones.length} />
              : w().phonesPage.allIn(data.phones.length)}
        </p>
      )}
      {data && data.phones.length > 0 && <Table phones={onlyOwing() ? owe : data.phones} now={data.now} mayOpen={me.may.includes("records")} />}
      {data && data.phones.length > 0 && <p class="note">{w().phonesPage.note}</p>}
      {data && me.may.includes("rescue") && asOf.value === null && <RescuePanel onDone={again} />}
    </>
  );
}

const onlyOwing = (): boolean => route.value.params["only"] === "owing";

function NoPhone({ invites }: { readonly invites: boolean }) {
  return (
    <>
      {w().phonesPage.none} {invites && <a href={href("invitations")}>{pageName("invitations")}</a>}
    </>
  );
}

/** The phones that are waited for, and the way to see those alone. */
function Owing({ n, of }: { n: number; of: number }) {
  const all = onlyOwing();
  return (
    <>
      <a href={href("phones", { ...route.value.params, only: "owing" })} aria-current={all ? "true" : undefined}>
        {w().phonesPage.owing(n, of)}
      </a>
      {all && (
        <>
          {" "}
          <a class="note" href={href("phones", { ...route.value.params, only: null })}>
            {t().all(of)}
          </a>
        </>
      )}
    </>
  );
}

interface RowsProps {
  readonly now: number;
  readonly mayOpen: boolean;
}

function Table({ phones, ...common }: RowsProps & { phones: readonly Phone[] }) {
  const p = w().phonesPage;
  const heads = [p.who, w().stateHead, p.where, { figure: p.held }, p.oldest, p.seen, { figure: p.sealed }, { figure: p.received }, p.clock, p.storage, p.build];
  return (
    <ScrollTable label={pageName("phones")} heads={[...heads, { hidden: p.remind }]}>
      {[...phones].sort(mostOwed(common.now)).map((phone) => (
        <Row key={phone.replica} phone={phone} {...common} />
      ))}
    </ScrollTable>
  );
}

/** A number of a phone, leading to the records that it counts and to where the others are. */
function Sent({ phone, n, mayOpen }: { phone: Phone; n: number | null; mayOpen: boolean }) {
  // One that was never heard from has no records that could be listed.
  const heard = phone.last_seen_at !== null || phone.received > 0;
  if (!n || !mayOpen || !heard) return <>{n ?? "–"}</>;
  return <a href={href("records", { replica: phone.replica })}>{n}</a>;
}

function Row({ phone, now, mayOpen }: RowsProps & { phone: Phone }) {
  const p = w().phonesPage;
  const since = (at: number | null) => (at === null ? "–" : w().ago(span(now - at)));
  return (
    <tr class={`phone-${phone.state}`}>
      <th scope="row">
        {phone.user.name} <span class="note">{phone.label}</span>
      </th>
      <td>
        <span class={`chip phone-chip-${phone.state}`}>{p.states[phone.state]}</span>
      </td>
      <td>
        {names(phone.places)}
        {phone.leaving.length > 0 && <div class="note">{t().leaving(names(phone.leaving))}</div>}
      </td>
      <td class="figure">
        {phone.held ? <Sent phone={phone} n={phone.held} mayOpen={mayOpen} /> : "–"}
        <Lost phone={phone} />
      </td>
      <td class="kept">{since(phone.oldest_held_at)}</td>
      <td title={phone.last_seen_at ? moment(phone.last_seen_at) : ""}>
        {phone.last_seen_at ? since(phone.last_seen_at) : asOf.value === null ? p.never : "–"}
        {phone.state !== "ok" && phone.state !== "revoked" && <Drained at={phone.drained_at} now={now} />}
      </td>
      <td class="figure">
        <Sent phone={phone} n={phone.sealed} mayOpen={mayOpen} />
      </td>
      <td class="figure">
        <Sent phone={phone} n={phone.received} mayOpen={mayOpen} />
      </td>
      <td>{clockOff(phone.clock_offset_ms)}</td>
      <td class="kept">
        {phone.persisted === null ? "–" : phone.persisted ? p.persisted : p.notPersisted}
        {phone.free_bytes !== null && <div class="note">{t().free(size(phone.free_bytes))}</div>}
      </td>
      <td>{phone.build ?? "–"}</td>
      <td class="acts">{phone.state !== "ok" && asOf.value === null && <Reminder text={phone.reminder[lang.value]} />}</td>
    </tr>
  );
}

const names = (places: Phone["places"]) => places.map((each) => each.name).join("、");

/** Since when a phone may hold something: what the board and the verdicts count from. */
function Drained({ at, now }: { readonly at: number | null; readonly now: number }) {
  return <div class="note">{at === null ? t().neverDrained : t().drained(w().ago(span(now - at)))}</div>;
}

/** What a phone said it had lost, and how. */
function Lost({ phone }: { phone: Phone }) {
  return (
    <>
      {phone.lost.map((each) => (
        <div class="note" key={each.n_declared}>
          <a href={href("matters")}>
            {w().phonesPage.lost} {each.n_declared - each.n_received}
          </a>{" "}
          {t().lostWhy[each.why] ?? ""}
        </div>
      ))}
    </>
  );
}

/** The offset is what the server's clock is ahead by: a phone with a positive one is slow. */
function clockOff(offset: number | null): string {
  if (offset === null || Math.abs(offset) < CLOCK_MS) return "–";
  return offset > 0 ? t().slow(span(offset)) : t().fast(span(-offset));
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The clipboard is missing on plain HTTP and may be refused: then the text is shown to be copied. */
function Reminder({ text }: { text: string }) {
  const [state, setState] = useState<"" | "copied" | "by hand">("");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("by hand");
    }
  }
  return (
    <>
      <button onClick={() => void copy()}>{w().phonesPage.remind}</button>
      <span role="status" class="note">
        {state === "copied" && w().phonesPage.copied}
        {state === "by hand" && (
          <>
            {t().copyByHand} <span class="by-hand">{text}</span>
          </>
        )}
      </span>
    </>
  );
}
