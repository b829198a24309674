/** The keyboard of the desk: g and a letter go to a page, ? lists every key, pages add their own. */

import { signal } from "@preact/signals";
import { Fragment } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { keys as keyWords } from "../words/desk/keys";
import { pageName } from "./page";
import { href, visit } from "./route";
import { wordsOf } from "./words";

const t = wordsOf(keyWords);

/** Keys and what they do, in words. */
export type KeyList = readonly (readonly [string, string])[];

const ofPage = signal<KeyList>([]);

/** The letter after g, by page. */
const LETTERS: Readonly<Record<string, string>> = {
  board: "b", missed: "l", phones: "p", matters: "m", checklist: "c", zero: "z", cases: "t", declaration: "d",
  spot: "s", rollup: "r", exports: "e", roster: "n", people: "w", invitations: "i", audit: "a", accounts: "u",
};

const WALKING: ReadonlySet<string> = new Set(["j", "k", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"]);

/**
 * Listens for keys: `press` says whether it used one. Whoever writes in a field, or presses a link or
 * a button by Enter, is left alone.
 */
function usePresses(press: (key: string) => boolean, rows = ""): void {
  const latest = useRef(press);
  latest.current = press;
  // Before the page is painted: a key pressed as soon as it is seen is not lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target as Element;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      // An open dialog has the keys to itself, also while nothing in it has the focus.
      if (target.closest("input, select, textarea, summary") || document.querySelector("dialog[open]")) return;
      if (event.key === "Enter" && target.closest(`a, button${rows && `:not(${rows})`}`)) return;
      // A key that is held goes on walking; it never does the same thing twice.
      if (event.repeat && !WALKING.has(event.key)) return;
      if (latest.current(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [rows]);
}

/** The keys of a page, with their lines in the list. */
export function useKeys(press: (key: string) => boolean, list: KeyList, rows = ""): void {
  usePresses(press, rows);
  const said = list.flat().join("\n");
  useLayoutEffect(() => {
    ofPage.value = list;
    return () => void (ofPage.value = []);
  }, [said]);
}

/** Going about the pages of somebody's menu by keys, and the list of them. */
export function Shortcuts({ pages }: { readonly pages: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const after = useRef("");
  usePresses((key) => {
    const led = after.current;
    after.current = key === "g" && led !== "g" ? "g" : "";
    if (key === "?") setOpen(true);
    const page = led === "g" ? pages.find((one) => LETTERS[one] === key) : undefined;
    if (page) visit(href(page));
    return key === "?" || page !== undefined;
  });
  return (
    <>
      <button class="quiet" aria-keyshortcuts="?" onClick={() => setOpen(true)}>
        {t().open}
      </button>
      {open && <List pages={pages} close={() => setOpen(false)} />}
    </>
  );
}

function List({ pages, close }: { readonly pages: readonly string[]; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const anywhere: KeyList = [["?", t().help], ...pages.flatMap((page) => (LETTERS[page] ? [[`g ${LETTERS[page]}`, t().go(pageName(page))] as const] : []))];
  return (
    <dialog ref={dialog} class="keys-dialog" aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">{t().heading}</h2>
      {ofPage.value.length > 0 && <Lines title={t().here} list={ofPage.value} />}
      <Lines title={t().everywhere} list={anywhere} />
      <button autofocus onClick={() => dialog.current?.close()}>
        {t().close}
      </button>
    </dialog>
  );
}

function Lines({ title, list }: { readonly title: string; readonly list: KeyList }) {
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {list.map(([key, does]) => (
          <Fragment key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  );
}
