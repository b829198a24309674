/** Invitations: one person, one role, some places, one use; who came in, and ending it. */

import { useState } from "preact/hooks";
import { remove } from "../api";
import { asKnown, asOf, knownQuery } from "../asof";
import { ExportBar } from "../exports/bar";
import { useLoad } from "../load";
import { pageName, type PageProps } from "../page";
import { ProblemNote } from "../problem";
import { ActSlot, useActs } from "../register/acts";
import { straysWords } from "../../words/desk/strays";
import { moment, w, wordsOf } from "../words";
import { Card, Sheet } from "./cards";
import { InviteForm } from "./form";
import "./invite.css";
import { SignedInPeople } from "./people";
import { Several } from "./several";
import { Strays } from "./strays";
import type { Invitation, Made, SignedIn } from "./types";
import { t } from "./words";

const strays = wordsOf(straysWords);

const ABOVE: ReadonlySet<string> = new Set(["city", "district", "street"]);

export function InvitePage({ me, place }: PageProps) {
  const [made, setMade] = useState<readonly Made[]>([]);
  const query = `place=${encodeURIComponent(place.id)}`;
  const past = asOf.value !== null;
  const every = past ? 0 : 30_000;
  const sent = useLoad<{ invitations: readonly Invitation[] }>(asKnown(`/invitations?${query}`), every);
  const access = useLoad<{ now: number; people: readonly SignedIn[] }>(asKnown(`/access?${query}`), every);
  const acts = useActs(access.again);
  const keep = (fresh: readonly Made[]) => {
    setMade(fresh);
    sent.again();
  };
  return (
    <>
      <div class="heading">
        <h1>{pageName("invitations")}</h1>
        <ExportBar
          me={me}
          tables={[
            { table: "invitations", title: t().history, query: { place: place.id, ...knownQuery() } },
            { table: "access", title: t().people, query: { place: place.id, ...knownQuery() } },
            ...(ABOVE.has(place.type) ? [{ table: "strays", title: strays().table, query: { place: place.id, ...knownQuery() } }] : []),
          ]}
        />
      </div>
      <p class="note">{past ? t().leadThen : t().lead}</p>
      {!past && (
        <>
          <ActSlot acts={acts} />
          <div class="two-columns">
            <InviteForm me={me} place={place} onMade={(one) => keep([one])} />
            {made.length === 1 && made[0] && <Card made={made[0]} />}
          </div>
          {me.may.includes("people") && sent.data && <Several place={place} sent={sent.data.invitations} onMade={keep} />}
          {made.length > 1 && <Sheet made={made} />}
        </>
      )}
      {ABOVE.has(place.type) && <Strays place={place.id} />}
      <Sent loaded={sent} fail={acts.fail} gone={(id) => setMade(made.filter((each) => each.id !== id))} />
      {access.problem && <ProblemNote problem={access.problem} again={access.again} />}
      {access.data && <SignedInPeople people={access.data.people} now={access.data.now} acts={acts} again={access.again} mayOpen={me.may.includes("replicas")} />}
    </>
  );
}

interface SentProps {
  readonly loaded: ReturnType<typeof useLoad<{ invitations: readonly Invitation[] }>>;
  readonly fail: (error: unknown) => void;
  /** Says that one is over: nobody shall print its code any more. */
  readonly gone: (id: string) => void;
}

function Sent({ loaded, fail, gone }: SentProps) {
  const withdraw = (id: string) => remove(`/invitations/${id}`).then(() => (gone(id), loaded.again()), fail);
  return (
    <section class="panel" aria-labelledby="sent">
      <h2 id="sent">{t().history}</h2>
      {loaded.problem && <ProblemNote problem={loaded.problem} again={loaded.again} />}
      {loaded.data && !loaded.data.invitations.length && <p class="empty">{asOf.value === null ? t().noneYet : t().noneThen}</p>}
      <ul class="rows">
        {loaded.data?.invitations.map((each) => (
          <li key={each.id}>
            <b>{each.name}</b> {w().roles[each.role] ?? each.role} · {each.places.map((one) => one.name).join("、")} ·{" "}
            <span class={`chip invitation-${each.state}`}>
              {each.joined ? t().joined(each.joined.name, each.joined.device) : t().states[each.state]}
            </span>{" "}
            {each.state === "open" && (
              <>
                <span class="note">{w().invite.expires(moment(each.expires_at))}</span>{" "}
                {each.mine && asOf.value === null && (
                  <button onClick={() => void withdraw(each.id)}>
                    {w().invite.revoke}
                    <span class="hidden"> {each.name}</span>
                  </button>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
