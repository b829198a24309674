/** The buildings of the board as cards: by number or by what needs a look, all or those with one state. */

import { useMemo } from "preact/hooks";
import { wall } from "../../words/desk/wall";
import { change, href, route } from "../route";
import type { Board, BoardBuilding, Door } from "../types";
import { span, w, wordsOf } from "../words";
import { Legend } from "./legend";
import { isListed, LOOKS, type Only } from "./look";
import { word } from "./states";
import { Tower } from "./tower";

const t = wordsOf(wall);

export function Cards({ board, mayRoster }: { board: Board; mayRoster: boolean }) {
  const order = route.value.params["order"] ?? "number";
  const only = route.value.params["only"] as Only | undefined;
  const shown = useMemo(() => arrange(board.buildings, order, only), [board, order, only]);
  if (!board.buildings.length) {
    return (
      <p class="empty">
        {w().noBuildings} {mayRoster && <a href={href("roster", { place: board.place.id })}>{w().toRoster}</a>}
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
          options={[["", w().all], ["attempted", w().tiles.attempted], ...LOOKS.map((look): [string, string] => [look, word(look)])]}
        />
        <a href={href("wall")}>{t().open}</a>
        <Legend />
      </div>
      {!shown.length && <p class="empty">{t().noneOf}</p>}
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

function need(building: BoardBuilding): number {
  const c = building.counts;
  return (c["exceptions"] ?? 0) * 1e6 + (building.silent_since !== null ? 1e5 : 0) + (c["missed"] ?? 0) * 100 + (c["open"] ?? 0);
}

function arrange(buildings: readonly BoardBuilding[], order: string, only: Only | undefined): readonly BoardBuilding[] {
  const kept = only ? buildings.filter((each) => doorsOf(each).some((door) => isListed(door, only))) : buildings;
  return order === "need" ? [...kept].sort((a, b) => need(b) - need(a)) : kept;
}

function doorsOf(building: BoardBuilding): readonly Door[] {
  return building.stairwells.flatMap((stairwell) => stairwell.floors.flatMap((floor) => floor.doors));
}

function Card({ building, board }: { building: BoardBuilding; board: Board }) {
  const c = building.counts;
  const urgent = c["exceptions"] ? "card-bad" : building.silent_since !== null ? "card-warn" : "";
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
export function fact(building: BoardBuilding, board: Board): string {
  const c = building.counts;
  const parts = [];
  if (building.silent_since === 0) return t().neverHeard;
  if (building.silent_since !== null) return w().silentFor(span(board.known_at - building.silent_since));
  if (c["exceptions"]) parts.push(`!${word("exception")} ${c["exceptions"]}`);
  if (c["missed"]) parts.push(`✕${word("missed")} ${c["missed"]}`);
  if (c["attempted"]) parts.push(`?${word("no_answer")} ${c["attempted"]}`);
  if (!parts.length && c["open"]) parts.push(`${word("open")} ${c["open"]}`);
  return parts.slice(0, 2).join(" ") || `✓ ${w().tiles.done}`;
}
