/** The accounts below a place: state, roles with their days, and what may be done about each. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { post, put, remove } from "../api";
import { asOf } from "../asof";
import { Confirm } from "../confirm";
import { ScrollTable } from "../scroll-table";
import { day, dayName, moment, w } from "../words";
import { AccountName, type Acts } from "./acts";
import { type Account, type AccountGrant, type Made, t } from "./types";

interface Props {
  readonly accounts: readonly Account[];
  readonly now: number;
  readonly acts: Acts;
  readonly onMade: (made: Made) => void;
  readonly onAdd: (to: Account) => void;
}

export function AccountTable({ accounts, now, acts, onMade, onAdd }: Props) {
  const [changing, setChanging] = useState<{ of: Account; grant: AccountGrant } | null>(null);
  return (
    <>
      <ScrollTable within label={t().listTitle} heads={[t().who, t().account, t().roles, asOf.value === null ? t().now : t().then, { hidden: t().acts }]}>
        {accounts.map((each) => (
          <tr key={each.id}>
            <th scope="row">
              {each.name} {each.self && <span class="chip">{t().me}</span>}
            </th>
            <td>{each.account}</td>
            <td>
              <ul>
                {each.grants.map((grant) => (
                  <Role key={grant.id} of={each} grant={grant} now={now} acts={acts} change={() => setChanging({ of: each, grant })} />
                ))}
              </ul>
            </td>
            <td>
              <span class={`chip account-${each.state}`}>{t().states[each.state]}</span>{" "}
              {each.code_until !== null && <span class="note">{t().codeUntil(moment(each.code_until))}</span>}
            </td>
            <td class="account-acts">{each.mine && <Doing of={each} acts={acts} onMade={onMade} onAdd={onAdd} />}</td>
          </tr>
        ))}
      </ScrollTable>
      {changing && <LastDay {...changing} acts={acts} close={() => setChanging(null)} />}
    </>
  );
}

interface RoleProps {
  readonly of: Account;
  readonly grant: AccountGrant;
  readonly now: number;
  readonly acts: Acts;
  readonly change: () => void;
}

function Role({ of, grant, now, acts, change }: RoleProps) {
  const over = grant.valid_to !== null && grant.valid_to <= now;
  const until = lastDay(grant);
  const end = () =>
    acts.run(async () => {
      await remove(`/access/grants/${grant.id}`);
      acts.tell(t().ended(of.name), () => put(`/accounts/grants/${grant.id}`, { until }));
    });
  return (
    <li>
      {w().roles[grant.role] ?? grant.role} · {grant.place.name}{" "}
      {grant.valid_from > now && <span class="note">{t().starts(dayName(day(grant.valid_from)))}</span>}{" "}
      {over ? <span class="chip account-closed">{t().over}</span> : until && <span class="note">{t().ends(dayName(until))}</span>}{" "}
      {grant.mine && !over && (
        <span class="account-acts">
          <button onClick={change}>
            {t().changeEnd}
            <span class="hidden"> {`${of.name} ${grant.place.name}`}</span>
          </button>{" "}
          <Confirm ask={t().endSure(of.name)} go={end}>
            {t().endRole}
            <span class="hidden"> {`${of.name} ${grant.place.name}`}</span>
          </Confirm>
        </span>
      )}
    </li>
  );
}

function lastDay(grant: AccountGrant): string | null {
  return grant.valid_to === null ? null : day(grant.valid_to - 1);
}

interface DoingProps {
  readonly of: Account;
  readonly acts: Acts;
  readonly onMade: (made: Made) => void;
  readonly onAdd: (to: Account) => void;
}

function Doing({ of, acts, onMade, onAdd }: DoingProps) {
  const whose = <span class="hidden"> {of.name}</span>;
  const reopen = async () => {
    await post(`/accounts/${of.id}/reopen`, {});
    acts.tell(t().reopened(of.name));
  };
  const close = async () => {
    await post(`/accounts/${of.id}/close`, {});
    acts.tell(t().closed(of.name), reopen);
  };
  const code = async () => {
    onMade(await post<Made>(`/accounts/${of.id}/code`, {}));
    acts.tell("");
  };
  if (of.state === "closed")
    return (
      <button onClick={() => void acts.run(reopen)}>
        {t().reopen}
        {whose}
      </button>
    );
  return (
    <>
      {of.state === "phone" ? (
        <Give of={of} acts={acts} onMade={onMade} />
      ) : of.state === "active" ? (
        <Confirm ask={t().resetSure(of.name)} go={() => acts.run(code)}>
          {t().reset}
          {whose}
        </Confirm>
      ) : (
        <button onClick={() => void acts.run(code)}>
          {t().newCode}
          {whose}
        </button>
      )}{" "}
      <button onClick={() => onAdd(of)}>
        {t().addRole}
        {whose}
      </button>{" "}
      <Confirm ask={t().closeSure(of.name)} go={() => acts.run(close)}>
        {t().close}
        {whose}
      </Confirm>
    </>
  );
}

/** An account for somebody who came in by an invitation: its name is asked for, then its code is shown. */
function Give({ of, acts, onMade }: Omit<DoingProps, "onAdd">) {
  const dialog = useRef<HTMLDialogElement>(null);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const account = new FormData(event.currentTarget as HTMLFormElement).get("account");
    dialog.current?.close();
    void acts.run(async () => {
      onMade(await post<Made>(`/accounts/${of.id}/account`, { account }));
      acts.tell("");
    });
  }

  return (
    <>
      <button onClick={() => dialog.current?.showModal()}>
        {t().giveAccount}
        <span class="hidden"> {of.name}</span>
      </button>
      <dialog ref={dialog} class="record-dialog" aria-labelledby={`give-${of.id}`}>
        <form onSubmit={submit}>
          <h2 id={`give-${of.id}`}>{t().giveTitle(of.name)}</h2>
          <p class="note">{t().giveNote}</p>
          <AccountName id={`give-hint-${of.id}`} />
          <button class="primary">{t().giveAccount}</button>{" "}
          <button type="button" onClick={() => dialog.current?.close()}>
            {t().cancel}
          </button>
        </form>
      </dialog>
    </>
  );
}

interface LastDayProps {
  readonly of: Account;
  readonly grant: AccountGrant;
  readonly acts: Acts;
  readonly close: () => void;
}

function LastDay({ of, grant, acts, close }: LastDayProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const before = lastDay(grant);
  const set = (until: string | null) => put(`/accounts/grants/${grant.id}`, { until });

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const until = String(new FormData(event.currentTarget as HTMLFormElement).get("until") ?? "") || null;
    dialog.current?.close();
    if (until === before) return;
    void acts.run(async () => {
      await set(until);
      acts.tell(t().changed(of.name), () => set(before));
    });
  }

  return (
    <dialog ref={dialog} class="record-dialog" aria-labelledby="last-day" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="last-day">{t().endTitle(of.name)}</h2>
        <p class="note">
          {w().roles[grant.role] ?? grant.role} · {grant.place.name}
        </p>
        <label>
          {t().endDay}
          <input type="date" name="until" defaultValue={before ?? ""} min={day(Date.now())} />
        </label>
        <button class="primary">{t().save}</button>{" "}
        <button type="button" onClick={() => dialog.current?.close()}>
          {t().cancel}
        </button>
      </form>
    </dialog>
  );
}
