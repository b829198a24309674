/** A table that scrolls by itself where it is wider than the page: reached by keyboard, named for readers. */

import type { ComponentChildren } from "preact";

interface Props {
  readonly label: string;
  /** The heads; `{ hidden }` stands over a column of buttons and is read aloud only. */
  readonly heads: readonly (string | { readonly hidden: string })[];
  /** Set where a named section holds the table: one landmark is enough. */
  readonly within?: boolean;
  readonly caption?: string;
  readonly panel?: boolean;
  /** The class of the table itself. */
  readonly table?: string;
  /** The rows. */
  readonly children: ComponentChildren;
}

export function ScrollTable({ label, heads, within, caption, panel, table, children }: Props) {
  return (
    <div class={panel ? "scroll panel" : "scroll"} tabindex={0} role={within ? "group" : "region"} aria-label={label}>
      <table class={table}>
        {caption && <caption class="hidden">{caption}</caption>}
        <thead>
          <tr>
            {heads.map((head) =>
              typeof head === "string" ? (
                <th key={head} scope="col">
                  {head}
                </th>
              ) : (
                <th key={head.hidden} scope="col" class="acts">
                  <span class="hidden">{head.hidden}</span>
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
