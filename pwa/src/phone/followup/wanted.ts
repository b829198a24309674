/** What people need: their own records, and what was said at the door and nobody has taken up yet. */

import type { Stated } from "../../store/records";
import type { DoorView } from "../../store/types";
import { listOf } from "../door/entry";

const OPEN = new Set(["asked", "taken"]);

export interface Need {
  readonly place: string;
  readonly what: string;
  /** null: said at the door, no record of its own yet. */
  readonly record: Stated | null;
  readonly since: number;
}

/** Open needs, urgent ones first, then by how long they wait. */
export function needsOpen(records: readonly Stated[], screened: Iterable<readonly [string, DoorView]>, today: (at: number) => boolean): readonly Need[] {
  const own = records.filter((one) => OPEN.has(String(one.fields.state)));
  const known = new Set(records.filter((one) => today(one.at) || OPEN.has(String(one.fields.state))).map((one) => `${one.place} ${String(one.fields.what)}`));
  const said: Need[] = [];
  for (const [place, view] of screened) {
    for (const what of listOf(view.fields.needs)) {
      if (known.has(`${place} ${what}`)) continue;
      known.add(`${place} ${what}`);
      said.push({ place, what, record: null, since: view.observedAt ?? 0 });
    }
  }
  const all = [...own.map((record) => ({ place: record.place, what: String(record.fields.what), record, since: record.at })), ...said];
  const rank = (need: Need) => (need.record?.fields.urgent === true ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b) || a.since - b.since);
}
