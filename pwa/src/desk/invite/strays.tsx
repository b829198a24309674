/** Records that belong to no community yet: whoever gives posts can see whose they are. */

import { matters } from "../../words/desk/matters";
import { straysWords } from "../../words/desk/strays";
import { asKnown } from "../asof";
import { useLoad } from "../load";
import { ProblemNote } from "../problem";
import { ScrollTable } from "../scroll-table";
import type { Label, Named } from "../types";
import { moment, say, wordsOf } from "../words";

const t = wordsOf(straysWords);
const m = wordsOf(matters);

interface Stray {
  readonly who: Named;
  readonly why: string;
  readonly kind: { readonly id: string; readonly label: Label } | null;
  readonly said: string | null;
  readonly count: number;
  readonly since: number;
}

/** Nothing where there are none. */
export function Strays({ place }: { readonly place: string }) {
  const { data, problem, again } = useLoad<{ strays: readonly Stray[] }>(asKnown(`/access/strays?place=${encodeURIComponent(place)}`));
  if (problem) return <ProblemNote problem={problem} again={again} />;
  if (!data?.strays.length) return null;
  const heads = [t().who, t().what, t().said, t().why, { figure: t().many }, t().since];
  return (
    <section class="panel" aria-labelledby="strays">
      <h2 id="strays">{t().heading(data.strays.reduce((sum, one) => sum + one.count, 0))}</h2>
      <p class="note">{t().note}</p>
      <ScrollTable within label={t().who} heads={heads}>
        {data.strays.map((one, at) => (
          <tr key={at}>
            <th scope="row">{one.who.name}</th>
            <td>{one.kind ? say(one.kind.label) : t().unreadable}</td>
            <td>{one.said ?? "–"}</td>
            <td>{m().whys[one.why] ?? one.why}</td>
            <td class="figure">{one.count}</td>
            <td>{moment(one.since)}</td>
          </tr>
        ))}
      </ScrollTable>
    </section>
  );
}
