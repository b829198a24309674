/** What each look of a door means: its hatch, its glyph and its word. */

import { w } from "../words";
import { GLYPH, LOOKS } from "./look";
import { word } from "./states";

export function Legend() {
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
