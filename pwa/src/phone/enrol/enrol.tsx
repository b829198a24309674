/** P1: a code from the community makes this phone the key. No password. */

import { useEffect, useState } from "preact/hooks";
import { EnrolFailed, type Invitation } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { lang, labelled, words, type Words } from "../../words";
import { book, enrol, enrolLook, persist, phone } from "../data";
import { replace } from "../route";
import { dayOf } from "../../sync/days";
import { inAppOf, isIos, tokenInAddress } from "./token";

const CODE = /^\d{6}$/;

function failureText(error: unknown, w: Words): string {
  return w.enrol[error instanceof EnrolFailed ? error.reason : "server"];
}

function InWeChat({ onStay }: { readonly onStay: (() => void) | null }) {
  const w = words.value;
  return (
    <main class="scroll stack enrol">
      <h2>{w.enrol.wechatTitle}</h2>
      <p class="enrol-pointer" aria-hidden="true">··· ↗</p>
      <p class="enrol-big">{onStay ? w.enrol.wechatAndroid : w.enrol.wechatIos}</p>
      {onStay ? <button type="button" class="link" onClick={onStay}>{w.enrol.wechatStay}</button> : null}
      {onStay ? <p class="panel panel-warn"><Icon name="triangle-alert" />{w.enrol.wechatRisk}</p> : null}
    </main>
  );
}

interface CodeProps {
  readonly busy: boolean;
  readonly onLook: (code: string) => void;
}

function CodeForm({ busy, onLook }: CodeProps) {
  const w = words.value;
  const [code, setCode] = useState("");
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); onLook(code); }}>
      <p class="enrol-scan"><Icon name="qr-code" />{w.enrol.scan}</p>
      <label class="field">
        <span>{w.enrol.code}</span>
        <input
          class="input code-input" inputMode="numeric" autocomplete="one-time-code" maxLength={6} value={code}
          onInput={(event) => setCode(event.currentTarget.value.replace(/\D/g, ""))}
        />
      </label>
      <button type="submit" class="button button-main button-wide" disabled={busy || !CODE.test(code)}>{w.enrol.look}</button>
    </form>
  );
}

interface AcceptProps {
  readonly invitation: Invitation;
  readonly busy: boolean;
  readonly onStart: (name: string) => void;
}

function Accept({ invitation, busy, onStart }: AcceptProps) {
  const w = words.value;
  const [name, setName] = useState(invitation.name);
  const households = invitation.places.reduce((sum, p) => sum + (p.households ?? 0), 0);
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); onStart(name.trim()); }}>
      <section class="card">
        <h2>{w.enrol.asks(invitation.inviter)}</h2>
        <ul>
          {invitation.places.map((p) => (
            <li key={p.id} class="enrol-big">{[p.name, p.households ? w.enrol.households(p.households) : ""].filter(Boolean).join(" · ")}</li>
          ))}
        </ul>
        <p class="note">
          {[labelled(book.value?.catalogue.labels.roles?.[invitation.role], w.roles[invitation.role] ?? ""), invitation.until === null ? "" : w.enrol.until(dayOf(invitation.until))].filter(Boolean).join(" · ")}
        </p>
      </section>
      <label class="field">
        <span>{w.enrol.yourName}</span>
        <input class="input" autocomplete="name" maxLength={40} required value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button button-main button-wide enrol-start" disabled={busy || name.trim() === ""}>
        {busy ? w.enrol.starting : w.enrol.start}
      </button>
      <p class="note">{w.enrol.noPassword}{households > 0 ? ` ${w.enrol.download(households)}` : ""}</p>
      {isIos(navigator.userAgent) ? <p class="panel"><Icon name="info" />{w.enrol.iosHome}</p> : null}
    </form>
  );
}

/** Looks an invitation up and takes it; one request at a time. */
function useEnrolment() {
  const [token, setToken] = useState(tokenInAddress.value ?? "");
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const look = (tokenOrCode: string) =>
    attempt(async () => {
      setToken(tokenOrCode);
      setInvitation(await enrolLook(tokenOrCode));
    });
  const begin = (name: string) =>
    attempt(async () => {
      await enrol(token, name);
      void persist().catch(console.error);
      tokenInAddress.value = null;
      replace();
    });
  useEffect(() => {
    if (tokenInAddress.value !== null) void look(tokenInAddress.value);
  }, [tokenInAddress.value]);
  return { invitation, failure, busy, look, begin };
}

function leave(): void {
  tokenInAddress.value = null;
  replace();
}

export function EnrolScreen() {
  const w = words.value;
  const [stays, setStays] = useState(false);
  const { invitation, failure, busy, look, begin } = useEnrolment();
  const inApp = inAppOf(navigator.userAgent);
  const again = phone.value === "ready";
  return (
    <div class="screen">
      <header class="bar">
        <div class="bar-row">
          <h1>{w.enrol.title}</h1>
          <Segmented label={w.me.language} options={[{ id: "zh", label: "中文" }, { id: "en", label: "EN" }]} value={lang.value} onChoose={(id) => { lang.value = id; }} />
        </div>
      </header>
      {inApp && !stays ? <InWeChat onStay={inApp === "wechat_android" ? () => setStays(true) : null} /> : (
        <main class="scroll stack enrol">
          {again ? <p class="panel"><Icon name="info" />{w.enrol.again}</p> : null}
          {failure === null ? null : <p class="panel panel-bad" role="alert"><Icon name="triangle-alert" />{failureText(failure, w)}</p>}
          {invitation ? <Accept invitation={invitation} busy={busy} onStart={(name) => void begin(name)} /> : <CodeForm busy={busy} onLook={(code) => void look(code)} />}
          {again ? <button type="button" class="button button-wide" onClick={leave}>{w.back}</button> : null}
        </main>
      )}
    </div>
  );
}
