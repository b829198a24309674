/** What an import would change, and every bad cell by line, column, value and reason. */

import type { ComponentChildren } from "preact";
import { roster } from "../../words/desk/roster";
import { ScrollTable } from "../scroll-table";
import type { Label } from "../types";
import { say, w, wordsOf } from "../words";
import type { Made } from "./undo";

const t = wordsOf(roster);
const SHOWN = 100;

export interface Preview {
  readonly encoding: string;
  readonly columns: readonly { readonly heading: string; readonly field: string | null }[];
  readonly added: number;
  readonly changed: number;
  readonly left: number;
  /** What takes it back, once it was written. */
  readonly undo: Made | null;
  readonly not_in_file: number;
  readonly new_places: Readonly<Record<string, number>>;
  /** How the first new compounds and buildings are called. */
  readonly new_names: Readonly<Record<string, readonly string[]>>;
  readonly errors_total: number;
  readonly errors: readonly {
    readonly line: number;
    readonly column: string | null;
    readonly value: string | null;
    readonly reason: Label;
  }[];
}

interface SeenProps {
  readonly seen: Preview;
  readonly busy: boolean;
  readonly apply: () => void;
  /** What may be done beside importing it. */
  readonly children?: ComponentChildren;
}

export function Seen({ seen, busy, apply, children }: SeenProps) {
  const page = w().rosterPage;
  const fresh = Object.entries(seen.new_places).map(([type, n]) => madeOf(t().types[type] ?? type, n, seen.new_names[type] ?? []));
  return (
    <>
      <p class="lead">
        {page.added} {seen.added} · {page.changed} {seen.changed} · {page.left} {seen.left} · {page.encoding} {seen.encoding}
      </p>
      {fresh.length > 0 && <p class="note">{t().places(fresh.join("、"))}</p>}
      {seen.not_in_file > 0 && <p class="note">{t().notInFile(seen.not_in_file)}</p>}
      {seen.errors.length ? <Errors errors={seen.errors} total={seen.errors_total} /> : <p>{page.clean}</p>}
      <p class="acts">
        <button type="button" class="primary" disabled={busy || seen.errors.length > 0} onClick={apply}>
          {page.apply}
        </button>
        {children}
      </p>
    </>
  );
}

/** How many, and how the first of them are called where that is told: a slip of the pen shows. */
function madeOf(what: string, n: number, names: readonly string[]): string {
  if (!names.length) return t().fresh(what, n);
  return names.length < n ? t().freshMore(what, n, names.join("、")) : t().freshNamed(what, n, names.join("、"));
}

function Errors({ errors, total }: { errors: Preview["errors"]; total: number }) {
  const page = w().rosterPage;
  return (
    <>
      <p class="soft bad" role="alert">
        {page.errors(total)}
      </p>
      <ScrollTable within label={page.errors(total)} heads={[{ figure: page.line }, page.column, page.value, page.reason]}>
        {errors.slice(0, SHOWN).map((each) => (
          <tr key={`${each.line}${each.column}${each.reason.en}`}>
            <td class="figure">{each.line}</td>
            <td>{each.column}</td>
            <td>{each.value}</td>
            <td>{say(each.reason)}</td>
          </tr>
        ))}
      </ScrollTable>
      {total > SHOWN && <p class="note">{t().moreErrors(total - SHOWN)}</p>}
    </>
  );
}
