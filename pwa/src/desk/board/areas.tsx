/** The places to disinfect in this session, grouped by where they are. */

import { href } from "../route";
import type { Board, BoardArea } from "../types";
import { w } from "../words";

const GLYPH: Record<string, string> = { done: "✓", open: "", missed: "✕", not_yet_known: "◐", attempted: "?" };

export function Areas({ board }: { board: Board }) {
  if (!board.areas.length) return null;
  const groups = new Map<string, BoardArea[]>();
  for (const area of board.areas) groups.set(area.parent.id, [...(groups.get(area.parent.id) ?? []), area]);
  return (
    <section aria-labelledby="areas">
      <h2 id="areas">{w().areas}</h2>
      <ul class="area-groups">
        {[...groups.values()].map((group) => (
          <li key={group[0]!.parent.id} class="panel">
            <h3>{group[0]!.parent.name}</h3>
            <ul class="area-list">
              {group.map((area) => (
                <li key={area.id} class={`chip chip-${area.state}`}>
                  <Area area={area} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Area({ area }: { area: BoardArea }) {
  const text = `${area.name} ${GLYPH[area.state] ?? ""}${w().area[area.state as "done"] ?? ""}`;
  const record = area.records[0];
  return record ? <a href={href("record", { id: record })}>{text}</a> : <>{text}</>;
}
