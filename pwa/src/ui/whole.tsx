/** A text whose masked names stay on one line: the browser would break 张** before its stars. */

import type { ComponentChildren } from "preact";

export function whole(text: string): ComponentChildren {
  return text.split(/(\S\*+)/).map((part, at) => (at % 2 === 1 ? <span key={at} class="whole">{part}</span> : part));
}
