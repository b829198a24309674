/** What was brought in, by whom, when; taking it back later, after seeing what goes and what stays. */

import { useEffect, useState } from "preact/hooks";
import { imports } from "../../words/desk/imports";
import { roster } from "../../words/desk/roster";
import { post, type Problem } from "../api";
import { asKnown, asOf } from "../asof";
import { nameOf } from "../by";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import type { Named } from "../types";
import { moment, wordsOf } from "../words";
import { type Made, wordsFor } from "./undo";

const t = wordsOf(imports);
const r = wordsOf(roster);

interface Imported extends Made {
  readonly act: string;
  readonly at: number;
  readonly by: Named;
  readonly added: number | null;
  readonly changed: number | null;
  readonly taken_back: "whole" | "part" | null;
}

type Types = Readonly<Record<string, number>>;

interface Preview {
  readonly records: number;
  readonly places: Types;
  readonly returning: Types;
  readonly kept: number;
  readonly things: number;
  readonly names: readonly string[];
}

interface Props {
  /** The community; null for the lists of divisions. */
  readonly place: string | null;
  readonly turn: number;
  readonly onDone: () => void;
}

export function Imports({ place, turn, onDone }: Props) {
  const { data, problem, again } = useLoad<{ imports: readonly Imported[] }>(place === null ? "/rosters/imports" : asKnown(`/rosters/imports?place=${encodeURIComponent(place)}`));
  const [opened, setOpened] = useState<string | null>(null);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  useEffect(() => {
    if (turn) again();
  }, [turn]);
  const done = (text: string, bad = false) => {
    setSaid({ text, bad });
    setOpened(null);
    again();
    if (!bad) onDone();
  };
  return (
    <section class="panel" aria-labelledby="imports">
      <h2 id="imports">{t().title}</h2>
      {asOf.value === null && <p class="note">{t().lead}</p>}
      {asOf.value === null && (
        <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">
          {said?.text}
        </p>
      )}
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && !data.imports.length && <p class="empty">{t().none}</p>}
      <ul class="rows">
        {data?.imports.map((each) => (
          <li key={each.first}>
            <Line one={each} open={opened === each.first} setOpen={(to) => (setOpened(to ? each.first : null), setSaid(null))} />
            {opened === each.first && <Ask one={each} close={() => setOpened(null)} done={done} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ one, open, setOpen }: { readonly one: Imported; readonly open: boolean; readonly setOpen: (to: boolean) => void }) {
  const act = t().acts[one.act] ?? one.act;
  const when = moment(one.at);
  return (
    <>
      <b>{act}</b> {when} {nameOf(one.by)}{" "}
      <span class="note">{one.added !== null && one.changed !== null ? t().counts(one.added, one.changed) : t().records(one.records)}</span>{" "}
      {one.taken_back && <span class="chip invitation-withdrawn">{t()[one.taken_back]}</span>}{" "}
      {one.taken_back !== "whole" && asOf.value === null && (
        <span class="acts">
          <button aria-expanded={open} onClick={() => setOpen(!open)}>
            {isTakingBack(one) ? t().putBack : t().takeBack}
            <span class="hidden">
              {" "}
              {act} {when}
            </span>
          </button>
        </span>
      )}
    </>
  );
}

function isTakingBack(one: Imported): boolean {
  return one.act === "import_undone";
}

interface AskProps {
  readonly one: Imported;
  readonly close: () => void;
  readonly done: (text: string, bad?: boolean) => void;
}

/** Shows what would go and what stays; nothing happens before it is confirmed. */
function Ask({ one, close, done }: AskProps) {
  const [seen, setSeen] = useState<Preview | null>(null);
  const [busy, setBusy] = useState(false);
  const named = { first: one.first, records: one.records };
  const fail = (error: unknown) => done(wordsFor(error as Problem), true);
  useEffect(() => {
    void post<Preview>("/rosters/undo/preview", named).then(setSeen, fail);
  }, [one.first]);

  async function go(): Promise<void> {
    setBusy(true);
    try {
      const { records } = await post<{ records: number }>("/rosters/undo", { ...named, partly: true });
      done(isTakingBack(one) ? t().doneBack(records) : t().done(records));
    } catch (error) {
      fail(error);
    }
  }

  return (
    <div class="import-ask" role="status">
      {!seen && <p>{t().looking}</p>}
      {seen && <Told seen={seen} />}
      {seen && (
        <p class="toolbar">
          {seen.records > 0 && (
            <button class="primary" disabled={busy} onClick={() => void go()}>
              {isTakingBack(one) ? t().goBack(seen.records) : t().go(seen.records)}
            </button>
          )}
          <button disabled={busy} onClick={close}>
            {t().no}
          </button>
        </p>
      )}
    </div>
  );
}

function Told({ seen }: { readonly seen: Preview }) {
  const goes = listed(seen.places);
  const returns = listed(seen.returning);
  return (
    <>
      {seen.records === 0 && <p>{t().nothing}</p>}
      {goes && <p>{t().goes(goes)}</p>}
      {returns && <p>{t().returns(returns)}</p>}
      {seen.kept > 0 && <p>{t().stays(seen.kept, seen.things, seen.names.join("、"))}</p>}
      {seen.records > 0 && <p class="note">{t().restores(seen.records)}</p>}
    </>
  );
}

function listed(types: Types): string {
  return Object.entries(types)
    .map(([type, n]) => t().ofType(n, r().types[type] ?? type))
    .join(" · ");
}
