/** A table that scrolls by itself where it is wider than the page: reached by keyboard, named for readers. */

import type { ComponentChildren } from "preact";

/** What stands over a column. */
export type Head = string | { readonly figure: string } | { readonly hidden: string } | { readonly acts: string };

interface Props {
  readonly label: string;
  /** The heads; `{ figure }` stands over numbers, `{ acts }` over buttons, `{ hidden }` too and is read aloud only. */
  readonly heads: readonly Head[];
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
            {heads.map((head) => (
              <HeadCell key={JSON.stringify(head)} head={head} />
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function HeadCell({ head }: { readonly head: Head }) {
  if (typeof head === "string") return <th scope="col">{head}</th>;
  if ("figure" in head)
    return (
      <th scope="col" class="figure">
        {head.figure}
      </th>
    );
  return (
    <th scope="col" class="acts">
      {"acts" in head ? head.acts : <span class="hidden">{head.hidden}</span>}
    </th>
  );
}
