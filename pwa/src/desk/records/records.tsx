/** The records behind a number: what a phone has sent, or what was recorded at a place of a kind. */

import { recordsWords } from "../../words/desk/records";
import { asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import type { Label, Named } from "../types";
import { dayName, moment, say, span, w, wordsOf } from "../words";
import { type CamePage, CameTable, Kinds } from "./came";

const t = wordsOf(recordsWords);

interface Sender {
  readonly label: string;
  readonly user: Named;
  readonly received: number;
  readonly held: number | null;
  readonly oldest_held_at: number | null;
  readonly waiting: number;
  readonly not_taken: number;
  readonly elsewhere: number;
}

interface Recorded extends CamePage {
  readonly place: Named;
  readonly known_at: number;
  readonly day: string | null;
  readonly kinds: readonly { readonly kind: string; readonly label: Label }[];
  readonly phone: Sender | null;
}

/** Which records the address asks for, in the names of the API. */
function askedOf(place: string): Record<string, string> {
  const { at, community, replica, kind, day } = route.value.params;
  const asked = Object.entries({ place: at ?? community ?? place, replica, kind, day }).filter(([, value]) => value);
  return { ...(Object.fromEntries(asked) as Record<string, string>), ...knownQuery() };
}

export function RecordsPage({ me, place }: PageProps) {
  const path = `/records?${new URLSearchParams(askedOf(place.id)).toString()}`;
  const { data, problem, again } = useLoad<Recorded>(path);
  return (
    <>
      <div class="heading">
        <h1>{pageName("records")}</h1>
        {data && <p class="note">{about(data)}</p>}
        <ExportBar me={me} knownAt={data?.known_at ?? null} tables={[{ table: "records", title: pageName("records"), query: askedOf(place.id) }]} />
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data?.phone && <Phone phone={data.phone} listed={sum(data)} now={data.known_at} mayDecide={me.may.includes("matters")} />}
      {data && <List data={data} path={path} />}
    </>
  );
}

const sum = (data: Recorded): number => data.counts.reduce((all, one) => all + one.count, 0);

/** Which records these are, in words. */
function about(data: Recorded): string {
  const kinds = data.kinds.map((one) => say(one.label)).join("、") || t().all;
  const when = asOf.value !== null && t().before(moment(data.known_at));
  return [data.place.name, kinds, data.day && dayName(data.day), when].filter(Boolean).join(" · ");
}

interface PhoneProps {
  readonly phone: Sender;
  readonly listed: number;
  readonly now: number;
  readonly mayDecide: boolean;
}

/** The number that was followed, taken apart: every record is in one of its parts. */
function Phone({ phone, listed, now, mayDecide }: PhoneProps) {
  const parts = [phone.elsewhere > 0 && t().elsewhere(phone.elsewhere), phone.not_taken > 0 && t().notTaken(phone.not_taken)].filter(Boolean);
  const held = phone.held ?? 0;
  return (
    <section class="panel" aria-labelledby="sender">
      <h2 id="sender">{t().ofPhone(phone.user.name, phone.label)}</h2>
      <p>
        <b>{t().received(phone.received)}</b>: {t().listed(listed)}
        {parts.length > 0 && ` · ${parts.join(" · ")}`}
        {phone.waiting > 0 && (
          <>
            {" · "}
            {mayDecide ? <a href={href("matters")}>{t().waiting(phone.waiting)}</a> : t().waiting(phone.waiting)}
          </>
        )}
      </p>
      {held > 0 && (
        <p class="soft warn">
          {t().held(held)}
          {phone.oldest_held_at !== null && ` · ${t().heldSince(span(now - phone.oldest_held_at))}`}
        </p>
      )}
      <p>
        <a href={href("phones")}>{t().phones}</a>
      </p>
    </section>
  );
}

/** What comes in meanwhile would move the older ones: they are those until the first answer. */
function older(path: string, until: number, start: number): string {
  const [page, query] = path.split("?");
  const asked = new URLSearchParams(query);
  asked.set("known_at", String(until));
  asked.set("start", String(start));
  return `${page}?${asked.toString()}`;
}

function List({ data, path }: { readonly data: Recorded; readonly path: string }) {
  const kind = route.value.params["kind"];
  const shown = data.counts.filter((one) => !kind || kind.split(",").includes(one.kind)).reduce((all, one) => all + one.count, 0);
  return (
    <section aria-labelledby="list">
      <h2 id="list">{t().total(shown)}</h2>
      {data.counts.length > 1 && <Kinds counts={data.counts} />}
      {data.records.length ? (
        <CameTable label={pageName("records")} first={data} total={shown} path={(start) => older(path, data.known_at, start)} />
      ) : (
        <p class="empty">{t().none}</p>
      )}
    </section>
  );
}
