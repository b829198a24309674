/** What a link named on a page: scrolled into sight once it is drawn. */

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function useInSight<T extends HTMLElement>(current: boolean): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: "center" });
  }, [current]);
  return element;
}
