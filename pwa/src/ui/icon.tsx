/** One icon of the sprite; decoration only, a word always stands beside it. */

import type { IconName } from "./icon-names";
import sprite from "./icons.svg?no-inline";

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
