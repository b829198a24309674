/** How large the towers may be drawn so that all of them fit on one screen. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What stands around a tower in px: edges and gaps, and beside them its two lines in the size of the text. */
const EDGES: Size = { width: 34, height: 40 };
const LINES = 44;
const LEAST_WIDTH = 106;
const [MOST, LEAST, STEP] = [6, 0.5, 0.25];

/**
 * The largest scale in quarters at which the cards, in rows, stay within the room; the least one if none does.
 * `text` is how many times 16 px the text is high.
 */
export function scaleFor(towers: readonly Size[], room: Size, text: number): number {
  for (let scale = MOST; scale > LEAST; scale -= STEP) if (heightAt(towers, room.width, scale, text) <= room.height) return scale;
  return LEAST;
}

function heightAt(towers: readonly Size[], wide: number, scale: number, text: number): number {
  let [x, y, row] = [0, 0, 0];
  for (const tower of towers) {
    const width = Math.max(LEAST_WIDTH * text, tower.width * scale + EDGES.width);
    if (x && x + width > wide) [x, y, row] = [0, y + row, 0];
    x += width;
    row = Math.max(row, tower.height * scale + EDGES.height + LINES * text);
  }
  return y + row;
}
