/** 查阅记录: who read what at the community's own places; by person, by day, and of one household. */

import { useState } from "preact/hooks";
import { audit } from "../../words/desk/audit";
import { get, type Problem } from "../api";
import { asKnown, knownQuery } from "../asof";
import { nameOf } from "../by";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { Options } from "../options";
import { pageName, type PageProps } from "../page";
import { ProblemNote, problemWords } from "../problem";
import { change, route } from "../route";
import { ScrollTable } from "../scroll-table";
import type { Label, Named, PlaceRow } from "../types";
import { clock, moment, say, w, wordsOf } from "../words";

const t = wordsOf(audit);

interface Act {
  readonly id: number;
  readonly at: number;
  readonly label: Label;
  readonly by: Named;
  readonly place: Named | null;
  readonly about: string | null;
  /** Who was given a role, a code or an end. */
  readonly whom: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

interface AuditData {
  readonly rows: readonly Act[];
  readonly people: readonly Named[];
  readonly next: number | null;
}

export function AuditPage({ me, place }: PageProps) {
  const { user, day, door, name } = route.value.params;
  const path = asKnown(pathOf(place.id, { user, day, about: door }));
  const loaded = useLoad<AuditData>(path);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [more, setMore] = useState<{ path: string; rows: readonly Act[]; next: number | null } | null>(null);
  const older = more?.path === path ? more : null;
  const rows = [...(loaded.data?.rows ?? []), ...(older?.rows ?? [])];
  const next = older ? older.next : (loaded.data?.next ?? null);

  async function earlier(): Promise<void> {
    setProblem(null);
    try {
      const page = await get<AuditData>(`${path}&before=${String(next)}`);
      setMore({ path, rows: [...(older?.rows ?? []), ...page.rows], next: page.next });
    } catch (error) {
      setProblem(error as Problem);
    }
  }

  return (
    <>
      <div class="heading">
        <h1>{door ? t().of(name ?? door) : pageName("audit")}</h1>
        <ExportBar
          me={me}
          tables={[{ table: "audit", title: pageName("audit"), query: { ...filtered(place.id, { user, to: day, about: door }), ...knownQuery() } }]}
        />
      </div>
      <p class="note">{t().lead}</p>
      <Filters people={loaded.data?.people ?? []} scope={place.id} />
      {loaded.problem && <ProblemNote problem={loaded.problem} again={loaded.again} />}
      {!loaded.data && !loaded.problem && <p class="wait">{w().loading}</p>}
      {loaded.data && (rows.length ? <Table rows={rows} /> : <p class="empty">{t().none}</p>)}
      {problem && <ProblemNote problem={problem} again={() => void earlier()} />}
      {next !== null && <button onClick={() => void earlier()}>{t().more}</button>}
    </>
  );
}

type Filter = Readonly<Record<string, string | undefined>>;

function filtered(place: string, more: Filter): Record<string, string> {
  const set = Object.entries(more).filter((one): one is [string, string] => Boolean(one[1]));
  return { place, ...Object.fromEntries(set) };
}

function pathOf(place: string, more: Filter): string {
  return `/audit?${new URLSearchParams(filtered(place, more)).toString()}`;
}

function Filters({ people, scope }: { readonly people: readonly Named[]; readonly scope: string }) {
  const { user, day, door } = route.value.params;
  const [found, setFound] = useState<readonly (PlaceRow & { readonly path_names: readonly string[] })[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const look = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("door")).trim();
    const path = `/places?within=${encodeURIComponent(scope)}&type=household&search=${encodeURIComponent(name)}`;
    setProblem(null);
    try {
      setFound((await get<{ places: readonly (PlaceRow & { readonly path_names: readonly string[] })[] }>(asKnown(path))).places.slice(0, 20));
    } catch (error) {
      setProblem(error as Problem);
    }
  };
  return (
    <form class="toolbar" onSubmit={(event) => void look(event)}>
      <label class="inline">
        {t().who}
        <select value={user ?? ""} onChange={(event) => change({ user: event.currentTarget.value || null })}>
          <option value="">{t().everybody}</option>
          <Options of={people} />
        </select>
      </label>
      <label class="inline">
        {t().day}
        <input type="date" value={day ?? ""} onChange={(event) => change({ day: event.currentTarget.value || null })} />
      </label>
      <label class="inline">
        {t().door} <input name="door" required maxLength={20} placeholder={t().doorHint} />
      </label>
      <button>{t().find}</button>
      {(user || day || door) && (
        <button type="button" onClick={() => change({ user: null, day: null, door: null, name: null })}>
          {t().clear}
        </button>
      )}
      {problem && <span class="bad" role="alert">{problemWords(problem)}</span>}
      {found && !found.length && <span role="status">{t().noDoor}</span>}
      {found?.map((each) => {
        const where = [...each.path_names.slice(-2), each.name].join(" ");
        return (
          <button key={each.id} type="button" onClick={() => (setFound(null), change({ door: each.id, name: where }))}>
            {where}
          </button>
        );
      })}
    </form>
  );
}

/** How many persons were shown; of what a phone was sent, how many records. */
function howMany({ persons, records, device }: Act["details"]): string {
  if (typeof persons === "number") return String(persons);
  return typeof records === "number" && typeof device === "string" ? t().records(records) : "";
}

function Table({ rows }: { readonly rows: readonly Act[] }) {
  return (
    <ScrollTable panel label={pageName("audit")} heads={[t().when, t().who, t().what, t().where, t().count]}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td title={clock(row.at)}>{moment(row.at)}</td>
          <td>{nameOf(row.by)}</td>
          <td>
            {say(row.label)}{" "}
            {typeof row.details["reason"] === "string" && (
              <span class="note">
                {t().purpose}: {row.details["reason"]}
              </span>
            )}
          </td>
          <td>{[row.place?.name, row.whom].filter(Boolean).join(" · ") || row.about}</td>
          <td class="figure">{howMany(row.details)}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}
