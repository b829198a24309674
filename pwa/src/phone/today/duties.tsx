/** What today asks for beside the rounds: a line for each duty that is this person's, none where there is nothing. */

import type { Book } from "../../store/types";
import { Icon } from "../../ui/icon";
import { gate as gateWords } from "../../words/phone/gate";
import { entriesOf, myGates, passagesNow, watchAt } from "../gate/state";
import { wordsOf } from "../page-words";
import { hrefTo } from "../route";

const gates = wordsOf(gateWords);

interface Duty {
  readonly key: string;
  readonly title: string;
  readonly state: string;
  readonly href: string;
}

function gateDuties(from: Book): readonly Duty[] {
  return myGates(from).map((gate) => {
    const counts = passagesNow(entriesOf(), gate.id, watchAt(from.catalogue, gate.id).shift);
    return { key: gate.id, title: gates().card(gate.name), state: gates().counts(counts.in, counts.out), href: hrefTo("gate", gate.id) };
  });
}

export function DutyRows({ from }: { readonly from: Book }) {
  const duties = gateDuties(from);
  if (duties.length === 0) return null;
  return (
    <ul class="list">
      {duties.map(({ key, title, state, href }) => (
        <li key={key}>
          <a class="list-row" href={href}><span class="grow">{title}</span><span class="end num">{state}</span><Icon name="chevron-right" /></a>
        </li>
      ))}
    </ul>
  );
}
