/** What is known of one matter: two accounts side by side, or what the record says. */

import { matters } from "../../words/desk/matters";
import { nameOf } from "../by";
import { href } from "../route";
import { moment, say, wordsOf } from "../words";
import type { Matter, SaidValue, Side } from "./types";

const t = wordsOf(matters);

function Values({ values }: { readonly values: readonly SaidValue[] }) {
  return (
    <>
      {values.map((one) => (
        <div key={one.field} class="said">
          <dt>{say(one.label)}</dt>
          <dd>{say(one.words)}</dd>
        </div>
      ))}
    </>
  );
}

function Account({ side, number }: { readonly side: Side; readonly number: number }) {
  return (
    <article class="panel side-card" aria-label={`${number} ${nameOf(side.by)}`}>
      <h3>
        {nameOf(side.by)} {side.place && <span class="note">{side.place.name}</span>}
      </h3>
      <dl>
        <Values values={side.values} />
        {side.method && (
          <div class="said">
            <dt>{t().method}</dt>
            <dd>{say(side.method)}</dd>
          </div>
        )}
        <div class="said">
          <dt>{t().observed}</dt>
          <dd>{moment(side.observed_at)}</dd>
        </div>
        <div class="said">
          <dt>{t().received}</dt>
          <dd>{moment(side.received_at)}</dd>
        </div>
      </dl>
      {side.record && <a href={href("record", { id: side.record })}>{t().opened}</a>}
    </article>
  );
}

/** What somebody has to do with the matter: a name alone could be taken for the person it is about. */
function whoWords(type: string): string {
  if (type === "lost") return t().whose;
  return type === "returned" || type === "stopped" ? t().whoStepped : t().who;
}

function facts(matter: Matter): [string, string][] {
  const found: [string, string][] = [];
  if (matter.who) found.push([whoWords(matter.type), nameOf(matter.who)]);
  if (matter.people?.length) found.push([t().who, matter.people.join("、")]);
  if (matter.due_at) found.push([t().due, moment(matter.due_at)]);
  return found;
}

/** A sentence about the matter that its values do not say. */
export function sentenceOf(matter: Matter): string {
  const n = matter.count ?? 0;
  if (matter.type === "quarantined") return `${t().whys[matter.why ?? ""] ?? ""}。${t().decides(n)}`;
  if (matter.type === "lost") return `${t().lostOf(n)} · ${t().whys[matter.why ?? ""] ?? ""}`;
  if (matter.type === "returned") return matter.why ?? "";
  if (matter.type === "stopped") return `${say(matter.state_label)}: ${matter.why ?? ""} ${t().mustStop}`;
  if (matter.type === "late") return t().records(n);
  if (matter.type === "emptied") return [t().stated[matter.state ?? ""] ?? "", matter.slot ? t().answeredSince : ""].filter(Boolean).join(" · ");
  return "";
}

export function Known({ matter }: { readonly matter: Matter }) {
  const sides = matter.sides ?? [];
  const said = sentenceOf(matter);
  return (
    <>
      {said && <p class="lead">{said}</p>}
      <dl>
        {facts(matter).map(([name, value]) => (
          <div key={name} class="said">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <Values values={matter.values ?? []} />
      </dl>
      {sides.length > 0 && (
        <div class="sides">
          {sides.map((side, i) => (
            <Account key={side.id} side={side} number={i + 1} />
          ))}
        </div>
      )}
    </>
  );
}
