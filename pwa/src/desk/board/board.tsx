/** D1: every building in its true shape, and the five numbers that matter now. */

import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import type { Asked } from "../exports/dialog";
import { FirstSteps } from "../first/steps";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { change, href, route } from "../route";
import type { PageProps } from "../page";
import type { Board, BoardBuilding } from "../types";
import { clock, dayName, moment, span, w } from "../words";
import { Areas } from "./areas";
import { Glance } from "./glance";
import { GLYPH, LOOKS, type Look, word } from "./states";
import { Patterns, Tower } from "./tower";

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
      {problem && <ProblemNote problem={problem} again={again} />}
      {!board && !problem && <p class="wait">{w().loading}</p>}
      {board && me.may.includes("invite") && !board.buildings.some((each) => each.counts["done"]) && <FirstSteps place={place} />}
      {board && <Tiles board={board} />}
      {board && board.buildings.length > 0 && <Glance place={place} six={me.may.includes("checklist")} phones={me.may.includes("replicas")} />}
      {board && <Cards board={board} />}
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
  const left = Math.round((board.ends_at - board.known_at) / 60000);
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
        {w().knownAt(asOf.value === null ? clock(board.known_at) : moment(board.known_at))} · {left > 0 ? w().left(left) : w().over}
      </p>
      {children}
    </div>
  );
}

function Tiles({ board }: { board: Board }) {
  const t = board.totals;
  const rest = (t["open"] ?? 0) + (t["missed"] ?? 0);
  const tiles: [string, string, string][] = [
    ["done", `${t["done"] ?? 0} / ${t["due"] ?? 0}`, w().tiles.done],
    ["open", String(rest), w().tiles.rest],
    ["unknown", String(t["not_yet_known"] ?? 0), w().tiles.unknown],
    ["attempted", String(t["attempted"] ?? 0), w().tiles.attempted],
    ["exception", String(t["exceptions"] ?? 0), w().tiles.exceptions],
  ];
  return (
    <ul class="tiles">
      {tiles.map(([name, figure, label]) => (
        <li key={name} class={`tile tile-${name}`}>
          <b>{figure}</b>
          <span>{label}</span>
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

function Cards({ board }: { board: Board }) {
  const order = route.value.params["order"] ?? "number";
  const only = route.value.params["only"] as Look | undefined;
  const shown = useMemo(() => arrange(board.buildings, order, only), [board, order, only]);
  if (!board.buildings.length) {
    return (
      <p class="empty">
        {w().noBuildings} <a href={href("roster", { place: board.place.id })}>{w().toRoster}</a>
      </p>
    );
  }
  return (
    <section aria-labelledby="buildings">
      <h2 id="buildings" class="hidden">
        {w().buildings}
      </h2>
      <div class="toolbar">
        <Picker label={w().sort} name="order" value={order} options={[["number", w().byNumber], ["need", w().byNeed]]} />
        <Picker
          label={w().show}
          name="only"
          value={only ?? ""}
          options={[["", w().all], ...LOOKS.map((look): [string, string] => [look, word(look)])]}
        />
        <Legend />
      </div>
      <ul class="cards">
        {shown.map((building) => (
          <Card key={building.id} building={building} board={board} />
        ))}
      </ul>
    </section>
  );
}

function Picker(props: { label: string; name: string; value: string; options: readonly (readonly [string, string])[] }) {
  return (
    <label class="inline">
      {props.label}
      <select value={props.value} onChange={(event) => change({ [props.name]: event.currentTarget.value })}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label={w().legend}>
      {LOOKS.map((look) => (
        <li key={look}>
          <svg width="14" height="10" aria-hidden="true">
            <path class={`cell-${look}`} d="M1 1h12v8h-12z" />
          </svg>
          {GLYPH[look]} {word(look)}
        </li>
      ))}
    </ul>
  );
}

function need(building: BoardBuilding): number {
  const c = building.counts;
  return (c["exceptions"] ?? 0) * 1e6 + (building.silent_since ? 1e5 : 0) + (c["missed"] ?? 0) * 100 + (c["open"] ?? 0);
}

function arrange(buildings: readonly BoardBuilding[], order: string, only: Look | undefined): readonly BoardBuilding[] {
  const key: Partial<Record<Look, string>> = { exception: "exceptions", no_answer: "attempted", refused: "attempted" };
  const kept = only ? buildings.filter((each) => (each.counts[key[only] ?? only] ?? 0) > 0) : buildings;
  return order === "need" ? [...kept].sort((a, b) => need(b) - need(a)) : kept;
}

function Card({ building, board }: { building: BoardBuilding; board: Board }) {
  const c = building.counts;
  const urgent = c["exceptions"] ? "card-bad" : building.silent_since ? "card-warn" : "";
  const several = new Set(board.buildings.map((each) => each.compound.id)).size > 1;
  const where = { building: building.id, day: board.day, session: board.session };
  return (
    <li class={`card ${urgent}`}>
      <a href={href("building", where)}>
        <span class="card-head">
          <b>{building.name}</b>
          <span>
            {c["done"] ?? 0}/{c["due"] ?? 0}
          </span>
        </span>
        {several && <span class="card-where">{building.compound.name}</span>}
        <span class="card-fact">{fact(building, board)}</span>
        <Tower building={building} />
      </a>
    </li>
  );
}

/** The single most important thing about a building. */
function fact(building: BoardBuilding, board: Board): string {
  const c = building.counts;
  const parts = [];
  if (building.silent_since) return w().silentFor(span(board.known_at - building.silent_since));
  if (c["exceptions"]) parts.push(`!${word("exception")} ${c["exceptions"]}`);
  if (c["missed"]) parts.push(`✕${word("missed")} ${c["missed"]}`);
  if (c["attempted"]) parts.push(`?${word("no_answer")} ${c["attempted"]}`);
  if (!parts.length && c["open"]) parts.push(`${word("open")} ${c["open"]}`);
  return parts.slice(0, 2).join(" ") || `✓ ${w().tiles.done}`;
}
