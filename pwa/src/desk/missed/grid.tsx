/** Places × sessions of the last days: a table whose cells that lack something open. */

import { type ComponentChildren, Fragment } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { missed } from "../../words/desk/missed";
import { useArrows } from "../arrows";
import { dayName, shortDay, w, wordsOf } from "../words";
import type { Time } from "./types";
import "./grid.css";

const t = wordsOf(missed);

export interface GridRow {
  readonly id: string;
  readonly head: ComponentChildren;
  readonly cells: readonly ComponentChildren[];
  /** A word that stands above the first row of a group. */
  readonly group?: string;
}

interface Props {
  readonly times: readonly Time[];
  readonly rows: readonly GridRow[];
  readonly label: string;
  readonly corner: string;
  /** What is chosen, if anything: it is kept in sight. */
  readonly chosen?: string | undefined;
}

export function Grid({ times, rows, label, corner, chosen }: Props) {
  const box = useArrows<HTMLDivElement>();
  useLayoutEffect(() => {
    // The names of the rows stay where they are, and must not lie over what has the focus.
    const names = box.current?.querySelector<HTMLElement>("thead th");
    if (box.current && names) box.current.style.scrollPaddingInlineStart = `${names.offsetWidth}px`;
    const current = box.current?.querySelector("[aria-current]");
    // The newest day is what people come for; whoever has chosen a cell sees that one.
    if (current) current.scrollIntoView({ block: "nearest", inline: "nearest" });
    else box.current?.scrollTo({ left: box.current.scrollWidth });
  }, [times.length, chosen]);
  const days = new Map<string, number>();
  for (const { day } of times) days.set(day, (days.get(day) ?? 0) + 1);
  return (
    <div class="scroll rounds-scroll" ref={box} tabindex={0} role="group" aria-label={label}>
      <table class="rounds">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {corner}
            </th>
            {[...days].map(([day, span]) => (
              <th key={day} scope="colgroup" colSpan={span} title={dayName(day)}>
                {shortDay(day)}
              </th>
            ))}
          </tr>
          <tr>
            {times.map((time) => (
              <th key={`${time.day}/${time.session}`} scope="col" class="rounds-session" title={w().session[time.session]}>
                {t().short[time.session] ?? time.session}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <Fragment key={row.id}>
              {row.group !== undefined && row.group !== rows[at - 1]?.group && (
                <tr class="rounds-group">
                  <th scope="rowgroup" colSpan={times.length + 1}>
                    <span>{row.group}</span>
                  </th>
                </tr>
              )}
              <tr>
                <th scope="row">{row.head}</th>
                {row.cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
