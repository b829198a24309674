/** Signing in again before a page that waits: over everything, for what is written there is not for others to see. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { SignIn } from "./sign-in";
import { w } from "./words";

export function Again({ first }: { readonly first: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => requestAnimationFrame(() => before?.focus());
  }, []);
  return (
    <dialog ref={dialog} class="sign-in-again" aria-label={w().signIn.title} onClose={() => dialog.current?.showModal()}>
      <SignIn first={first} again />
    </dialog>
  );
}
