/** A whole floor at once, said openly: the records carry 按层. There is no such thing for a building. */

import type { DoorView } from "../../store/types";
import { Sheet } from "../../ui/sheet";
import { words } from "../../words";
import type { Round } from "../rounds";
import type { Floor } from "./floors";
import { fillable, fillFloor } from "./round-acts";

interface Props {
  readonly floor: Floor;
  readonly round: Round;
  readonly views: ReadonlyMap<string, DoorView>;
  readonly onClose: () => void;
}

export function Fill({ floor, round, views, onClose }: Props) {
  const w = words.value;
  const doors = fillable(floor, views);
  const fill = () => {
    onClose();
    void fillFloor(round, floor, views);
  };
  return (
    <Sheet
      title={doors.length > 0 ? w.building.fillTitle(floor.floor, doors.length) : w.building.fillNone}
      onClose={onClose}
      foot={
        <div class="row">
          <button type="button" class="button" onClick={onClose}>{doors.length > 0 ? w.cancel : w.close}</button>
          {doors.length > 0 ? <button type="button" class="button button-main" onClick={fill}>{w.building.fill(doors.length)}</button> : null}
        </div>
      }
    >
      {doors.length > 0 ? <p class="note">{doors.map((d) => d.door ?? d.name).join(" ")}</p> : null}
      {doors.length > 0 ? <p class="note">{w.building.fillNote}</p> : null}
    </Sheet>
  );
}
