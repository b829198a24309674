/** The board on a television: large, without anybody's name, and honest about its age. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { wall } from "../../words/desk/wall";
import { asKnown, asOf } from "../asof";
import { fact } from "../board/cards";
import { Legend } from "../board/legend";
import { timeLeft } from "../board/time-left";
import { Patterns, shapeOf, Tower } from "../board/tower";
import { useLoad } from "../load";
import type { PageProps } from "../page";
import { ProblemNote } from "../problem";
import { href } from "../route";
import type { Board, BoardBuilding } from "../types";
import { clock, dayName, setTheme, span, theme, w, wordsOf } from "../words";
import { scaleFor, type Size } from "./fit";
import "./wall.css";

const t = wordsOf(wall);
const REFRESH_MS = 30_000;
/** Younger than this, a failed request is a hiccup and not worth a line across the room. */
const OLD_MS = 2 * REFRESH_MS;

export function WallPage({ place }: PageProps) {
  const { data: board, problem, again, heardAt } = useLoad<Board>(
    asKnown(`/board?place=${encodeURIComponent(place.id)}`),
    asOf.value === null ? REFRESH_MS : 0,
  );
  const today = useNow();
  const now = asOf.value ?? today;
  const lost = problem !== null && heardAt !== null && today - heardAt > OLD_MS && asOf.value === null;
  return (
    <div class="wall">
      <Patterns />
      {!board && (problem ? <ProblemNote problem={problem} again={again} /> : <p class="wait">{t().starting}</p>)}
      {board && (
        <>
          <header class="wall-head">
            <h1>{t().title(board.place.name, dayName(board.day), w().session[board.session] ?? board.session)}</h1>
            <p>{t().fresh(clock(asOf.value ?? heardAt ?? board.known_at))}</p>
            <p>{timeLeft(board, now)}</p>
            <Controls />
          </header>
          <p class={lost ? "wall-lost" : "hidden"} role="status">
            {lost && t().lost(clock(heardAt), span(today - heardAt))}
          </p>
          <Figures board={board} />
          {board.buildings.length ? <Towers board={board} /> : <p class="empty">{t().none}</p>}
          <Legend />
        </>
      )}
    </div>
  );
}

/** The time, a minute at most behind: ages have to grow although nothing arrives. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Controls() {
  const dark = theme.value === "dark";
  return (
    <p class="wall-controls">
      <button onClick={() => setTheme(dark ? "light" : "dark")}>{dark ? t().light : t().dark}</button>
      {document.fullscreenEnabled && <button onClick={() => void document.documentElement.requestFullscreen()}>{t().full}</button>}
      <a class="leads" href={href("board")}>{t().back}</a>
    </p>
  );
}

function Figures({ board }: { board: Board }) {
  const c = board.totals;
  const areas = board.areas.filter((area) => area.state === "done").length;
  const tiles: readonly (readonly [string, string, string])[] = [
    ["done", `${c["done"] ?? 0} / ${c["due"] ?? 0}`, w().tiles.done],
    ["open", String((c["open"] ?? 0) + (c["missed"] ?? 0)), w().tiles.rest],
    ["unknown", String(c["not_yet_known"] ?? 0), w().tiles.unknown],
    ["attempted", String(c["attempted"] ?? 0), w().tiles.attempted],
    ["exception", String(c["exceptions"] ?? 0), w().tiles.exceptions],
    ["phones", `${board.phones.silent} / ${board.phones.total}`, w().tiles.phones],
    ["done", `${areas} / ${board.areas.length}`, t().areas],
  ];
  return (
    <ul class="wall-figures">
      {tiles.map(([look, figure, label]) => (
        <li key={label} class={`tile tile-${look}`}>
          <b>{figure}</b>
          <span>{label}</span>
        </li>
      ))}
    </ul>
  );
}

/** How many times 16 px the text of a card is high: as the reader set it, or by the height of the screen. */
function textSize(): number {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.max(root, innerHeight * 0.022) / 16;
}

function Towers({ board }: { board: Board }) {
  const list = useRef<HTMLUListElement>(null);
  const [room, setRoom] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return undefined;
    const watch = new ResizeObserver(([entry]) => entry && setRoom({ width: entry.contentRect.width, height: entry.contentRect.height }));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  const shapes = useMemo(() => board.buildings.map(shapeOf), [board]);
  const scale = useMemo(() => (room ? scaleFor(shapes, room, textSize()) : 1), [shapes, room]);
  return (
    <ul class="wall-towers" ref={list} aria-label={t().buildings}>
      {board.buildings.map((building) => (
        <Card key={building.id} building={building} board={board} scale={scale} />
      ))}
    </ul>
  );
}

function Card({ building, board, scale }: { building: BoardBuilding; board: Board; scale: number }) {
  const c = building.counts;
  const urgent = c["exceptions"] ? "card-bad" : building.silent_since !== null ? "card-warn" : "";
  return (
    <li class={`card ${urgent}`}>
      <span class="card-head">
        <b>{building.name}</b>
        <span>
          {c["done"] ?? 0}/{c["due"] ?? 0}
        </span>
      </span>
      <span class="card-fact">{fact(building, board)}</span>
      <Tower building={building} scale={scale} />
    </li>
  );
}
