/** D3: what has to be settled. One list, two accounts side by side, and a key for everything. */

import "./matters.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { keys as keyWords } from "../../words/desk/keys";
import { matters as pageWords } from "../../words/desk/matters";
import type { Problem } from "../api";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { type KeyList, useKeys } from "../keys";
import { useLoad } from "../load";
import { useOnce } from "../once";
import { pageName, type PageProps } from "../page";
import { ProblemNote, problemWords } from "../problem";
import { href, route, visit } from "../route";
import type { PlaceRow } from "../types";
import { roundName, say, wordsOf } from "../words";
import type { Undo } from "../record/amend";
import { type Act, actsOf } from "./acts";
import { age } from "./age";
import { counted } from "./count";
import { standing } from "./chosen";
import { Flipped } from "./flipped";
import { Known } from "./sides";
import type { Matter, Matters } from "./types";

const t = wordsOf(pageWords);
const k = wordsOf(keyWords);
const POLL_MS = 15_000;

export function MattersPage({ me, place }: PageProps) {
  const { data, problem, again } = useLoad<Matters>(asKnown(`/matters?place=${encodeURIComponent(place.id)}`), POLL_MS);
  useEffect(() => {
    // The menu counts what waits now.
    if (data && asOf.value === null) counted.value = data.matters.length;
  }, [data]);
  return (
    <>
      <div class="heading">
        <h1>{pageName("matters")}</h1>
        {data && data.matters.length > 0 && <p class="note">{t().count(data.matters.length)}</p>}
        {data && <ExportBar me={me} knownAt={data.known_at} tables={[{ table: "matters", title: pageName("matters"), query: { place: place.id, ...knownQuery() } }]} />}
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && <Settling key={asOf.value ?? "now"} data={data} place={place} again={again} />}
    </>
  );
}

const keyList = (): KeyList => [
  ["j ↓", k().next],
  ["k ↑", k().before],
  ["1 2 3", k().button],
  ["u", k().undo],
  ["Enter", k().record],
];

interface SettlingProps {
  readonly data: Matters;
  readonly place: PlaceRow;
  readonly again: () => void;
}

function Settling({ data, place, again }: SettlingProps) {
  const [chosen, setChosen] = useState<string | null>(route.value.params["matter"] ?? null);
  const [said, setSaid] = useState("");
  const [bad, setBad] = useState(false);
  const [undo, setUndo] = useState<{ run: Undo }>({ run: null });
  const [noting, setNoting] = useState<Act | null>(null);
  const once = useOnce();
  const list = data.matters;
  const mine = useRef(new Set<string>());
  const { at, current } = useChosen(list, chosen, setChosen, (id) => {
    setNoting(null);
    if (!mine.current.has(id)) setSaid(`${undo.run ? t().done : ""}${t().elsewhere}`);
  });
  const acts = current && asOf.value === null ? actsOf(current, place.id) : [];

  const choose = (to: number) => {
    const next = list[Math.min(list.length - 1, Math.max(0, to))];
    if (next) setChosen(next.id);
    setNoting(null);
  };
  const after = (words: string, back: Undo) => {
    if (current) mine.current.add(current.id);
    setSaid(words);
    setBad(false);
    setUndo({ run: back });
    setNoting(null);
    // The one behind moves up: it is next.
    setChosen(list[at + 1]?.id ?? list[at - 1]?.id ?? null);
    again();
  };
  const failed = (problem: unknown) => {
    setSaid(problemWords(problem as Problem));
    setBad(true);
    again();
  };
  // A second press while the first is under way would decide the matter behind it.
  const alone = (act: () => Promise<void>) => void once(() => act().catch(failed), undefined);
  const run = (act: Act | undefined, note = "") => {
    if (!act) return;
    if (act.noted && note === "") return setNoting(act);
    alone(async () => after(t().done, await act.run(note)));
  };
  const takeBack = () => alone(async () => (await undo.run?.(), after(t().undone, null)));

  useKeys((key) => {
    if (key === "j" || key === "ArrowDown") choose(at + 1);
    else if (key === "k" || key === "ArrowUp") choose(at - 1);
    else if (key === "u" && undo.run) takeBack();
    else if (/^[1-9]$/.test(key) && acts[Number(key) - 1]) run(acts[Number(key) - 1]);
    else if (key === "Enter" && current?.records[0] && current.actions.includes("open")) visit(href("record", { id: current.records[0] }));
    else return false;
    return true;
  }, keyList(), ".matter-row");

  return (
    <>
      <p class={`slot ${bad ? "bad" : ""}`} role="status">
        {said}
        {undo.run && (
          <button class="quiet" onClick={takeBack}>
            {t().undo}
          </button>
        )}
      </p>
      {!current ? (
        <p class="empty">{asOf.value === null ? t().none : t().noneThen}</p>
      ) : (
        <div class="matters">
          <List list={list} at={at} now={data.known_at} choose={choose} />
          <section class="matter" aria-label={t().types[current.type] ?? current.type}>
            <h2>
              {t().types[current.type] ?? current.type} · {current.place.name}
            </h2>
            <p class="note">{[current.place.compound?.name, current.kind && say(current.kind.label), current.slot && roundName(current.slot)].filter(Boolean).join(" · ")}</p>
            <Known matter={current} />
            {current.type === "late" && <Flipped key={current.id} matter={current} />}
            <Buttons acts={acts} noting={noting} run={run} />
            <Onward matter={current} />
            {!data.settles && <p class="note">{asOf.value === null ? t().readOnly : t().onlyLooked}</p>}
          </section>
        </div>
      )}
      {asOf.value === null && current && <p class="note keys">{t().keys}</p>}
    </>
  );
}

/**
 * The matter that is open stays open while others come and go; once it is settled elsewhere, the one
 * that stands in its place is opened, and that is said.
 */
function useChosen(list: readonly Matter[], chosen: string | null, choose: (id: string | null) => void, gone: (id: string) => void) {
  const last = useRef(0);
  const { at, current } = standing(list, chosen, last.current);
  useLayoutEffect(() => {
    last.current = at;
    if (current?.id === chosen || (!current && chosen === null)) return;
    if (chosen !== null) gone(chosen);
    choose(current?.id ?? null);
  });
  return { at, current };
}

/** Where the matter leads on: its records one by one, or the declaration that it is about. */
function Onward({ matter }: { readonly matter: Matter }) {
  if (matter.type === "returned" || matter.type === "stopped") return <a href={href("declaration", { of: matter.place.id })}>{t().toDeclaration}</a>;
  if (!matter.actions.includes("open") || !matter.records[0]) return null;
  if (matter.records.length === 1) return <a href={href("record", { id: matter.records[0] })}>{t().opened}</a>;
  return (
    <p>
      {t().which}:{" "}
      {matter.records.map((id, at) => (
        <a key={id} class="record-link" href={href("record", { id })}>
          {at + 1}
        </a>
      ))}
    </p>
  );
}

function List(props: { readonly list: readonly Matter[]; readonly at: number; readonly now: number; readonly choose: (to: number) => void }) {
  return (
    <ol class="matter-list" aria-label={t().list}>
      {props.list.map((one, i) => (
        <li key={one.id}>
          <button class={`says matter-row matter-${one.severity}`} aria-current={i === props.at ? "true" : undefined} onClick={() => props.choose(i)}>
            <b>{t().types[one.type] ?? one.type}</b>
            <span>
              {one.place.name} {one.count ? `· ${t().records(one.count)}` : ""}
            </span>
            <span class="note">{age(props.now - one.since)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Buttons(props: { readonly acts: readonly Act[]; readonly noting: Act | null; readonly run: (act: Act, note?: string) => void }) {
  const { acts, noting, run } = props;
  return (
    <>
      <p class="acts">
        {acts.map((act, i) => (
          <button key={act.id} class={i === 0 ? "primary" : ""} aria-pressed={noting === act ? "true" : undefined} onClick={(event) => event.detail < 2 && run(act)}>
            <kbd>{i + 1}</kbd> {act.label}
          </button>
        ))}
      </p>
      {noting && <Note keep={(note) => run(noting, note)} />}
    </>
  );
}

function Note({ keep }: { readonly keep: (note: string) => void }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) keep(text.trim());
      }}
    >
      <label>
        {t().note} <span class="note">{t().noteNeeded}</span>
        <input ref={field} value={text} maxLength={200} onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <button class="primary" disabled={!text.trim()}>
        {t().save}
      </button>
    </form>
  );
}
