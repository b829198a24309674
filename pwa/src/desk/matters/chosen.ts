/** Which matter stands open while others come and go. */

interface Standing<T> {
  readonly at: number;
  readonly current: T | undefined;
}

/**
 * The one that was chosen, wherever it stands in the list now; once it is not there any more, the one that
 * stands in its place.
 */
export function standing<T extends { readonly id: string }>(list: readonly T[], chosen: string | null, last: number): Standing<T> {
  const found = list.findIndex((one) => one.id === chosen);
  const at = found >= 0 ? found : Math.max(0, Math.min(last, list.length - 1));
  return { at, current: list[at] };
}
