/** The size of a picture that has words in it: it grows with the text around it. */

/** Of a drawing of so many px at the ordinary size of text. */
export function asLarge(width: number, height: number) {
  return { width: `${width / 16}rem`, height: `${height / 16}rem`, viewBox: `0 0 ${width} ${height}` };
}
