/** The places to disinfect in this session, grouped by where they are. */

import { days } from "../../words/desk/days";
import { href } from "../route";
import type { Board, BoardArea } from "../types";
import { w, wordsOf } from "../words";

const t = wordsOf(days);

const GLYPH: Record<string, string> = { done: "✓", open: "", missed: "✕", not_yet_known: "◐", attempted: "?" };

export function Areas({ board }: { board: Board }) {
  if (!board.areas.length) return null;
  const groups = new Map<string, BoardArea[]>();
  for (const area of board.areas) groups.set(area.parent.id, [...(groups.get(area.parent.id) ?? []), area]);
  return (
    <section aria-labelledby="areas">
      <div class="toolbar">
        <h2 id="areas">{w().areas}</h2>
        <a href={href("areas")}>{t().toAreas}</a>
      </div>
      <ul class="area-groups">
        {[...groups.values()].map((group) => (
          <li key={group[0]!.parent.id} class="panel">
            <h3>{group[0]!.parent.name}</h3>
            <ul class="area-list">
              {group.map((area) => (
                <li key={area.id} class={`chip chip-${area.state}`}>
                  <Area area={area} board={board} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** To its record; to what explains it where none is there. */
function Area({ area, board }: { area: BoardArea; board: Board }) {
  const text = `${area.name} ${GLYPH[area.state] ?? ""}${w().area[area.state as "done"] ?? ""}`;
  const record = area.records[0];
  if (record) return <a href={href("record", { id: record })}>{text}</a>;
  if (area.state !== "missed" && area.state !== "not_yet_known") return <>{text}</>;
  return <a href={href("missed", { at: area.id, day: board.day, session: board.session })}>{text}</a>;
}
