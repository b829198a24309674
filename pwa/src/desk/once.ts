/** One act at a time: a second press while the first is under way is none. */

import { useState } from "preact/hooks";

/** Does something, unless something is being done already: then it answers `refused`. */
export type Once = <T>(act: () => Promise<T>, refused: T) => Promise<T>;

export function oneAtATime(): Once {
  let busy = false;
  return async (act, refused) => {
    if (busy) return refused;
    busy = true;
    try {
      return await act();
    } finally {
      busy = false;
    }
  };
}

export const useOnce = (): Once => useState(oneAtATime)[0];
