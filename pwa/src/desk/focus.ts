/** Where the focus goes when a panel that was opened is closed again. */

/** Does something that takes a panel away, and puts the focus back on what had opened it. */
export function backTo(opener: string, act: () => void): void {
  const from = document.querySelector<HTMLElement>(opener);
  act();
  from?.focus();
}
