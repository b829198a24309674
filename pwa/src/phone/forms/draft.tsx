/** What is half written in a form: kept while it is typed, back when the form opens again, gone with its record. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Fields, Value } from "../../store/types";
import { DAY } from "../../sync/days";
import { forms as formsWords } from "../../words/phone/forms";
import { book, recall, remember } from "../data";
import { onHidden } from "../left";
import { wordsOf } from "../page-words";
import { clockText } from "../rounds";

const t = wordsOf(formsWords);
const KEY = "drafts";

// No interface: the store takes plain values, and an interface might grow others.
type Kept = { readonly at: number; readonly fields: Fields };

type Drafts = Readonly<Record<string, Kept>>;

/** After a day a person begins anew. */
const isFresh = ({ at }: Kept): boolean => Date.now() - at < DAY;

/** A pause in typing: one write for a word and not one for each letter. */
const PAUSE_MS = 400;

/** True once the phone has it. A store that refuses costs the draft, never the record. */
function keep(form: string, fields: Fields | null): Promise<boolean> {
  const next = (was: Value | undefined) => {
    const others = Object.entries((was ?? {}) as Drafts).filter(([id, one]) => id !== form && isFresh(one));
    return Object.fromEntries(fields ? [...others, [form, { at: Date.now(), fields }]] : others);
  };
  return remember(KEY, next).then(() => true, (error: unknown) => {
    console.error(error);
    return false;
  });
}

export interface Draft {
  readonly fields: Fields;
  readonly set: (name: string, value: Value) => void;
  /** Lets it go: its record is kept, or the person begins anew, with `next` where some of it stays. */
  readonly drop: (next?: Fields) => void;
  /** When what was brought back had been typed; null for a form that began empty. */
  readonly since: number | null;
  /** That all that was typed is on the phone. */
  readonly kept: boolean;
  /** Changes when every field is to be drawn anew. */
  readonly turn: number;
}

const EMPTY = { fields: {} as Fields, since: null as number | null, kept: false, turn: 0 };

/** `form`: which form about what; each has a draft of its own. */
export function useDraft(form: string): Draft {
  const [now, setNow] = useState(EMPTY);
  // Two touches may follow each other faster than the screen is drawn.
  const typed = useRef<Fields>({});
  const pause = useRef<ReturnType<typeof setTimeout> | null>(null);
  const whose = book.peek()?.me.id;
  const stop = () => {
    if (pause.current !== null) clearTimeout(pause.current);
    pause.current = null;
  };
  const flush = () => {
    const fields = typed.current;
    // Somebody else may have the phone by now.
    if (pause.current === null || book.peek()?.me.id !== whose) return;
    stop();
    void keep(form, fields).then((kept) => setNow((was) => ({ ...was, kept: kept && was.fields === fields })));
  };
  const begin = (fields: Fields, since: number | null) => {
    typed.current = fields;
    setNow((was) => ({ fields, since, kept: false, turn: was.turn + 1 }));
  };
  useEffect(() => {
    let current = true;
    void recall(KEY).then((all) => {
      const was = ((all ?? {}) as Drafts)[form];
      // Whoever was faster has begun anew.
      if (current && was && isFresh(was) && Object.keys(typed.current).length === 0) begin(was.fields, was.at);
    }).catch(console.error);
    const forget = onHidden(flush);
    return () => {
      current = false;
      forget();
      flush();
    };
  }, [form]);
  const set = (name: string, value: Value) => {
    const fields = { ...typed.current, [name]: value };
    typed.current = fields;
    setNow((was) => ({ ...was, fields, kept: false }));
    stop();
    pause.current = setTimeout(flush, PAUSE_MS);
  };
  const drop = (next: Fields = {}) => {
    stop();
    begin(next, null);
    void keep(form, null);
  };
  return { ...now, set, drop };
}

/** Above the fields: that they were half filled before, and the way to begin anew. */
export function Continued({ draft }: { readonly draft: Draft }) {
  if (draft.since === null) return null;
  return (
    <p class="row note">
      <span class="grow" role="status">{t().continued(clockText(draft.since))}</span>
      <button type="button" class="link" onClick={() => draft.drop()}>{t().anew}</button>
    </p>
  );
}

/** Below the fields, where nothing moves when it is said: that what is typed is not lost. */
export function Half({ draft }: { readonly draft: Draft }) {
  return <p class="sheet-said" role="status">{draft.kept ? t().half : ""}</p>;
}
