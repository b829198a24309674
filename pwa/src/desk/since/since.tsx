/** D8: what came in after the moment that is looked at, and which verdicts it changed. */

import { sinceWords } from "../../words/desk/since";
import { asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { useLoad } from "../load";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import type { Label, Named, Verdict } from "../types";
import { dayName, moment, say, w, wordsOf } from "../words";

const t = wordsOf(sinceWords);
const GLYPH: Record<Verdict, string> = { met: "✓", not_met: "✕", not_yet_known: "◐", waived: "–" };

interface Came {
  readonly record: string;
  readonly kind: string;
  readonly label: Label;
  readonly place: Named;
  readonly observed_at: number;
  readonly received_at: number;
  readonly late: boolean;
  readonly correction: boolean;
}

interface Flip {
  readonly compound: Named;
  readonly criterion: string;
  readonly label: Label | null;
  readonly day: string;
  readonly then: Verdict | null;
  readonly now: Verdict | null;
}

interface Since {
  readonly known_at: number;
  readonly now: number;
  readonly total: number;
  readonly counts: readonly { readonly kind: string; readonly label: Label; readonly count: number }[];
  readonly records: readonly Came[];
  readonly flips: readonly Flip[];
}

export function SincePage({ me, place }: PageProps) {
  const at = asOf.value;
  const { day, until, of } = route.value.params;
  const more = [day && `&day=${encodeURIComponent(day)}`, until && `&until=${encodeURIComponent(until)}`].filter(Boolean).join("");
  const path = at === null ? null : `/since?place=${encodeURIComponent(of ?? place.id)}&known_at=${at}${more}`;
  const { data, problem, again } = useLoad<Since>(path);
  return (
    <>
      <div class="heading">
        <h1>{t().heading}</h1>
        {data && until && (
          <p class="note">
            {t().between(moment(data.known_at), moment(data.now))} <a href={href("since")}>{t().toNow}</a>
          </p>
        )}
        {data && (
          <ExportBar
            me={me}
            knownAt={data.now}
            // A file always tells of everything until now.
            tables={until ? [] : tablesOf(of ?? place.id)}
          />
        )}
      </div>
      {at === null && <p class="empty">{t().now}</p>}
      {problem && <ProblemNote problem={problem} again={again} />}
      {at !== null && !data && !problem && <p class="wait">{w().loading}</p>}
      {at !== null && data && (
        <>
          <p class="lead">{data.total ? t().total(data.total) : t().none}</p>
          <Flips flips={data.flips} />
          {data.total > 0 && <Records since={data} />}
        </>
      )}
    </>
  );
}

function tablesOf(place: string): readonly Asked[] {
  const query = { place, ...knownQuery() };
  return [
    { table: "since", title: t().records, query },
    { table: "since_verdicts", title: t().flips, query },
  ];
}

function Flips({ flips }: { readonly flips: readonly Flip[] }) {
  return (
    <section class="panel" aria-labelledby="flips">
      <h2 id="flips">{t().flips}</h2>
      {!flips.length && <p class="note">{t().noFlips}</p>}
      {flips.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t().criterion}</th>
              <th scope="col">{t().compound}</th>
              <th scope="col">{t().then}</th>
              <th scope="col">{t().nowHead}</th>
            </tr>
          </thead>
          <tbody>
            {flips.map((flip) => (
              <tr key={`${flip.compound.id}${flip.criterion}`}>
                <th scope="row">
                  <a href={href("checklist", { compound: flip.compound.id, criterion: flip.criterion, day: flip.day })}>
                    {say(flip.label) || flip.criterion}
                  </a>{" "}
                  <span class="note">{dayName(flip.day)}</span>
                </th>
                <td>{flip.compound.name}</td>
                <td>{verdict(flip.then)}</td>
                <td>
                  <b>{verdict(flip.now)}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function verdict(one: Verdict | null): string {
  return one === null ? "–" : `${GLYPH[one]} ${w().verdictShort[one]}`;
}

function Records({ since }: { readonly since: Since }) {
  const { kind, ...rest } = route.value.params;
  const shown = since.records.filter((one) => !kind || one.kind === kind);
  return (
    <section class="panel" aria-labelledby="came">
      <h2 id="came">{t().records}</h2>
      <p class="chips">
        {since.counts.map((one) => (
          <a
            key={one.kind}
            class="chip"
            aria-current={one.kind === kind ? "true" : undefined}
            href={href("since", { ...rest, kind: one.kind === kind ? null : one.kind })}
          >
            {say(one.label)} {one.count}
          </a>
        ))}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t().kind}</th>
            <th scope="col">{t().where}</th>
            <th scope="col">{t().seen}</th>
            <th scope="col">{t().received}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one, at) => (
            <tr key={`${one.record}${at}`}>
              <th scope="row">
                <a href={href("record", { id: one.record, known_at: null })}>{say(one.label)}</a>{" "}
                {one.correction && <span class="chip">{t().correction}</span>}
              </th>
              <td>{one.place.name}</td>
              <td>{moment(one.observed_at)}</td>
              <td>
                {moment(one.received_at)} {one.late && <span class="chip">{t().late}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {since.records.length < since.total && <p class="note">{t().newest(since.records.length)}</p>}
    </section>
  );
}
