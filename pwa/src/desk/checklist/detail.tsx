/** A verdict opened: rule, counts, what is missing, who can do it, what would change it, records. */

import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, type Problem } from "../api";
import { checklist } from "../../words/desk/checklist";
import { asKnown } from "../asof";
import { useLoad } from "../load";
import { pageName } from "../page";
import { ProblemNote } from "../problem";
import { Closed } from "../closed";
import { href } from "../route";
import { ScrollTable } from "../scroll-table";
import type { CriterionDetail } from "../types";
import { dayName, longDay, moment, say, w, wordsOf } from "../words";
import { doneAt, type Gap, type Reader, targetOf } from "./gap";

const t = wordsOf(checklist);
const SHOWN = 30;
const MORE = 100;

export function Detail({ id, query, reader }: { id: string; query: string; reader: Reader }) {
  const path = asKnown(`/checklist/${encodeURIComponent(id)}?${query}`);
  const { data, problem, again } = useLoad<CriterionDetail>(path);
  if (problem) return <ProblemNote problem={problem} again={again} />;
  if (!data) return <p class="wait">{w().loading}</p>;
  return (
    <div class="detail">
      <dl>
        <Reasons detail={data} />
        <dt>{w().check.rule}</dt>
        <dd>
          {say(data.rule)}
          <span class="note">
            {" "}
            {w().check.since(longDay(data.rule.in_force_from))} · {w().check.source}: {say(data.rule.source)}
          </span>
        </dd>
        {data.would_change && data.verdict !== "met" && (
          <>
            <dt>{w().check.wouldChange}</dt>
            <dd>
              {say(data.would_change)} <Onward kinds={data.kinds} reader={reader} />
            </dd>
          </>
        )}
        {data.verdict === "not_yet_known" && data.silent.length > 0 && (
          <>
            <dt>{w().check.silent}</dt>
            <dd>
              <Silent phones={data.silent} reader={reader} />
            </dd>
          </>
        )}
      </dl>
      <Pages first={data} path={path} reader={reader} />
    </div>
  );
}

/** What is wrong, where it says more than the line that was opened. */
function Reasons({ detail }: { detail: CriterionDetail }) {
  const told = detail.reasons.filter((reason) => say(reason) !== say(detail.summary));
  if (!told.length) return null;
  return (
    <>
      <dt>{t().reasons}</dt>
      <dd>
        <ul class="verdict-reasons">
          {told.map((reason) => (
            <li key={reason.zh}>{say(reason)}</li>
          ))}
        </ul>
      </dd>
    </>
  );
}

/** Where the desk itself can do it, the page where that is done. */
function Onward({ kinds, reader }: { kinds: readonly string[]; reader: Reader }) {
  const page = doneAt(kinds, reader.may);
  if (!page) return null;
  return <a href={href(page, { compound: reader.compound, community: reader.community })}>{pageName(page)}</a>;
}

function Silent({ phones, reader }: { phones: CriterionDetail["silent"]; reader: Reader }) {
  const named = phones.map((each) => `${each.user.name}${each.drained_at ? ` (${moment(each.drained_at)})` : ""}`).join("、");
  if (!reader.may.includes("replicas")) return <>{named}</>;
  return <a href={href("phones", { community: reader.community })}>{named}</a>;
}

/** What is missing and what it rests on, page by page: both go on together. */
function Pages({ first, path, reader }: { first: CriterionDetail; path: string; reader: Reader }) {
  const [pages, setPages] = useState([first]);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setPages([first]), [first]);
  const next = pages[pages.length - 1]?.next ?? null;
  async function load(): Promise<void> {
    try {
      const page = await get<CriterionDetail>(`${path}&start=${next ?? 0}`);
      setProblem(null);
      setPages([...pages, page]);
    } catch (error) {
      setProblem(error as Problem);
    }
  }
  const more = next === null ? null : () => void load();
  return (
    <>
      <Missing detail={first} gaps={pages.flatMap((page) => page.missing)} more={more} reader={reader} />
      <Records total={first.records_total} pages={pages} more={more} />
      {problem && <ProblemNote problem={problem} again={() => void load()} />}
    </>
  );
}

interface MissingProps {
  readonly detail: CriterionDetail;
  readonly gaps: readonly Gap[];
  readonly more: (() => void) | null;
  readonly reader: Reader;
}

function Missing({ detail, gaps, more, reader }: MissingProps) {
  const [shown, setShown] = useState(SHOWN);
  if (!gaps.length) return null;
  const rows = gaps.slice(0, shown);
  const left = Math.max(detail.missing_total, gaps.length) - rows.length;
  const show = () => {
    setShown(shown + MORE);
    if (shown + MORE > gaps.length) more?.();
  };
  return (
    <>
      <h3>
        {w().check.missing} ({detail.missing_total})
      </h3>
      <ScrollTable within label={w().check.missing} heads={[w().check.where, w().round, w().stateHead, w().check.responsible]}>
        {rows.map((row, at) => (
          <Row key={at} row={row} kinds={detail.kinds} reader={reader} />
        ))}
      </ScrollTable>
      <Closed n={rows.reduce((sum, row) => sum + row.closed, 0)} />
      {left > 0 && (rows.length < gaps.length || more) && <button onClick={show}>{w().check.missingMore(left)}</button>}
    </>
  );
}

function Row({ row, kinds, reader }: { row: Gap; kinds: readonly string[]; reader: Reader }) {
  const to = targetOf(row, kinds, reader);
  return (
    <tr>
      <th scope="row">{to ? <a href={href(to.page, to.params)}>{row.place.name}</a> : row.place.name}</th>
      <td>
        {row.day && dayName(row.day)} {row.session && (w().session[row.session] ?? "")}
      </td>
      <td>
        {say(row.why)}{" "}
        {row.record_ids.map((record, at) => (
          <Fragment key={record}>
            <RecordLink id={record} words={w().check.toRecord(row.record_ids.length > 1 ? at + 1 : 0)} />{" "}
          </Fragment>
        ))}
      </td>
      <td>{row.responsible.map((each) => each.name).join("、")}</td>
    </tr>
  );
}

interface RecordsProps {
  readonly total: number;
  readonly pages: readonly CriterionDetail[];
  readonly more: (() => void) | null;
}

function Records({ total, pages, more }: RecordsProps) {
  if (!total) return null;
  const ids = pages.flatMap((page) => page.records);
  const closed = pages.reduce((sum, page) => sum + page.closed, 0);
  return (
    <details>
      <summary>{w().check.evidence(total)}</summary>
      <Closed n={closed} />
      <ul class="records">
        {ids.map((id, at) => (
          <li key={id}>
            <RecordLink id={id} words={w().check.toRecord(at + 1)} />
          </li>
        ))}
      </ul>
      {more && ids.length > 0 && ids.length + closed < total && <button onClick={more}>{w().check.more}</button>}
    </details>
  );
}

function RecordLink({ id, words }: { id: string; words: string }) {
  return (
    <a class="record-link" href={href("record", { id })}>
      {words}
    </a>
  );
}
