/** Signing in again before a page that waits: over everything, for what is written there is not for others to see. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { SignIn } from "./sign-in";
import { w } from "./words";

export function Again({ first }: { readonly first: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    // Two quick presses would close this and, before it stands again, the form that waits below.
    const stay = (event: KeyboardEvent) => event.key === "Escape" && event.preventDefault();
    addEventListener("keydown", stay, true);
    return () => {
      removeEventListener("keydown", stay, true);
      requestAnimationFrame(() => before?.focus());
    };
  }, []);
  return (
    <dialog ref={dialog} class="sign-in-again" aria-label={w().signIn.title} onClose={() => dialog.current?.showModal()}>
      <SignIn first={first} again />
    </dialog>
  );
}
