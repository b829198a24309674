/** P1: a code from the community makes this phone the key. No password. */

import { useEffect, useState } from "preact/hooks";
import { EnrolFailed, type Invitation } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { lang, labelled, words } from "../../words";
import { amountGone, book, enrol, enrolLook, persist, phone } from "../data";
import { replace } from "../route";
import { dayOf } from "../../sync/days";
import { inAppOf, isIos, tokenInAddress } from "./token";
import { enrol as enrolWords } from "../../words/phone/enrol";
import { wordsOf } from "../page-words";

const t = wordsOf(enrolWords);

const CODE = /^\d{6}$/;

function failureText(error: unknown): string {
  return t()[error instanceof EnrolFailed ? error.reason : "server"];
}

function InWeChat({ onStay }: { readonly onStay: (() => void) | null }) {
  return (
    <main class="scroll stack enrol">
      <h2>{t().wechatTitle}</h2>
      <p class="enrol-pointer" aria-hidden="true">··· ↗</p>
      <p class="enrol-big">{onStay ? t().wechatAndroid : t().wechatIos}</p>
      {onStay ? <button type="button" class="link" onClick={onStay}>{t().wechatStay}</button> : null}
      {onStay ? <p class="panel panel-warn"><Icon name="triangle-alert" />{t().wechatRisk}</p> : null}
    </main>
  );
}

interface CodeProps {
  readonly busy: boolean;
  readonly onLook: (code: string) => void;
}

function CodeForm({ busy, onLook }: CodeProps) {
  const [code, setCode] = useState("");
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); onLook(code); }}>
      <p class="enrol-scan"><Icon name="qr-code" />{t().scan}</p>
      <label class="field">
        <span>{t().code}</span>
        <input
          class="input code-input" inputMode="numeric" autocomplete="one-time-code" maxLength={6} value={code}
          onInput={(event) => setCode(event.currentTarget.value.replace(/\D/g, ""))}
        />
      </label>
      <button type="submit" class="button button-main button-wide" disabled={busy || !CODE.test(code)}>{t().look}</button>
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
        <h2>{t().asks(invitation.inviter)}</h2>
        <ul>
          {invitation.places.map((p) => (
            <li key={p.id} class="enrol-big">{[p.name, p.households ? t().households(p.households) : ""].filter(Boolean).join(" · ")}</li>
          ))}
        </ul>
        <p class="note">
          {[...invitation.sessions.map((one) => labelled(one, "")), labelled(book.value?.catalogue.labels.roles?.[invitation.role], w.roles[invitation.role] ?? ""), invitation.until === null ? "" : t().until(dayOf(invitation.until))].filter(Boolean).join(" · ")}
        </p>
      </section>
      <label class="field">
        <span>{t().yourName}</span>
        <input class="input" autocomplete="name" maxLength={40} required value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button button-main button-wide enrol-start" disabled={busy || name.trim() === ""}>
        {busy ? t().starting : t().start}
      </button>
      <p class="note">{t().noPassword}</p>
      {households > 0 && <p class="note">{t().download(households, invitation.download_kb)}</p>}
      {isIos(navigator.userAgent) ? <p class="panel"><Icon name="info" />{t().iosHome}</p> : null}
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

/** How many records this phone was cleared of; said before anybody is enrolled. */
function useGone(): number {
  const [amount, setAmount] = useState(0);
  useEffect(() => {
    void amountGone().then(setAmount);
  }, []);
  return amount;
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
  const gone = useGone();
  return (
    <div class="screen">
      <header class="bar">
        <div class="bar-row">
          <h1>{t().title}</h1>
          <Segmented label={t().language} options={[{ id: "zh", label: "中文" }, { id: "en", label: "EN" }]} value={lang.value} onChoose={(id) => { lang.value = id; }} />
        </div>
      </header>
      {inApp && !stays ? <InWeChat onStay={inApp === "wechat_android" ? () => setStays(true) : null} /> : (
        <main class="scroll stack enrol">
          {again ? <p class="panel"><Icon name="info" />{t().again}</p> : null}
          {gone > 0 ? <p class="panel panel-warn"><Icon name="triangle-alert" />{t().gone(gone)}</p> : null}
          {failure === null ? null : <p class="panel panel-bad" role="alert"><Icon name="triangle-alert" />{failureText(failure)}</p>}
          {invitation ? <Accept invitation={invitation} busy={busy} onStart={(name) => void begin(name)} /> : <CodeForm busy={busy} onLook={(code) => void look(code)} />}
          {again ? <button type="button" class="button button-wide" onClick={leave}>{w.back}</button> : null}
        </main>
      )}
    </div>
  );
}
