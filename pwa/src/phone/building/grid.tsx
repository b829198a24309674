/** The building drawn as it stands. Nothing here re-orders or moves: a door keeps its place for the whole round. */

import type { DoorView, Place } from "../../store/types";
import { words, type Words } from "../../words";
import { degreesText } from "../door/temperature";
import { isDue, isWatched } from "../rounds";
import { feverTenths } from "./state";
import { columnsFor, doorLabel, type Floor } from "./floors";

/** The look and the word of a tile. */
export function faceOf(household: Place, view: DoorView | undefined, feverFrom: number, w: Words): { readonly look: string; readonly word: string } {
  const state = view?.state ?? "due";
  if (state === "due") {
    if (isDue(household)) return { look: "due", word: w.tile.due };
    return { look: "vacant", word: household.occupancy?.state === "away" ? w.tile.away : w.tile.vacant };
  }
  const code = state === "done" && view?.code !== "exception" && view?.code !== "refused" ? "normal" : view?.code;
  if (code === "exception") {
    const fever = view?.temperature != null && view.temperature >= feverFrom;
    return { look: "exc", word: fever ? `!${degreesText(view.temperature ?? 0)}` : w.tile.exception };
  }
  if (code === "refused") return { look: "exc", word: w.tile.refused };
  return code === "no_answer" ? { look: "noans", word: w.tile.no_answer } : { look: "done", word: w.tile.normal };
}

/** How a tile looks and what it says. */
export type Face = (household: Place, view: DoorView | undefined) => { readonly look: string; readonly word: string };

const roundFace: Face = (household, view) => faceOf(household, view, feverTenths.value, words.value);

interface DoorProps {
  readonly household: Place;
  readonly face: Face;
  readonly view: DoorView | undefined;
  readonly onTap: (household: Place) => void;
  readonly onOpen?: ((household: Place) => void) | undefined;
  /** Something was wrong in the round before, and nobody has been there since. */
  readonly unsettled: boolean;
}

function Door({ household, view, face, onTap, onOpen, unsettled }: DoorProps) {
  const w = words.value;
  const { look, word } = face(household, view);
  const watched = isWatched(household);
  const others = view !== undefined && view.state !== "due" && !view.byMe;
  return (
    <button
      type="button" class={`door door-${look}`} data-place={household.id}
      onClick={() => onTap(household)}
      onContextMenu={onOpen && ((event) => { event.preventDefault(); onOpen(household); })}
    >
      <b class="num">{doorLabel(household)}</b> <span>{word}</span>
      {unsettled ? <i class="door-was"><span class="vh"> {w.building.unsettled}</span></i> : null}
      {watched ? <i class="door-watch"><span class="vh"> {w.building.watch}</span></i> : null}
      {view?.unsent ? <i class="door-unsent"><span class="vh"> {w.building.unsentMark}</span></i> : null}
      {others ? <i class="door-other"><span class="vh"> {w.someoneElse}</span></i> : null}
      {view?.conflict ? <i class="door-conflict"><span class="vh"> {w.building.conflict}</span></i> : null}
    </button>
  );
}

interface GridProps {
  readonly floors: readonly Floor[];
  readonly views: ReadonlyMap<string, DoorView>;
  readonly onTap: (household: Place) => void;
  /** Left out where no floor is filled at once. */
  readonly onFloor?: ((floor: Floor) => void) | undefined;
  readonly face?: Face;
  /** A long press, where one opens the door. */
  readonly onOpen?: (household: Place) => void;
  /** The round before. */
  readonly before?: ReadonlyMap<string, DoorView>;
}

export function Grid({ floors, views, onTap, onFloor, onOpen, before, face = roundFace }: GridProps) {
  const w = words.value;
  const columns = columnsFor(Math.max(0, ...floors.map((f) => f.doors.length)));
  return (
    <div class={`grid grid-${columns}`}>
      {floors.map((floor) => (
        <div key={floor.floor} class="floor" role="group" aria-label={w.building.floor(floor.floor)}>
          {onFloor ? (
            <button type="button" class="floor-label" onClick={() => onFloor(floor)}>
              {w.building.floor(floor.floor)}
              <span class="vh"> {w.building.wholeFloor}</span>
            </button>
          ) : <span class="floor-label">{w.building.floor(floor.floor)}</span>}
          <div class="floor-doors">
            {floor.doors.map((door) => (
              <Door key={door.id} face={face} household={door} view={views.get(door.id)} onTap={onTap} onOpen={onOpen} unsettled={!views.has(door.id) && before?.get(door.id)?.code === "exception"} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
