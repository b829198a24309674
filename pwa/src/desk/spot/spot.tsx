/** Spot checks: draw doors that were recorded done, and enter what somebody from outside found. */

import { useState } from "preact/hooks";
import { spot } from "../../words/desk/spot";
import { post, type Problem } from "../api";
import { asKnown, knownQuery } from "../asof";
import { useCompounds } from "../below";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { Options } from "../options";
import type { PageProps } from "../page";
import { ProblemNote, problemWords } from "../problem";
import { change, href, route } from "../route";
import { say, w, wordsOf } from "../words";
import { SampleCard } from "./sample";
import "./spot.css";
import type { Samples } from "./types";

const t = wordsOf(spot);

export function SpotPage({ me, place }: PageProps) {
  const compounds = useCompounds(place);
  const list = compounds.data?.places ?? [];
  const chosen = route.value.params["compound"] ?? list[0]?.id ?? null;
  return (
    <>
      <div class="heading">
        <h1>{t().heading}</h1>
        {list.length > 0 && (
          <label class="inline">
            {t().compound}{" "}
            <select value={chosen ?? ""} onChange={(event) => change({ compound: event.currentTarget.value })}>
              <Options of={list} />
            </select>
          </label>
        )}
        {chosen && <ExportBar me={me} tables={[{ table: "spot", title: t().heading, query: { place: chosen, ...knownQuery() } }]} />}
      </div>
      {compounds.problem && <ProblemNote problem={compounds.problem} again={compounds.again} />}
      {compounds.data && !list.length && (
        <p class="empty">
          {t().noCompound} {me.may.includes("roster") && <a href={href("roster", { place: place.id })}>{w().toRoster}</a>}
        </p>
      )}
      {chosen && <OfCompound key={chosen} compound={chosen} />}
    </>
  );
}

function OfCompound({ compound }: { readonly compound: string }) {
  const { data, problem, again } = useLoad<Samples>(asKnown(`/spot-samples?place=${encodeURIComponent(compound)}`), 60_000);
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  const draw = async (day: string, kind: string, checker: string, second: string | null): Promise<void> => {
    setBusy(true);
    try {
      const body = { place: compound, day, ...(kind ? { kind } : {}), ...(checker ? { checker } : {}), ...(second ? { second_of: second } : {}) };
      const made = await post<{ drawn: number }>("/spot-samples", body);
      setSaid({ text: t().drawn(made.drawn), bad: false });
    } catch (error) {
      const found = error as Problem;
      setSaid({ text: found.status === 422 ? t().nothingToDraw : problemWords(found), bad: true });
    } finally {
      setBusy(false);
      again();
    }
  };

  if (problem?.status === 422) return <p class="empty">{t().noRule}</p>;
  if (!data) return problem && <ProblemNote problem={problem} again={again} />;
  return (
    <>
      {problem && <ProblemNote problem={problem} again={again} />}
      <p class="note">{t().lead(data.size, data.most_misses)}</p>
      {data.draws && <DrawForm today={data.day} kinds={data.kinds} busy={busy} draw={draw} />}
      <p class={`slot ${said?.bad ? "bad" : "good"}`} role="status">{said?.text}</p>
      {!data.samples.length && <p class="empty">{data.draws ? t().empty : t().noneThen}</p>}
      {data.samples.map((one, index) => (
        <SampleCard
          key={one.id}
          sample={one}
          open={index === 0}
          enters={data.draws}
          busy={busy}
          second={() => void draw(one.day, one.kind.id, "", one.id)}
          tell={(text, bad) => setSaid({ text, bad })}
          again={again}
        />
      ))}
    </>
  );
}

interface FormProps {
  readonly today: string;
  readonly kinds: Samples["kinds"];
  readonly busy: boolean;
  readonly draw: (day: string, kind: string, checker: string, second: string | null) => Promise<void>;
}

function DrawForm({ today, kinds, busy, draw }: FormProps) {
  const [day, setDay] = useState(today);
  const [kind, setKind] = useState(kinds[0]?.id ?? "");
  const [checker, setChecker] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    void draw(day, kind, checker.trim(), null);
  };
  return (
    <form class="panel draw-sample" onSubmit={send}>
      <label>
        {t().day} <input type="date" required max={today} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
      </label>
      {kinds.length > 1 && (
        <label>
          {t().kind}{" "}
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            {kinds.map((one) => <option key={one.id} value={one.id}>{say(one.label)}</option>)}
          </select>
        </label>
      )}
      <label>
        {t().checker} <input maxLength={40} value={checker} onInput={(event) => setChecker(event.currentTarget.value)} />
      </label>
      <button class="primary" disabled={busy}>{t().draw}</button>
    </form>
  );
}
