/** One building: the large grid, and the table that says the same in words. */

import { useEffect, useRef, useState } from "preact/hooks";
import { days as dayWords } from "../../words/desk/days";
import { keys as keyWords } from "../../words/desk/keys";
import { problems } from "../../words/desk/problems";
import { useArrows } from "../arrows";
import { asKnown, knownQuery } from "../asof";
import { nameOf } from "../by";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { backTo } from "../focus";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import { pageName, type PageProps } from "../page";
import { ScrollTable } from "../scroll-table";
import type { Board, BoardBuilding, Door, Label, Named } from "../types";
import { moment, say, w, wordsOf } from "../words";
import { boardPath, Heading, tablesOf } from "./board";
import { Heat } from "./heat";
import { GLYPH, lookOf } from "./look";
import { word } from "./states";
import { Patterns } from "./tower";

const t = wordsOf(dayWords);
const k = wordsOf(keyWords);
const CHOSEN = ".door[aria-current]";
const problemsOf = wordsOf(problems);

export function BuildingPage({ me, place }: PageProps) {
  const [twin, setTwin] = useState(false);
  const { data: board, problem, again } = useLoad<Board>(boardPath(place.id), 30_000);
  const building = board?.buildings.find((each) => each.id === route.value.params["building"]);
  const door = route.value.params["door"];
  // Whoever came by a link that names a door begins at the top; whoever chooses one here is led to its records.
  const named = useRef(door);
  useEffect(() => {
    if (door !== named.current) named.current = undefined;
  }, [door]);
  return (
    <>
      <Patterns />
      <p class="back">
        <a href={href("board", { ...route.value.params, building: null, door: null })}>‹ {w().back}</a>
      </p>
      {problem && !board && <h1>{pageName("building")}</h1>}
      {problem && <ProblemNote problem={problem} again={again} />}
      {board && (
        <Heading board={board}>
          <ExportBar me={me} knownAt={board.known_at} tables={building ? ofBuilding(board, building, me.may.includes("history") ? door : undefined) : []} />
        </Heading>
      )}
      {board && !building && <p class="empty">{problemsOf().notFound}</p>}
      {building && (
        <div class="two-columns">
          <section aria-labelledby="building-name">
            <div class="toolbar">
              <h2 id="building-name">{building.name}</h2>
              <button aria-pressed={twin} onClick={() => setTwin(!twin)}>
                {twin ? w().grid : w().table}
              </button>
            </div>
            {twin ? <DoorTable building={building} /> : <DoorGrid building={building} />}
            <Heat key={building.id} building={building.id} />
          </section>
          {door && <History household={door} chosen={door !== named.current} />}
        </div>
      )}
    </>
  );
}

/** The doors of the round, each door over the days, and the records of the door that is open. */
function ofBuilding(board: Board, building: BoardBuilding, open: string | undefined): readonly Asked[] {
  const days = { table: "door_days", title: t().tableOf(building.name), query: { place: building.id, ...knownQuery() } };
  const one = building.stairwells.flatMap((stairwell) => stairwell.floors.flatMap((row) => row.doors)).find((each) => each.id === open);
  const door = one ? [{ table: "door", title: t().recordsOf(building.name, one.door), query: { place: one.id, ...knownQuery() } }] : [];
  return [...tablesOf(board).slice(0, 1), days, ...door];
}

function doorLink(door: Door): string {
  return href("building", { ...route.value.params, door: door.id });
}

function DoorGrid({ building }: { building: BoardBuilding }) {
  const grid = useArrows<HTMLDivElement>();
  return (
    <div class="stairwells" ref={grid}>
      {building.stairwells.map((stairwell) => (
        <div key={stairwell.id}>
          {building.stairwells.length > 1 && <h3>{w().stairwell(stairwell.name)}</h3>}
          {[...stairwell.floors]
            .sort((a, b) => b.floor - a.floor)
            .map((row) => (
              <div class="floor" key={row.floor}>
                <span class="floor-label">{w().floor(row.floor)}</span>
                {row.doors.map((door) => (
                  <DoorTile key={door.id} door={door} />
                ))}
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}

function DoorTile({ door }: { door: Door }) {
  const look = lookOf(door);
  const chosen = route.value.params["door"] === door.id;
  return (
    <a data-cell class={`door look-${look}`} href={doorLink(door)} aria-current={chosen ? "true" : undefined}>
      <b>{door.door}</b>
      <span>
        {GLYPH[look]}
        {door.note ?? word(look)}
        {door.conflict && <span title={w().conflict}> ≠</span>}
      </span>
    </a>
  );
}

function DoorTable({ building }: { building: BoardBuilding }) {
  const doors = building.stairwells.flatMap((stairwell) =>
    stairwell.floors.flatMap((row) => row.doors.map((door) => ({ stairwell: stairwell.name, door }))),
  );
  return (
    <ScrollTable within label={building.name} heads={[w().door, w().stateHead, w().noteHead]}>
      {doors.map(({ stairwell, door }) => (
        <tr key={door.id}>
          <th scope="row">
            <a href={doorLink(door)}>
              {building.stairwells.length > 1 ? `${w().stairwell(stairwell)} ` : ""}
              {door.door}
            </a>
          </th>
          <td>
            {GLYPH[lookOf(door)]} {word(lookOf(door))}
          </td>
          <td>
            {door.note} {door.conflict && w().conflict}
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}

interface DoorHistory {
  readonly place: { readonly id: string; readonly name: string };
  readonly records: readonly {
    readonly id: string;
    readonly kind: string;
    readonly kind_label?: Label;
    readonly slot: string | null;
    readonly by: Named;
    readonly observed_at: number;
    readonly voided: boolean;
    readonly conflicts: readonly string[];
    readonly summary?: Label;
  }[];
}

function History({ household, chosen }: { household: string; chosen: boolean }) {
  const { data, problem, again } = useLoad<DoorHistory>(asKnown(`/doors/${encodeURIComponent(household)}/history`));
  const head = useRef<HTMLHeadingElement>(null);
  const shut = () => backTo(CHOSEN, () => change({ door: null }));
  useKeys((key) => key === "Escape" && (shut(), true), [["Esc", k().shut]]);
  useEffect(() => {
    if (chosen) head.current?.focus();
  }, [data?.place.id, chosen]);
  return (
    <aside class="panel" aria-labelledby="history">
      <div class="toolbar">
        <h2 id="history" ref={head} tabIndex={-1}>
          {data?.place.name} {w().history}
        </h2>
        <button onClick={shut}>{t().close}</button>
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && !data.records.length && <p class="empty">{w().noRecords}</p>}
      <ol class="history">
        {data?.records.map((record) => (
          <li key={record.id} class={record.voided ? "voided" : ""}>
            <a href={href("record", { ...route.value.params, id: record.id })}>{moment(record.observed_at)}</a>{" "}
            {say(record.summary) || say(record.kind_label)} · {nameOf(record.by)}
            {record.conflicts.length > 0 && <b> {w().conflict}</b>}
          </li>
        ))}
      </ol>
    </aside>
  );
}
