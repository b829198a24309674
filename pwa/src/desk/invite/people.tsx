/** Who signs in, on which phones, when each was last heard; and ending a role or a phone. */

import { remove } from "../api";
import { asOf } from "../asof";
import { Confirm } from "../confirm";
import type { Acts } from "../register/acts";
import { href } from "../route";
import { ScrollTable } from "../scroll-table";
import { day, dayName, span, w } from "../words";
import type { SignedIn } from "./types";
import { t } from "./words";

interface Props {
  readonly people: readonly SignedIn[];
  readonly now: number;
  readonly acts: Acts;
  readonly again: () => void;
  /** Whether the reader may open the page of the phones. */
  readonly mayOpen: boolean;
}

export function SignedInPeople({ people, now, acts, again, mayOpen }: Props) {
  const end = (path: string) => () => remove(`/access/${path}`).then(() => (acts.tell(t().endDone), again()), acts.fail);
  return (
    <section class="panel" aria-labelledby="signed-in">
      <h2 id="signed-in">{t().people}</h2>
      {!people.length && <p class="empty">{asOf.value === null ? t().nobody : t().nobodyThen}</p>}
      {people.length > 0 && (
        <ScrollTable within label={`${t().people} · ${t().roles}`} heads={[t().who, t().roles, t().phones]}>
          {people.map((each) => (
            <tr key={each.user.id}>
              <th scope="row">{each.user.name}</th>
              <td>
                <Grants person={each} now={now} end={end} />
              </td>
              <td>
                <Phones person={each} now={now} end={end} mayOpen={mayOpen} />
              </td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </section>
  );
}

/** What a phone still holds; all about it is on the page of the phones. */
function Held({ n, mayOpen }: { readonly n: number; readonly mayOpen: boolean }) {
  if (!mayOpen) return <span class="chip phone-chip-owes">{t().held(n)}</span>;
  return (
    <a class="chip phone-chip-owes" href={href("phones")}>
      {t().held(n)}
    </a>
  );
}

interface CellProps {
  readonly person: SignedIn;
  readonly now: number;
  readonly end: (path: string) => () => Promise<unknown>;
}

function Grants({ person, now, end }: CellProps) {
  return (
    <ul>
      {person.grants.map((grant) => {
        const over = grant.valid_to !== null && grant.valid_to <= now;
        return (
          <li key={grant.id}>
            {w().roles[grant.role] ?? grant.role} · {grant.place.name}{" "}
            {over ? (
              <span class="chip invitation-withdrawn">{t().ended}</span>
            ) : (
              grant.valid_to !== null && <span class="note">{t().ends(dayName(day(grant.valid_to - 1)))}</span>
            )}{" "}
            {grant.mine && !over && (
              <Confirm ask={t().endSure(person.user.name)} go={end(`grants/${grant.id}`)}>
                {t().end}
                <span class="hidden"> {`${person.user.name} ${grant.place.name}`}</span>
              </Confirm>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Phones({ person, now, end, mayOpen }: CellProps & Pick<Props, "mayOpen">) {
  const mine = person.grants.some((grant) => grant.mine);
  return (
    <ul>
      {person.devices.map((phone) => (
        <li key={phone.id}>
          {phone.label || t().phones}{" "}
          {phone.held !== null && <span class="note">· {phone.last_seen_at === null ? t().never : t().seen(w().ago(span(now - phone.last_seen_at)))}</span>}{" "}
          {phone.held !== null && phone.held > 0 && <Held n={phone.held} mayOpen={mayOpen} />}{" "}
          {phone.ended_at !== null ? (
            <span class="chip invitation-withdrawn">{t().ended}</span>
          ) : (
            mine && (
              <Confirm ask={t().endPhoneSure(person.user.name)} go={end(`devices/${phone.id}`)}>
                {t().endPhone}
                <span class="hidden"> {`${person.user.name} ${phone.label}`}</span>
              </Confirm>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
