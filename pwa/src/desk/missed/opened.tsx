/** One round, opened: which doors, who was responsible, what to write to the group, what was said. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { missed as pageWords } from "../../words/desk/missed";
import { asKnown, asOf } from "../asof";
import { lookOf, GLYPH } from "../board/look";
import { word } from "../board/states";
import { useLoad } from "../load";
import { backTo } from "../focus";
import { pageName } from "../page";
import { ProblemNote } from "../problem";
import { change, href } from "../route";
import { dayName, moment, w, wordsOf } from "../words";
import { Copied } from "./copied";
import { Explain } from "./explain";
import type { Missing, Opened } from "./types";

const t = wordsOf(pageWords);
const NAMED_DOORS = 10;

interface Props {
  /** The place by its name and that of its building; the answer tells only the place's own. */
  readonly named: string | undefined;
  readonly at: string;
  readonly day: string;
  readonly session: string;
  readonly may: readonly string[];
  readonly changed: () => void;
}

/** Closes the panel: a key that does so has been used. */
export function shut(): true {
  backTo("[data-cell][aria-current]", () => change({ at: null, day: null, session: null }));
  return true;
}

export function RoundPanel({ named, at, day, session, may, changed }: Props) {
  const path = asKnown(`/missed/round?place=${encodeURIComponent(at)}&day=${day}&session=${encodeURIComponent(session)}`);
  const { data: answer, problem, again } = useLoad<Opened>(path);
  const data = answer && { ...answer, place: { ...answer.place, name: named ?? answer.place.name } };
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [data?.place.id]);
  const both = (): void => {
    again();
    changed();
  };
  return (
    <aside class="panel round-panel" aria-labelledby="round">
      <div class="toolbar">
        <h2 id="round" ref={head} tabIndex={-1}>
          {data ? titleOf(data) : problem ? pageName("missed") : w().loading}
        </h2>
        <button onClick={shut}>{t().close}</button>
      </div>
      {problem && <ProblemNote problem={problem} again={again} />}
      {data && (
        <>
          <p>
            <b>{t().states[data.state === "open" && data.starts_at > data.known_at ? "ahead" : data.state]}</b> · <a href={boardOf(data)}>{t().board}</a>
          </p>
          <Doors data={data} />
          <OnDuty data={data} mayName={may.includes("people")} />
          <Silent data={data} />
          {data.state !== "done" && data.state !== "open" && <Copied sentence={sentenceOf(data)} />}
          <Explain data={data} may={may.includes("settle") && asOf.value === null} changed={both} />
        </>
      )}
    </aside>
  );
}

function whenOf(data: Opened): string {
  return `${dayName(data.day)} ${w().session[data.session] ?? data.session}`;
}

function titleOf(data: Opened): string {
  return t().title(data.place.name, dayName(data.day), w().session[data.session] ?? data.session);
}

function boardOf(data: Opened): string {
  const when = { day: data.day, session: data.session };
  return data.kind === "screening" ? href("building", { building: data.place.id, ...when }) : href("board", when);
}

function Section({ head, children }: { head: string; children: ComponentChildren }) {
  return (
    <section>
      <h3>{head}</h3>
      {children}
    </section>
  );
}

function Doors({ data }: { data: Opened }) {
  if (!data.doors.length) return null;
  const when = { day: data.day, session: data.session };
  if (data.kind !== "screening") {
    const record = data.doors[0]?.record;
    return <p>{record ? <a href={href("record", { id: record })}>{t().record}</a> : t().area}</p>;
  }
  return (
    <Section head={t().doors[data.state === "none" || data.state === "done" ? "missed" : data.state](data.doors.length)}>
      <ul class="round-doors">
        {data.doors.map((door) => {
          const look = lookOf(door);
          return (
            <li key={door.id}>
              <a href={href("building", { building: data.place.id, door: door.id, ...when })}>
                {GLYPH[look]} {doorName(door)} <span class="note">{word(look)}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function doorName(door: Missing): string {
  return door.stairwell === null ? door.name : `${w().stairwell(door.stairwell)} ${door.name}`;
}

function OnDuty({ data, mayName }: { data: Opened; mayName: boolean }) {
  return (
    <Section head={t().onDuty}>
      {!data.on_duty.length && (
        <p>
          {t().nobody} {mayName && <a href={href("people")}>{t().toPeople}</a>}
        </p>
      )}
      <ul>
        {data.on_duty.map((one) => (
          <li key={`${one.name}/${one.role}`}>
            {one.name}{" "}
            <span class="note">
              {t().as[one.role] ?? w().roles[one.role] ?? one.role} · {one.place.name}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Silent({ data }: { data: Opened }) {
  if (data.state === "open" || data.state === "done" || data.state === "none") return null;
  if (!data.silent.length) return <p class="note">{t().allHeard}</p>;
  return (
    <Section head={t().why}>
      <p>{t().unheard}</p>
      <ul>
        {data.silent.map((one) => (
          <li key={`${one.name}/${one.phone}`}>
            {one.name} <span class="note">{one.phone} · {one.heard_at === null ? t().never : t().heard(moment(one.heard_at))}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Words for the group: what is not there yet, what would help, and nobody's fault. */
function sentenceOf(data: Opened): string {
  const when = whenOf(data);
  if (data.state === "not_yet_known") return t().askPhone(data.place.name, when);
  if (data.kind !== "screening") return t().askArea(data.place.name, when);
  const named = data.doors.slice(0, NAMED_DOORS).map(doorName).join("、");
  const list = data.doors.length > NAMED_DOORS ? t().more(named, data.doors.length) : named;
  return t().askDoors(data.place.name, when, list, data.doors.length);
}
