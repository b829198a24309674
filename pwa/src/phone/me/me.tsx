/** P13: who I am here, how it looks, and handing the phone on. */

import { useState } from "preact/hooks";
import { Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { lang, labelled, words } from "../../words";
import { me as meWords } from "../../words/phone/me";
import { rescue } from "../../words/phone/rescue";
import { Bar } from "../bar";
import { book, outbox, signOut } from "../data";
import { InstallCard } from "../install/install";
import { Backup, isBackedUp } from "../outbox/backup";
import { hrefTo, replace } from "../route";
import { dayOf } from "../../sync/days";
import { bigKeys, elder, haptics, leftHand, TEXT_SIZES, textSize, theme, upwards } from "../settings";
import { wordsOf } from "../page-words";
import { Tabs } from "../tabs";
import { SyncPanel } from "../today/today";

const mine = wordsOf(meWords);

function Duties() {
  const w = words.value;
  const from = book.value;
  if (!from) return null;
  return (
    <section class="card">
      <h2>{from.me.name}</h2>
      <ul aria-label={mine().duties}>
        {from.grants.map((g) => (
          <li key={`${g.place.id}${g.role}`} class="note">
            {[g.place.name, labelled(from.catalogue.labels.roles?.[g.role], w.roles[g.role] ?? g.role), g.validTo === null ? "" : mine().until(dayOf(g.validTo - 1))].filter(Boolean).join(" · ")}
          </li>
        ))}
      </ul>
    </section>
  );
}

function chooseElder(on: boolean): void {
  elder.value = on;
  textSize.value = on ? 24 : 17;
}

function Look() {
  const w = words.value;
  const onOff = [{ id: "on", label: mine().on }, { id: "off", label: mine().off }] as const;
  return (
    <section class="card">
      <h2>{mine().look}</h2>
      <h3 class="heading">{mine().size}</h3>
      <Segmented label={mine().size} options={TEXT_SIZES.map((s) => ({ id: s, label: mine().sizes[s] }))} value={textSize.value} onChoose={(s) => { textSize.value = s; }} />
      <p class="panel">{mine().preview}</p>
      <h3 class="heading">{mine().elder}</h3>
      <Segmented label={mine().elder} options={onOff} value={elder.value ? "on" : "off"} onChoose={(id) => chooseElder(id === "on")} />
      <h3 class="heading">{mine().bigKeys}</h3>
      <Segmented label={mine().bigKeys} options={onOff} value={bigKeys.value ? "on" : "off"} onChoose={(id) => { bigKeys.value = id === "on"; }} />
      <h3 class="heading">{mine().hand}</h3>
      <Segmented
        label={mine().hand} options={[{ id: "right", label: mine().right }, { id: "left", label: mine().left }]}
        value={leftHand.value ? "left" : "right"} onChoose={(id) => { leftHand.value = id === "left"; }}
      />
      <h3 class="heading">{mine().theme}</h3>
      <Segmented
        label={mine().theme} options={(["auto", "light", "dark"] as const).map((t) => ({ id: t, label: mine().themes[t] }))}
        value={theme.value} onChoose={(t) => { theme.value = t; }}
      />
      <h3 class="heading">{mine().language}</h3>
      <Segmented label={mine().language} options={[{ id: "zh", label: "中文" }, { id: "en", label: "English" }]} value={lang.value} onChoose={(id) => { lang.value = id; }} />
      <h3 class="heading">{mine().order}</h3>
      <Segmented
        label={mine().order} options={[{ id: "down", label: w.building.topDown }, { id: "up", label: w.building.bottomUp }]}
        value={upwards.value ? "up" : "down"} onChoose={(id) => { upwards.value = id === "up"; }}
      />
      <h3 class="heading">{mine().haptics}</h3>
      <Segmented label={mine().haptics} options={onOff} value={haptics.value ? "on" : "off"} onChoose={(id) => { haptics.value = id === "on"; }} />
    </section>
  );
}

/** With records that only this phone holds nobody leaves, unless the person has them in a file; they stay here all the same. */
function Leave({ onClose }: { readonly onClose: () => void }) {
  const t = rescue[lang.value];
  const waiting = outbox.value.count;
  const mayLeave = waiting === 0 || isBackedUp();
  const leave = async () => {
    if (await signOut(isBackedUp())) replace();
    onClose();
  };
  return (
    <Sheet
      title={mine().leaveTitle}
      onClose={onClose}
      foot={
        <div class="row">
          <button type="button" class="button button-main" onClick={onClose}>{mine().stay}</button>
          {mayLeave ? <button type="button" class="button" onClick={() => void leave()}>{waiting > 0 ? t.leaveAnyway : mine().leaveNow}</button> : null}
        </div>
      }
    >
      <p>{waiting === 0 ? mine().leaveSure : mayLeave ? t.leaveKept(waiting) : mine().leaveRefused(waiting)}</p>
      {waiting > 0 ? <Backup /> : null}
    </Sheet>
  );
}

export function MeScreen() {
  const w = words.value;
  const [leaving, setLeaving] = useState(false);
  return (
    <div class="screen">
      <Bar title={mine().title} />
      <main class="scroll stack">
        <Duties />
        <SyncPanel />
        <Look />
        <InstallCard />
        <ul class="list">
          <li><a class="list-row" href={hrefTo("outbox")}><Icon name="smartphone" /><span class="grow">{w.outbox.title}</span><span class="end num">{outbox.value.count}</span><Icon name="chevron-right" /></a></li>
          <li><a class="list-row" href={hrefTo("records")}><Icon name="list-todo" /><span class="grow">{mine().records}</span><Icon name="chevron-right" /></a></li>
          <li><button type="button" class="list-row" onClick={() => setLeaving(true)}><Icon name="log-out" /><span class="grow">{mine().leave}</span></button></li>
        </ul>
      </main>
      <Tabs current="me" />
      {leaving ? <Leave onClose={() => setLeaving(false)} /> : null}
    </div>
  );
}
