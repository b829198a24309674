/** Earlier sessions of the same day, a line for each building: how far it came, and when the community had it. */

import { useEffect, useState } from "preact/hooks";
import type { Book, DoorView, Place } from "../../store/types";
import { Icon } from "../../ui/icon";
import { words } from "../../words";
import { buildingName, sessionName } from "../building/state";
import { tally } from "../building/tally";
import { descendantsOf, history, slotsOf } from "../data";
import { momentText } from "../door/before";
import { myBuildings, type Round } from "../rounds";

/** The door that was recorded last: what a phone records is received in that order. */
function lastOf(views: ReadonlyMap<string, DoorView>): readonly [string, DoorView] | undefined {
  return [...views].reduce<readonly [string, DoorView] | undefined>((last, one) => ((one[1].observedAt ?? 0) > (last?.[1].observedAt ?? -1) ? one : last), undefined);
}

/** When the community received the last record of a round; null while it is still read, or nobody says. */
function useReceivedAt(views: ReadonlyMap<string, DoorView>): number | null {
  const [at, setAt] = useState<number | null>(null);
  const [place, view] = lastOf(views) ?? [];
  const ids = view?.recordIds.join() ?? "";
  useEffect(() => {
    let current = true;
    void (place === undefined ? Promise.resolve([]) : history(place)).then((records) => {
      const ops = records.filter((one) => ids.includes(one.id)).flatMap((one) => one.ops);
      if (current) setAt(ops.reduce<number | null>((latest, op) => (op.receivedAt === null ? latest : Math.max(latest ?? 0, op.receivedAt)), null));
    }).catch(console.error);
    return () => { current = false; };
  }, [place, ids, view?.unsent]);
  return at;
}

function Line({ from, building, at }: { readonly from: Book; readonly building: Place; readonly at: Round }) {
  const w = words.value;
  const views = slotsOf(building.id, "screening", at.day, at.session).value;
  const counts = tally(descendantsOf(building.id, "household"), views);
  const received = useReceivedAt(views);
  const unsent = [...views.values()].some((view) => view.unsent);
  const where = unsent ? w.sync.saved : `${w.sync.received}${received === null ? "" : ` ${momentText(received, w)}`}`;
  return (
    <li class="list-row">
      <Icon name={counts.due > 0 && counts.visited === counts.due ? "circle-check" : "clock"} />
      <span class="grow">{sessionName(from, at.session)} · {buildingName(building, w)}{counts.visited > 0 ? <><br /><span class="small">{where}</span></> : null}</span>
      <span class="end num">{counts.visited}/{counts.due}<span class="vh"> {w.round.progress(counts.visited, counts.due)}</span></span>
    </li>
  );
}

export function Earlier({ from, at }: { readonly from: Book; readonly at: Round }) {
  const { sessions } = from.catalogue.policy;
  const before = sessions.slice(0, Math.max(0, sessions.findIndex((s) => s.id === at.session)));
  const lines = before.flatMap((session) => myBuildings(from).map((building) => ({ building, session: session.id })));
  if (lines.length === 0) return null;
  return (
    <ul class="list">
      {lines.map(({ building, session }) => <Line key={`${session}${building.id}`} from={from} building={building} at={{ day: at.day, session }} />)}
    </ul>
  );
}
