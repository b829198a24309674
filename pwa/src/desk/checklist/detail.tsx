/** A verdict opened: rule, counts, what is missing, who can do it, what would change it, records. */

import { useEffect, useState } from "preact/hooks";
import { get, type Problem } from "../api";
import { asKnown } from "../asof";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { href } from "../route";
import type { CriterionDetail } from "../types";
import { dayName, longDay, moment, say, w } from "../words";

const SHOWN = 30;

export function Detail({ id, query }: { id: string; query: string }) {
  const path = asKnown(`/checklist/${encodeURIComponent(id)}?${query}`);
  const { data, problem, again } = useLoad<CriterionDetail>(path);
  if (problem) return <ProblemNote problem={problem} again={again} />;
  if (!data) return <p class="wait">{w().loading}</p>;
  return (
    <div class="detail">
      <dl>
        <dt>{w().check.rule}</dt>
        <dd>
          {say(data.rule)}
          <span class="note">
            {" "}
            {w().check.since(longDay(data.rule.in_force_from))} · {w().check.source}: {data.rule.source}
          </span>
        </dd>
        {data.would_change && data.verdict !== "met" && (
          <>
            <dt>{w().check.wouldChange}</dt>
            <dd>{say(data.would_change)}</dd>
          </>
        )}
        {data.verdict === "not_yet_known" && data.silent.length > 0 && (
          <>
            <dt>{w().check.silent}</dt>
            <dd>
              {data.silent
                .map((each) => `${each.user.name}${each.drained_at ? ` (${moment(each.drained_at)})` : ""}`)
                .join("、")}
            </dd>
          </>
        )}
      </dl>
      <Missing detail={data} />
      <Records detail={data} path={path} />
    </div>
  );
}

function Missing({ detail }: { detail: CriterionDetail }) {
  const [all, setAll] = useState(false);
  if (!detail.missing.length) return null;
  const rows = all ? detail.missing : detail.missing.slice(0, SHOWN);
  return (
    <>
      <h3>
        {w().check.missing} ({detail.missing_total})
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{w().check.where}</th>
            <th scope="col">{w().round}</th>
            <th scope="col">{w().stateHead}</th>
            <th scope="col">{w().check.responsible}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.place.id}${row.day}${row.session}`}>
              <th scope="row">{row.place.name}</th>
              <td>
                {row.day && dayName(row.day)} {row.session && (w().session[row.session] ?? "")}
              </td>
              <td>
                {say(row.why)}{" "}
                {row.record_ids.map((record, at) => (
                  <RecordLink key={record} id={record} words={w().check.toRecord(row.record_ids.length > 1 ? at + 1 : 0)} />
                ))}
              </td>
              <td>{row.responsible.map((each) => each.name).join("、")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && detail.missing.length > SHOWN && (
        <button onClick={() => setAll(true)}>{w().check.missingMore(detail.missing.length - SHOWN)}</button>
      )}
    </>
  );
}

function Records({ detail, path }: { detail: CriterionDetail; path: string }) {
  const [more, setMore] = useState<{ records: readonly string[]; next: number | null }>({ records: [], next: detail.next });
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setMore({ records: [], next: detail.next }), [detail]);
  async function load(): Promise<void> {
    try {
      const page = await get<CriterionDetail>(`${path}&start=${more.next ?? 0}`);
      setMore({ records: [...more.records, ...page.records], next: page.next });
    } catch (error) {
      setProblem(error as Problem);
    }
  }
  const listed = detail.records.length + more.records.length;
  if (!detail.records_total) return null;
  return (
    <details>
      <summary>{w().check.evidence(detail.records_total)}</summary>
      <ul class="records">
        {[...detail.records, ...more.records].map((id, at) => (
          <li key={id}>
            <RecordLink id={id} words={w().check.toRecord(at + 1)} />
          </li>
        ))}
      </ul>
      {problem && <ProblemNote problem={problem} again={() => void load()} />}
      {more.next !== null && listed < detail.records_total && <button onClick={() => void load()}>{w().check.more}</button>}
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
