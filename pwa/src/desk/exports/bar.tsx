/** 导出 and 打印 above a table; on paper the bar becomes the as-of watermark of every page. */

import { useState } from "preact/hooks";
import type { Me, PlaceRow } from "../types";
import { day, moment, w } from "../words";
import { type Asked, ExportDialog } from "./dialog";
import "./exports.css";

interface Props {
  readonly me: Me;
  readonly place: PlaceRow;
  /** What may be exported of what the page shows; none where paper is all there is. */
  readonly tables: readonly Asked[];
  /** When what the page shows was read (ms). */
  readonly knownAt: number;
}

export function ExportBar({ me, place, tables, knownAt }: Props) {
  const t = w().exportsPage;
  const [asked, setAsked] = useState<Asked | null>(null);
  const may = me.may.includes("export");
  return (
    <>
      <p class="export-bar">
        {may &&
          tables.map((each) => (
            <button key={each.table} onClick={() => setAsked(each)}>
              {tables.length > 1 ? t.exportOf(each.title) : t.export}
            </button>
          ))}
        <button onClick={() => print()}>{t.print}</button>
      </p>
      <AsOf me={me} place={place} knownAt={knownAt} />
      {asked && <ExportDialog asked={asked} names={me.may.includes("export.names")} onClose={() => setAsked(null)} />}
    </>
  );
}

/** On every page of paper: what it shows, as known when, printed by whom. */
function AsOf({ me, place, knownAt }: { me: Me; place: PlaceRow; knownAt: number }) {
  const t = w().exportsPage;
  const when = `${day(knownAt)} ${moment(knownAt).split(" ").at(-1) ?? ""}`;
  return (
    <div class="paper-only" aria-hidden="true">
      <p class="paper-mark">{t.asOf(when)}</p>
      <p class="paper-line">
        {w().title} · {place.name} · {t.asOf(when)} · {t.printedBy(me.user.name)}
      </p>
    </div>
  );
}
