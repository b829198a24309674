/** D4: the six, each verdict opened down to its records without leaving the page. */

import { useEffect, useRef } from "preact/hooks";
import { asKnown, asOf, knownQuery } from "../asof";
import { useCompounds } from "../below";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { type KeyList, useKeys } from "../keys";
import { useLoad } from "../load";
import { Options } from "../options";
import { AHEAD, AheadNote, ProblemNote } from "../problem";
import { change, href, route } from "../route";
import { RulesThen } from "../rules-then";
import { pageName, type PageProps } from "../page";
import type { Checklist, Criterion, Me, Pillar, PlaceRow, Verdict } from "../types";
import { declaration } from "../../words/desk/declaration";
import { keys as keyWords } from "../../words/desk/keys";
import { clock, day as dayOf, dayName, moment, say, w, wordsOf } from "../words";
import { Detail } from "./detail";
import { Waivers } from "./waiver";

const d = wordsOf(declaration);
const k = wordsOf(keyWords);
const GLYPH: Record<Verdict, string> = { met: "✓", not_met: "✕", not_yet_known: "◐", waived: "–" };

export function CheckPage({ me, place }: PageProps) {
  const compounds = useCompounds(place);
  const list = compounds.data?.places ?? [];
  const chosen = route.value.params["compound"] ?? list[0]?.id ?? null;
  return (
    <>
      {compounds.problem && !chosen && <h1>{w().check.heading}</h1>}
      {compounds.problem && <ProblemNote problem={compounds.problem} again={compounds.again} />}
      {compounds.data && !list.length && (
        <>
          <h1>{w().check.heading}</h1>
          <p class="empty">
            {w().rosterPage.empty} {me.may.includes("roster") && <a href={href("roster", { place: place.id })}>{w().toRoster}</a>}
          </p>
        </>
      )}
      {chosen && <OfCompound me={me} compound={chosen} compounds={list} />}
    </>
  );
}

function tablesOf(list: Checklist): readonly Asked[] {
  const query = { place: list.compound.id, to: list.day, ...knownQuery() };
  const { criterion } = route.value.params;
  const open = [...list.gates, ...list.pillars].flatMap((group) => group.criteria).find((each) => each.id === criterion);
  return [
    { table: "checklist", title: w().check.heading, query },
    { table: "declaration", title: w().exportsPage.declaration, query },
    ...(open?.missing_total ? [{ table: "missing", title: `${w().check.missing}: ${say(open.label)}`, query: { ...query, criterion: open.id } }] : []),
  ];
}

function OfCompound(props: { me: Me; compound: string; compounds: readonly PlaceRow[] }) {
  const { me, compound, compounds } = props;
  const community = compounds.find(({ id }) => id === compound)?.parent ?? null;
  const day = route.value.params["day"];
  const query = `compound=${encodeURIComponent(compound)}${day ? `&day=${day}` : ""}`;
  const { data: judged, problem, again } = useLoad<Checklist>(asKnown(`/checklist?${query}`), 60_000);
  // What was shown of another day is none of a day that has not come.
  const ahead = problem?.code === AHEAD;
  const data = ahead ? null : judged;
  return (
    <>
      <div class="heading">
        <h1>{w().check.heading}</h1>
        <label class="inline">
          {w().check.compound}
          <select value={compound} onChange={(e) => change({ compound: e.currentTarget.value, criterion: null })}>
            <Options of={compounds} />
          </select>
        </label>
        <label class="inline">
          {w().day}
          <input
            type="date"
            max={dayOf(asOf.value ?? me.time.now)}
            value={data?.day ?? day ?? ""}
            onChange={(e) => change({ day: e.currentTarget.value, criterion: null })}
          />
        </label>
        {data && <p class="note">{w().knownAt(asOf.value === null ? clock(data.known_at) : moment(data.known_at))}</p>}
        {data && (
          <ExportBar me={me} knownAt={data.known_at} tables={tablesOf(data)} />
        )}
      </div>
      {ahead && <AheadNote day={String(problem.more["today"])} to={href("checklist", { compound, day: null })} />}
      {problem && !ahead && <ProblemNote problem={problem} again={again} />}
      {!data && !problem && <p class="wait">{w().loading}</p>}
      {data && <Verdicts me={me} list={data} query={query} community={community} again={again} />}
    </>
  );
}

const keyList = (): KeyList => [
  ["j", k().nextCriterion],
  ["k", k().criterionBefore],
  ["n", k().nextShort],
  ["Enter", k().toggle],
];

/** Moves the focus along the criteria: to the next, the one before, or the next that is not met. */
function walk(key: string): boolean {
  if (!["j", "k", "n"].includes(key)) return false;
  const heads = [...document.querySelectorAll<HTMLElement>(".criterion-head")];
  const at = heads.indexOf(document.activeElement as HTMLElement);
  const lacks = (head: HTMLElement) => head.closest(".verdict-not_met, .verdict-not_yet_known") !== null;
  const to = key === "k" ? heads[at - 1] : key === "j" ? heads[at + 1] : heads.slice(at + 1).find(lacks);
  to?.focus();
  return to !== undefined;
}

interface Judging {
  readonly me: Me;
  readonly query: string;
  /** The community that the compound lies in. */
  readonly community: string | null;
  /** Judges anew. */
  readonly again: () => void;
}

function Verdicts({ list, ...judging }: Judging & { readonly list: Checklist }) {
  useKeys(walk, keyList());
  return (
    <>
      <ul class="pillars">
        {list.pillars.map((pillar) => (
          <li key={pillar.id} class={`pillar verdict-${pillar.verdict}`}>
            <a href={`#${pillar.id}`} target="_self">
              <b>{say(pillar.label)}</b>
              <span>
                {GLYPH[pillar.verdict]} {verdictWord(pillar)}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {[...list.pillars, ...list.gates].map((group) => (
        <Group key={group.id} id={group.id} title={say(group.label)} criteria={group.criteria} compound={list.compound.id} {...judging} />
      ))}
      <p class="note">
        {w().check.policy}: {say(list.policy.name)} {list.policy.id} v{list.policy.version} · {dayName(list.day)} ·{" "}
        {w().check.digest} <code>{list.evidence.digest}</code>
      </p>
      <RulesThen />
    </>
  );
}

function verdictWord(pillar: Pillar): string {
  return pillar.verdict === "not_met" ? w().verdict.not_met(pillar.short) : w().verdict[pillar.verdict];
}

/** The page that draws what a pillar is judged by, day by day, and what one needs to see it. */
const PICTURES: Readonly<Record<string, { readonly page: string; readonly needs: string }>> = {
  screening: { page: "missed", needs: "board" },
  disinfection: { page: "areas", needs: "board" },
  closure: { page: "gates", needs: "checklist" },
  zero: { page: "zero", needs: "checklist" },
};

interface GroupProps extends Judging {
  readonly id: string;
  readonly title: string;
  readonly criteria: readonly Criterion[];
  readonly compound: string;
}

function Group({ id, title, criteria, ...line }: GroupProps) {
  const { me, compound, community } = line;
  const picture = PICTURES[id];
  if (!criteria.length) return null;
  return (
    <section class="panel criteria" id={id} aria-labelledby={`h-${id}`}>
      <div class="toolbar">
        <h2 id={`h-${id}`}>{title}</h2>
        {picture && me.may.includes(picture.needs) && <a href={href(picture.page, { compound, community })}>{pageName(picture.page)}</a>}
      </div>
      {criteria.map((criterion) => (
        <Line key={criterion.id} criterion={criterion} {...line} />
      ))}
    </section>
  );
}

function Line({ criterion, compound, query, community, me, again }: Omit<GroupProps, "id" | "title" | "criteria"> & { readonly criterion: Criterion }) {
  const open = route.value.params["criterion"] === criterion.id;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) line.current?.scrollIntoView({ block: "start" });
  }, [open]);
  return (
    <div ref={line} class={`criterion verdict-${criterion.verdict}`}>
      <button
        class="criterion-head"
        aria-expanded={open}
        onClick={() => change({ criterion: open ? null : criterion.id })}
      >
        <span class="verdict">
          {GLYPH[criterion.verdict]} {w().verdictShort[criterion.verdict]}
        </span>
        <b>{say(criterion.label)}</b>
        <span class="summary">
          {say(criterion.summary)}
          {criterion.waived && ` · ${d().waived(criterion.waived.reason, criterion.waived.by, dayName(criterion.waived.until))}`}
        </span>
        <span class="note">{criterion.id}</span>
      </button>
      {open && <Detail key={criterion.verdict} id={criterion.id} query={query} reader={{ may: me.may, compound, community }} />}
      {open && <Waivers me={me} compound={compound} criterion={criterion} again={again} />}
    </div>
  );
}
