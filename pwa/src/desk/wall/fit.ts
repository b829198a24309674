/** How large the towers may be drawn so that all of them fit on one screen. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What stands around a tower: its name and fact above it, edges, and the gap to the next card. */
const AROUND: Size = { width: 34, height: 92 };
const LEAST_WIDTH = 158;
const [MOST, LEAST, STEP] = [6, 0.5, 0.25];

/** The largest scale in quarters at which the cards, in rows, stay within the room; the least one if none does. */
export function scaleFor(towers: readonly Size[], room: Size): number {
  for (let scale = MOST; scale > LEAST; scale -= STEP) if (heightAt(towers, room.width, scale) <= room.height) return scale;
  return LEAST;
}

function heightAt(towers: readonly Size[], wide: number, scale: number): number {
  let [x, y, row] = [0, 0, 0];
  for (const tower of towers) {
    const width = Math.max(LEAST_WIDTH, tower.width * scale + AROUND.width);
    if (x && x + width > wide) [x, y, row] = [0, y + row, 0];
    x += width;
    row = Math.max(row, tower.height * scale + AROUND.height);
  }
  return y + row;
}
