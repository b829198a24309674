/** A lead was taken away: whoever signs in there may be ended too; nothing on the phone is lost. */

import { remove } from "../api";
import type { Acts } from "../register/acts";
import { p } from "./editing";
import { type Access, type DutyPlace, placeName } from "./types";

interface Props {
  readonly place: DutyPlace;
  readonly access: readonly Access[];
  readonly acts: Acts;
  readonly close: () => void;
  readonly again: () => void;
}

export function EndAccess({ place, access, acts, close, again }: Props) {
  const end = (each: Access) =>
    remove(`/access/grants/${each.grant}`).then(() => {
      acts.tell(p().ended(each.user.name));
      close();
      again();
    }, acts.fail);
  return (
    <section class="panel" role="alert">
      {access.map((each) => (
        <p key={each.grant}>
          {p().endAsk(each.user.name, placeName(place))} <button onClick={() => void end(each)}>{p().endAccess}</button>
        </p>
      ))}
      <p class="note">{p().endNote}</p>
      <button onClick={close}>{p().keep}</button>
    </section>
  );
}
