/** D8: what came in after the moment that is looked at, and which verdicts it changed. */

import { sinceWords } from "../../words/desk/since";
import { asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { useLoad } from "../load";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import { type CamePage, CameTable, Kinds } from "../records/came";
import { ScrollTable } from "../scroll-table";
import type { Label, Named, Verdict } from "../types";
import { dayName, moment, say, w, wordsOf } from "../words";

const t = wordsOf(sinceWords);
const GLYPH: Record<Verdict, string> = { met: "✓", not_met: "✕", not_yet_known: "◐", waived: "–" };

interface Flip {
  readonly compound: Named;
  readonly criterion: string;
  readonly label: Label | null;
  readonly day: string;
  readonly then: Verdict | null;
  readonly now: Verdict | null;
}

interface Since extends CamePage {
  readonly known_at: number;
  readonly now: number;
  readonly total: number;
  readonly flips: readonly Flip[];
}

export function SincePage({ me, place }: PageProps) {
  const at = asOf.value;
  const { day, until, of, kind } = route.value.params;
  const asked = Object.entries({ place: of ?? place.id, known_at: String(at), day, until, kind }).filter(([, value]) => value);
  const path = at === null ? null : `/since?${new URLSearchParams(asked as [string, string][]).toString()}`;
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
          {path && data.total > 0 && <Records since={data} path={path} />}
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
        <ScrollTable within label={t().flips} heads={[t().criterion, t().compound, t().then, t().nowHead]}>
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
        </ScrollTable>
      )}
    </section>
  );
}

function verdict(one: Verdict | null): string {
  return one === null ? "–" : `${GLYPH[one]} ${w().verdictShort[one]}`;
}

function Records({ since, path }: { readonly since: Since; readonly path: string }) {
  const kind = route.value.params["kind"];
  const shown = since.counts.filter((one) => !kind || one.kind === kind).reduce((sum, one) => sum + one.count, 0);
  // What comes in meanwhile would move the older ones: they are those until this answer.
  const older = (start: number): string => {
    const [page, query] = path.split("?");
    const asked = new URLSearchParams(query);
    asked.set("until", String(since.now));
    asked.set("verdicts", "false");
    asked.set("start", String(start));
    return `${page}?${asked.toString()}`;
  };
  return (
    <section aria-labelledby="came">
      <h2 id="came">{t().records}</h2>
      <Kinds counts={since.counts} />
      <CameTable label={t().records} first={since} total={shown} path={older} now />
    </section>
  );
}
