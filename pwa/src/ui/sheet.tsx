/** A sheet from the bottom: the browser's own dialog keeps the focus inside, Esc and a tap beside it close it. */

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** How many sheets are open: a new version of the app waits for zero. */
export const openSheets = signal(0);

interface Props {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Stays in sight at the lower edge. */
  readonly foot?: ComponentChildren;
}

export function Sheet({ title, onClose, children, foot }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const gone = useRef(false);
  useLayoutEffect(() => {
    const node = dialog.current;
    node?.showModal();
    return () => {
      gone.current = true;
      node?.close();
    };
  }, []);
  useEffect(() => {
    openSheets.value += 1;
    return () => {
      openSheets.value -= 1;
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // A second Esc or the phone's back gesture closes it whatever cancel says.
        if (!gone.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="sheet-page">
        <h2 id="sheet-title" class="sheet-title" tabIndex={-1} autofocus>
          {title}
        </h2>
        <div class="sheet-body">{children}</div>
        {foot ? <div class="sheet-foot">{foot}</div> : null}
      </div>
    </dialog>
  );
}
