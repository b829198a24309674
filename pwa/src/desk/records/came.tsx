/** Records as a table of what came in, newest first, with kinds to choose from and older ones to fetch. */

import { useEffect, useState } from "preact/hooks";
import { recordsWords } from "../../words/desk/records";
import { sinceWords } from "../../words/desk/since";
import { get, type Problem } from "../api";
import { ProblemNote } from "../problem";
import { href, route } from "../route";
import { ScrollTable } from "../scroll-table";
import type { Label, Named } from "../types";
import { moment, roundName, say, wordsOf } from "../words";

const t = wordsOf(recordsWords);
const s = wordsOf(sinceWords);

export interface Came {
  readonly record: string;
  readonly label: Label;
  readonly place: Named;
  readonly day: string;
  readonly session: string | null;
  readonly observed_at: number;
  readonly received_at: number;
  readonly late: boolean;
  readonly correction: boolean;
}

interface KindCount {
  readonly kind: string;
  readonly label: Label;
  readonly count: number;
}

/** One page of them; `next` is where the following begins. */
export interface CamePage {
  readonly counts: readonly KindCount[];
  readonly records: readonly Came[];
  readonly next: number | null;
}

/** The kinds with how many there are of each; the chosen one chosen again shows all. */
export function Kinds({ counts }: { readonly counts: readonly KindCount[] }) {
  const { page, params } = route.value;
  const chosen = params["kind"];
  return (
    <p class="chips">
      {counts.map((one) => (
        <a
          key={one.kind}
          class="chip"
          aria-current={one.kind === chosen ? "true" : undefined}
          href={href(page, { ...params, kind: one.kind === chosen ? null : one.kind })}
        >
          {say(one.label)} {one.count}
        </a>
      ))}
    </p>
  );
}

interface Props {
  readonly label: string;
  readonly first: CamePage;
  /** How many the kinds that are shown come to. */
  readonly total: number;
  /** What answers with the page that begins at `start`. */
  readonly path: (start: number) => string;
  /** What the link to a record says of the moment looked at: kept, or now. */
  readonly now?: boolean;
}

export function CameTable({ label, first, total, path, now = false }: Props) {
  const [older, setOlder] = useState<readonly CamePage[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setOlder([]), [first]);
  const pages = [first, ...older];
  const rows = pages.flatMap((page) => page.records);
  const next = pages[pages.length - 1]?.next ?? null;
  const load = async (): Promise<void> => {
    try {
      const page = await get<CamePage>(path(next ?? 0));
      setProblem(null);
      setOlder([...older, page]);
    } catch (error) {
      setProblem(error as Problem);
    }
  };
  return (
    <>
      <ScrollTable within panel label={label} heads={[s().kind, s().where, s().seen, s().received]}>
        {rows.map((one, at) => (
          <Row key={`${one.record}${at}`} one={one} now={now} />
        ))}
      </ScrollTable>
      <p class="note" role="status">
        {rows.length < total && t().shown(rows.length, total)}
      </p>
      {problem && <ProblemNote problem={problem} again={() => void load()} />}
      {next !== null && <button onClick={() => void load()}>{t().older}</button>}
    </>
  );
}

function Row({ one, now }: { readonly one: Came; readonly now: boolean }) {
  return (
    <tr>
      <th scope="row">
        <a href={href("record", { id: one.record, ...(now ? { known_at: null } : {}) })}>{say(one.label)}</a>{" "}
        {one.session && <span class="note">{roundName(`${one.day}/${one.session}`)}</span>}{" "}
        {one.correction && <span class="chip">{s().correction}</span>}
      </th>
      <td>{one.place.name}</td>
      <td>{moment(one.observed_at)}</td>
      <td>
        {moment(one.received_at)} {one.late && <span class="chip">{s().late}</span>}
      </td>
    </tr>
  );
}
