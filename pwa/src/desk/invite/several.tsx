/** The leads that the duties name and who are on no phone yet: invited at once, on one sheet. */

import { useState } from "preact/hooks";
import { post, type Problem } from "../api";
import { useLoad } from "../load";
import { type PeopleData, placeName, type Post } from "../people/types";
import { problemWords } from "../problem";
import type { PlaceRow } from "../types";
import type { Invitation, Made } from "./types";
import { t } from "./words";

const leadOf = (one: Post) => String(one.assignment?.fields["lead"] ?? "");

interface Props {
  readonly place: PlaceRow;
  readonly sent: readonly Invitation[];
  readonly onMade: (made: readonly Made[]) => void;
}

/** Drawn once it is known who is invited already: they are not chosen by themselves, a second code would only confuse. */
export function Several({ place, sent, onMade }: Props) {
  const loaded = useLoad<PeopleData>(`/people?place=${encodeURIComponent(place.id)}`);
  const [done, setDone] = useState<{ n: number; all: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [picked, setPicked] = useState<ReadonlyMap<string, boolean>>(new Map());
  const waiting = (loaded.data?.posts ?? []).filter((each) => each.place.type === "building" && leadOf(each) && !each.access.length);

  const invited = new Set(sent.filter(({ state }) => state === "open").flatMap(({ places }) => places.map(({ id }) => id)));
  const isChosen = ({ place: { id } }: Post) => picked.get(id) ?? !invited.has(id);
  const chosen = waiting.filter(isChosen);

  async function go(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const made: Made[] = [];
    setProblem(null);
    try {
      for (const each of chosen) {
        setDone({ n: made.length, all: chosen.length });
        const asked = { name: leadOf(each), role: "building_lead", places: [each.place.id], until: form.get("until") || null };
        made.push({ ...(await post<Made>("/invitations", asked)), name: leadOf(each), places: placeName(each.place) });
      }
    } catch (error) {
      setProblem(problemWords(error as Problem));
    }
    setDone(null);
    // What was made before something failed is shown all the same: its codes are told only once.
    if (made.length) onMade(made);
  }

  return (
    <form class="panel several" onSubmit={(event) => void go(event)}>
      <h2>{t().several}</h2>
      {!waiting.length ? (
        <p class="note">{t().severalNone}</p>
      ) : (
        <>
          <fieldset>
            <legend>{t().severalNote}</legend>
            <div class="choices">
              {waiting.map((each) => (
                <label class="check" key={each.place.id}>
                  <input type="checkbox" checked={isChosen(each)} onChange={(event) => setPicked(new Map([...picked, [each.place.id, event.currentTarget.checked]]))} /> {leadOf(each)} · {placeName(each.place)}
                  {invited.has(each.place.id) && <span class="note"> · {t().states.open}</span>}
                </label>
              ))}
            </div>
          </fieldset>
          <label class="dates">
            {t().until}
            <input type="date" name="until" />
          </label>
          <button class="primary" disabled={done !== null || !chosen.length}>
            {t().severalGo(chosen.length)}
          </button>
        </>
      )}
      <p class={`slot ${problem ? "bad" : ""}`} role="status">
        {problem ?? (done && t().making(done.n, done.all))}
      </p>
    </form>
  );
}
