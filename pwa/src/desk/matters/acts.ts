/** What can be done about a matter, in the order of the keys 1, 2, 3; each may say how it is undone. */

import { matters } from "../../words/desk/matters";
import { post } from "../api";
import { amend, type Undo } from "../record/amend";
import { day, wordsOf } from "../words";
import type { Matter } from "./types";

export interface Act {
  readonly id: string;
  readonly label: string;
  /** Asks for a sentence first. */
  readonly noted: boolean;
  readonly run: (note: string) => Promise<Undo>;
}

const t = wordsOf(matters);

function act(id: string, label: string, run: (note: string) => Promise<Undo>, noted = false): Act {
  return { id, label, run, noted };
}

function settling(matter: Matter): Act[] {
  const { records, heads } = matter;
  const settle = async (take: string | null, note: string): Promise<Undo> => {
    const { ops } = await post<{ readonly ops: readonly string[] }>("/matters/settle", { records, heads, take, note });
    return () => post("/matters/reopen", { records, ops, note: t().takenBack });
  };
  const sides = matter.sides ?? [];
  const pair = sides.length === 2 ? [t().takeLeft, t().takeRight] : null;
  const takes = sides.map((side, i) =>
    act(`take-${i}`, pair?.[i] ?? t().take(i + 1), () => settle(side.id, "")),
  );
  return [...takes, act("both", t().both, (note) => settle(null, note), true)];
}

function deciding(matter: Matter, place: string): Act[] {
  const decide = (decision: string) => post("/matters/decide", { place, ops: matter.records, decision });
  const admit = act("admit", t().admit(matter.records.length), async () => (await decide("admit"), null));
  const refuse = act("refuse", t().refuse, async () => {
    await decide("refuse");
    return matter.actions.includes("admit") ? () => decide("admit") : null;
  });
  return matter.actions.includes("admit") ? [admit, refuse] : [refuse];
}

function seeing(matter: Matter, place: string): Act {
  const see = (seen: boolean) => post("/matters/seen", { place, matters: [matter.id], seen });
  return act("seen", t().seen, async () => (await see(true), () => see(false)));
}

function changing(matter: Matter): Act[] {
  const record = matter.records[0] ?? "";
  const one = (id: string, label: string, fields: () => Record<string, unknown>) => act(id, label, () => amend(record, fields()));
  const disposed = (disposition: string) => () => ({ disposition, disposed_at: Date.now() });
  switch (matter.type) {
    case "fever":
      return [opening(matter), act("rechecked", t().remeasured, () => amend(record, { outcome: "normal" }, t().remeasured))];
    case "gate_fever":
      return [one("clinic", t().clinic, disposed("clinic")), one("home", t().home, disposed("home")), one("rechecked", t().remeasured, disposed("rechecked"))];
    case "need_late":
    case "need_refused":
      return [
        ...(matter.type === "need_refused" ? [one("take_up", t().takeUp, () => ({ state: "taken" }))] : []),
        one("close", t().close, () => ({ state: "done", closed_at: Date.now() })),
      ];
    case "emptied":
      return [one("occupied", t().occupied, () => ({ state: "occupied" }))];
    default:
      return [];
  }
}

/** Somebody spoke with the person: from now on they are followed as a case, found in this record. */
function opening(matter: Matter): Act {
  return act("case", t().openCase, async () => {
    const said = { event: "opened", category: "fever", happened_on: day(matter.since), found_in: matter.records[0] };
    const { record } = await post<{ record: string }>("/cases", { place: matter.place.id, ...said });
    return () => amend(record, { _void: true });
  });
}

/** The buttons of a matter; none for somebody who may only read. */
export function actsOf(matter: Matter, place: string): readonly Act[] {
  const may = new Set(matter.actions);
  if (may.has("take")) return settling(matter);
  if (may.has("refuse")) return deciding(matter, place);
  const changes = may.size > (may.has("open") ? 1 : 0) ? changing(matter) : [];
  return may.has("seen") ? [seeing(matter, place), ...changes] : changes;
}
