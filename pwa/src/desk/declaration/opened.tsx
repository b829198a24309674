/** One place: conditions and the next step on the left, what happened on the right. */

import { useEffect, useState } from "preact/hooks";
import { declaration } from "../../words/desk/declaration";
import { download } from "../api";
import { asOf, offer } from "../asof";
import { problemWords } from "../problem";
import { Closed } from "../closed";
import { Copy } from "../copy";
import { href } from "../route";
import type { Problem } from "../api";
import { moment, say, w, wordsOf } from "../words";
import { Steps } from "./steps";
import type { Standing } from "./types";

const t = wordsOf(declaration);

interface Props {
  readonly shown: Standing;
  readonly again: () => void;
}

export function Opened({ shown, again }: Props) {
  useEffect(() => {
    const steps = shown.history.filter((line) => line.step !== null && !line.refused);
    const named = (step: string) => ({ zh: declaration.zh.snapshot(declaration.zh.steps[step] ?? step), en: declaration.en.snapshot(declaration.en.steps[step] ?? step) });
    offer(steps.map((line) => ({ at: line.at, label: named(line.step ?? "") })));
  }, [shown.steps]);
  const off = ["suspended", "revoked", "withdrawn"].includes(shown.state);
  return (
    <div class="two-columns standing">
      <div>
        <section class="panel" aria-labelledby="opened">
          <h2 id="opened">{shown.place.name}</h2>
          <p>
            <span class={`standing-state ${shown.active ? "on" : off ? "off" : ""}`}>{say(shown.label)}</span>{" "}
            {shown.held_days !== null && shown.active && <span>{t().held(shown.held_days)}</span>}
            {shown.notice_until !== null && <span>{t().noticeUntil(moment(shown.notice_until))}</span>}
          </p>
          {shown.returned && <p class="soft warn">{t().returned(w().roles[shown.returned.role] ?? "", shown.returned.reason)}</p>}
          {shown.review.length + shown.review_closed > 0 && (
            <p class="soft warn">
              {t().review}{shown.review.length > 0 && ": "}
              {shown.review.map((id, index) => (
                <a key={id} href={href("record", { id })}>{index + 1} </a>
              ))}
            </p>
          )}
          <Closed n={shown.review_closed} counted />
          {shown.must_stop.length > 0 && <MustStop shown={shown} />}
          <h3>{t().conditions(shown.conditions.parts.length)}</h3>
          <Conditions shown={shown} />
          <Steps shown={shown} again={again} />
        </section>
        {shown.certificate && <Paper shown={shown} />}
      </div>
      <History shown={shown} />
    </div>
  );
}

function Conditions({ shown }: { readonly shown: Standing }) {
  const compound = shown.place.type === "compound";
  return (
    <ul>
      {shown.conditions.parts.map((part) => (
        <li key={part.id} class={`condition verdict-${part.verdict}`}>
          <b>{t().parts[part.id]}</b> · {w().verdictShort[part.verdict]}
          {say(part.words) && <div>{say(part.words)}</div>}
          <div class="leads">
            {compound && part.id === "six" && <a href={href("checklist", { compound: shown.place.id })}>{t().toChecklist}</a>}
            {part.id === "below" && <a href={href("rollup", { at: shown.place.id })}>{t().toBelow}</a>}
            {compound && part.id === "zero" && <a href={href("zero", { compound: shown.place.id })}>{t().toZero}</a>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function MustStop({ shown }: { readonly shown: Standing }) {
  const list = shown.must_stop.map((one) => say(one.label)).join(t().apart);
  const sentence = t().stopSentence(shown.place.name, say(shown.label), list);
  return (
    <div class="soft bad" role="alert">
      <p><b>{t().mustStop}</b></p>
      <p>{sentence}</p>
      <p><Copy text={sentence}>{t().copy}</Copy></p>
    </div>
  );
}

function Paper({ shown }: { readonly shown: Standing }) {
  const [bad, setBad] = useState("");
  const held = shown.certificate;
  if (!held) return null;
  const path = `/standings/certificate?place=${encodeURIComponent(shown.place.id)}`;
  const print = () => void download(path, `${shown.place.name}.pdf`).catch((error: unknown) => setBad(problemWords(error as Problem)));
  return (
    <section class="panel" aria-labelledby="paper">
      <h2 id="paper">{t().certificate}</h2>
      <p>{t().number} <b>{held.number}</b></p>
      {held.cutoff_at !== null && <p>{t().cutoff} {moment(held.cutoff_at)}</p>}
      <p>{t().digest} <code>{held.digest}</code></p>
      <p>
        {asOf.value === null && <button onClick={print}>{t().print}</button>}{" "}
        <a href={held.address} target="_blank" rel="noreferrer">{t().publicPage}</a>
      </p>
      <p class="slot bad" role="status">{bad}</p>
      <h3>{t().allowed}</h3>
      {!shown.privileges.length && <p>{shown.active ? t().nothingAllowed : t().nothingNow}</p>}
      <ul>{shown.privileges.map((one) => <li key={one.id}>✓ {say(one.label)}</li>)}</ul>
    </section>
  );
}

function History({ shown }: { readonly shown: Standing }) {
  return (
    <section class="panel" aria-labelledby="happened">
      <h2 id="happened">{t().history}</h2>
      {!shown.history.length && <p class="empty">{t().noHistory}</p>}
      <ol class="history">
        {shown.history.map((line) => (
          <li key={line.record + line.at}>
            <b>{line.step ? t().steps[line.step] : say(line.words)}</b> · {moment(line.at)}
            {line.role && <div class="note">{w().roles[line.role] ?? line.role} {line.by}</div>}
            {line.reason && <div>{line.reason}</div>}
            {line.policy && <div class="note">{t().basis(line.policy.id === shown.policy.id ? say(shown.policy.name) : line.policy.id, line.policy.version)}</div>}
            {line.refused && <div class="note">{t().notCounted(say(line.refused))}</div>}
          </li>
        ))}
      </ol>
    </section>
  );
}
