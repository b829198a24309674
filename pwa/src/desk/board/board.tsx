/** D1: every building in its true shape, and the five numbers that matter now. */

import type { ComponentChildren } from "preact";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { FirstSteps } from "../first/steps";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import { pageName, type PageProps } from "../page";
import type { Board } from "../types";
import { clock, dayName, moment, w } from "../words";
import { Areas } from "./areas";
import { Cards } from "./cards";
import { Glance } from "./glance";
import type { Only } from "./look";
import { Patterns } from "./tower";
import { timeLeft } from "./time-left";

const REFRESH_MS = 30_000;

export function boardPath(place: string): string {
  const { day, session } = route.value.params;
  const query = new URLSearchParams({ place });
  if (day) query.set("day", day);
  if (session) query.set("session", session);
  return asKnown(`/board?${query.toString()}`);
}

export function BoardPage({ me, place }: PageProps) {
  const { data: board, problem, again } = useLoad<Board>(boardPath(place.id), REFRESH_MS);
  return (
    <>
      <Patterns />
      {board && (
        <Heading board={board}>
          <ExportBar me={me} knownAt={board.known_at} tables={tablesOf(board)} />
        </Heading>
      )}
      {problem && !board && <h1>{pageName("board")}</h1>}
      {problem && <ProblemNote problem={problem} again={again} />}
      {!board && !problem && <p class="wait">{w().loading}</p>}
      {board && me.may.includes("invite") && !board.buildings.some((each) => each.counts["done"]) && <FirstSteps place={place} />}
      {board && <Tiles board={board} />}
      {board && board.buildings.length > 0 && <Glance place={place} six={me.may.includes("checklist")} matters={me.may.includes("matters")} phones={me.may.includes("replicas")} />}
      {board && <Cards board={board} mayRoster={me.may.includes("roster")} />}
      {board && <Areas board={board} />}
    </>
  );
}

/** The doors of the buildings that are shown, in their order, and the areas of the round. */
export function tablesOf(board: Board): readonly Asked[] {
  const query = { place: board.place.id, to: board.day, session: board.session, ...knownQuery() };
  const { order, only, building } = route.value.params;
  const doors = Object.entries({ order, only, building }).filter(([, value]) => value);
  return [
    { table: "board", title: w().door, query: { ...query, ...(Object.fromEntries(doors) as Record<string, string>) } },
    { table: "areas", title: w().areas, query },
  ];
}

export function Heading({ board, children }: { board: Board; children?: ComponentChildren }) {
  const chosen = `${board.day}/${board.session}`;
  return (
    <div class="heading">
      <h1>{board.place.name}</h1>
      <label class="inline">
        <span class="hidden">{w().round}</span>
        <select
          value={chosen}
          onChange={(event) => {
            const [day, session] = event.currentTarget.value.split("/");
            change({ day: day ?? null, session: session ?? null });
          }}
        >
          {board.sessions.map((each) => (
            <option key={`${each.day}/${each.session}`} value={`${each.day}/${each.session}`}>
              {dayName(each.day)} {w().session[each.session] ?? each.session}
            </option>
          ))}
        </select>
      </label>
      <p class="note">
        {w().knownAt(asOf.value === null ? clock(board.known_at) : moment(board.known_at))} · {timeLeft(board, board.known_at)}
      </p>
      {children}
    </div>
  );
}

/** Each figure leads to the buildings that it counts. */
function Tiles({ board }: { board: Board }) {
  const t = board.totals;
  const running = board.ends_at > board.known_at;
  const rest = (t["open"] ?? 0) + (t["missed"] ?? 0);
  const tiles: readonly (readonly [string, string, string, Only])[] = [
    ["done", `${t["done"] ?? 0} / ${t["due"] ?? 0}`, w().tiles.done, "done"],
    ["open", String(rest), w().tiles.rest, running ? "open" : "missed"],
    ["unknown", String(t["not_yet_known"] ?? 0), w().tiles.unknown, "not_yet_known"],
    ["attempted", String(t["attempted"] ?? 0), w().tiles.attempted, "attempted"],
    ["exception", String(t["exceptions"] ?? 0), w().tiles.exceptions, "exception"],
  ];
  return (
    <ul class="tiles">
      {tiles.map(([name, figure, label, only]) => (
        <li key={name} class={`tile tile-${name}`}>
          <a href={href("board", { ...route.value.params, only })}>
            <b>{figure}</b>
            <span>{label}</span>
          </a>
        </li>
      ))}
      <li class="tile tile-phones">
        <a href={href("phones")}>
          <b>
            {board.phones.silent} / {board.phones.total}
          </b>
          <span>{w().tiles.phones}</span>
        </a>
      </li>
    </ul>
  );
}
