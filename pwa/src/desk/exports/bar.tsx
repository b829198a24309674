/** 导出 and 打印 above a table: what may be taken away of what the page shows, as it shows it. */

import { useEffect, useState } from "preact/hooks";
import { printPage, readAt } from "../paper";
import type { Me } from "../types";
import { w } from "../words";
import { type Asked, ExportDialog } from "./dialog";
import "./exports.css";

interface Props {
  readonly me: Me;
  /** What may be exported of what the page shows; none where paper is all there is. */
  readonly tables: readonly Asked[];
  /** When what the page shows was read (ms); absent: just now. */
  readonly knownAt?: number | null;
}

export function ExportBar({ me, tables, knownAt = null }: Props) {
  const t = w().exportsPage;
  const [open, setOpen] = useState(false);
  const may = me.may.includes("export") && tables.length > 0;
  useEffect(() => {
    readAt.value = knownAt;
    return () => {
      readAt.value = null;
    };
  }, [knownAt]);
  return (
    <p class="export-bar">
      {may && <button onClick={() => setOpen(true)}>{t.export}</button>}
      <button onClick={printPage}>{t.print}</button>
      {open && <ExportDialog tables={tables} names={me.may.includes("export.names")} onClose={() => setOpen(false)} />}
    </p>
  );
}
