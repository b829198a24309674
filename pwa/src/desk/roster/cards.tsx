/** QR cards for doors, areas and stairwells, as paper. */

import { useState } from "preact/hooks";
import { roster } from "../../words/desk/roster";
import { download, type Problem } from "../api";
import { Options } from "../options";
import { problemWords } from "../problem";
import type { PlaceRow } from "../types";
import { lang, w, wordsOf } from "../words";

const t = wordsOf(roster);
const KINDS = ["area", "door", "stairwell"] as const;

export function Cards({ compounds }: { readonly compounds: readonly PlaceRow[] }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function fetchPaper(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const query = new URLSearchParams({ place: String(form.get("place")), kind: String(form.get("kind")), lang: lang.value });
    const phone = String(form.get("phone")).trim();
    if (phone) query.set("phone", phone);
    setBusy(true);
    setProblem(null);
    await download(`/cards?${query.toString()}`, `cards-${String(form.get("kind"))}.pdf`).catch((error: unknown) =>
      setProblem(problemWords(error as Problem)),
    );
    setBusy(false);
  }

  return (
    <form class="panel" onSubmit={(event) => void fetchPaper(event)}>
      <h2>{t().cards}</h2>
      <p class="note">{t().cardsHelp}</p>
      <div class="fields">
        <label>
          {w().rosterPage.compound}
          <select name="place">
            <Options of={compounds} />
          </select>
        </label>
        <label>
          {t().cardsKind}
          <select name="kind">
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t().cardKinds[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t().cardsPhone}
          <input name="phone" maxLength={40} autocomplete="off" />
        </label>
      </div>
      <button class="primary" disabled={busy}>
        {t().cardsGo}
      </button>
      <p class={`slot ${problem ? "bad" : ""}`} role="status">
        {busy ? t().cardsMaking : problem}
      </p>
    </form>
  );
}
