/** A building as it stands, one path per state: 5,000 doors are some 200 nodes. */

import { useMemo } from "preact/hooks";
import type { BoardBuilding } from "../types";
import { type Look, LOOKS, lookOf } from "./look";

const CELL = { width: 9, height: 6, gapX: 3, gapY: 3, between: 6 };

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly paths: ReadonlyMap<Look, string>;
}

export function shapeOf(building: BoardBuilding): Shape {
  // Floors that the building leaves out (4, 13, 14) leave no hole in it.
  const floors = [...new Set(building.stairwells.flatMap((each) => each.floors.map((row) => row.floor)))].sort((a, b) => b - a);
  const paths = new Map<Look, string>();
  let left = 1;
  for (const stairwell of building.stairwells) {
    let widest = 0;
    for (const row of stairwell.floors) {
      row.doors.forEach((door, column) => {
        const x = left + column * (CELL.width + CELL.gapX);
        const y = 1 + floors.indexOf(row.floor) * (CELL.height + CELL.gapY);
        const look = lookOf(door);
        paths.set(look, `${paths.get(look) ?? ""}M${x} ${y}h${CELL.width}v${CELL.height}h-${CELL.width}z`);
      });
      widest = Math.max(widest, row.doors.length);
    }
    left += widest * (CELL.width + CELL.gapX) + CELL.between;
  }
  const height = floors.length * (CELL.height + CELL.gapY) + 1;
  return { width: Math.max(12, left - CELL.between), height: Math.max(9, height), paths };
}

/** `scale` enlarges it for a screen that is read from across the room. */
export function Tower({ building, scale = 1 }: { building: BoardBuilding; scale?: number }) {
  // Asking again and hearing that nothing changed draws nothing anew.
  const { width, height, paths } = useMemo(() => shapeOf(building), [building]);
  return (
    <svg class="tower" width={width * scale} height={height * scale} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {LOOKS.map((look) => paths.has(look) && <path key={look} class={`cell-${look}`} d={paths.get(look)!} />)}
    </svg>
  );
}

/** The hatches that tell states apart without colour; once a page. */
export function Patterns() {
  return (
    <svg width="0" height="0" class="patterns" aria-hidden="true">
      <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" class="hatch-back" />
        <rect width="2" height="4" class="hatch-front" />
      </pattern>
      <pattern id="bars" width="3" height="3" patternUnits="userSpaceOnUse">
        <rect width="3" height="3" class="bars-back" />
        <rect width="1.8" height="3" class="bars-front" />
      </pattern>
      <pattern id="dots" width="3" height="3" patternUnits="userSpaceOnUse">
        <rect width="3" height="3" class="dots-back" />
        <rect width="1.4" height="1.4" class="dots-front" />
      </pattern>
    </svg>
  );
}
