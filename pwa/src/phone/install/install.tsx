/** P14: how the app comes to the home screen of this browser; offered once, after the first finished round. */

import { signal } from "@preact/signals";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { install } from "../../words/phone/install";
import { tally } from "../building/tally";
import { round } from "../building/state";
import { book, descendantsOf, slotsOf } from "../data";
import { wordsOf } from "../page-words";
import { myBuildings } from "../rounds";
import { type Menu, menuOf } from "./browser";
import "./install.css";

const t = wordsOf(install);
const KEY = "six.install";

/** What Chromium hands out when it would install by itself. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const prompt = signal<InstallPrompt | null>(null);
const declined = signal(read());
const open = signal(false);

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  prompt.value = event as InstallPrompt;
});
addEventListener("appinstalled", () => decline());

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // a browser that remembers nothing would ask at every look
  }
}

function decline(): void {
  declined.value = true;
  open.value = false;
  try {
    localStorage.setItem(KEY, "no");
  } catch {
    // It is asked again next time; nothing else depends on it.
  }
}

function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches;
}

function hasFinishedARound(): boolean {
  const [from, at] = [book.value, round.value];
  if (!from || !at) return false;
  return myBuildings(from).some((building) =>
    from.catalogue.policy.sessions.some((session) => {
      const counts = tally(descendantsOf(building.id, "household"), slotsOf(building.id, "screening", at.day, session.id).value);
      return counts.due > 0 && counts.visited === counts.due;
    }),
  );
}

/** The card on today's screen. */
export function InstallOffer() {
  if (declined.value || isInstalled() || !hasFinishedARound()) return null;
  return (
    <section class="card">
      <p>{t().offer}</p>
      <div class="row">
        <button type="button" class="button button-main" onClick={() => { open.value = true; }}>{t().how}</button>
        <button type="button" class="button" onClick={decline}>{t().later}</button>
      </div>
      {open.value ? (
        <Sheet title={t().title} onClose={() => { open.value = false; }}>
          <InstallHelp />
        </Sheet>
      ) : null}
    </section>
  );
}

/** The two steps with their pictures, or one button where the browser does it itself. */
function InstallHelp() {
  const menu = menuOf(navigator.userAgent);
  const own = prompt.value;
  return (
    <>
      <p class="note">{t().why}</p>
      {own ? <button type="button" class="button button-main button-wide" onClick={() => void own.prompt()}>{t().now}</button> : null}
      <ol class="install-steps">
        <li><MenuPicture menu={menu} /><span>{t().first(t()[menu])}</span></li>
        <li><EntryPicture /><span>{t().second(t().entry)}</span></li>
      </ol>
      {menu === "share" ? null : <p class="note">{t().entryOr}</p>}
    </>
  );
}

/** In the settings; nothing where it is on the home screen already. */
export function InstallCard() {
  if (isInstalled()) return null;
  return (
    <section class="card">
      <h2><Icon name="download" /> {t().title}</h2>
      <InstallHelp />
    </section>
  );
}

function MenuPicture({ menu }: { readonly menu: Menu }) {
  const [x, y] = { topMenu: [74, 14], bottomMenu: [45, 128], share: [45, 128] }[menu] as [number, number];
  return (
    <svg class="install-picture" viewBox="0 0 90 144" aria-hidden="true">
      <rect class="install-phone" x="2" y="2" width="86" height="140" rx="10" />
      <rect class="install-page" x="10" y="26" width="70" height="90" rx="4" />
      <circle class="install-spot" cx={x} cy={y} r="10" />
      {menu === "share" ? <path class="install-mark" d="M45 132v-9m-3 3 3-3 3 3" /> : null}
      {menu === "topMenu" ? <path class="install-mark" d="M74 9v.1m0 4.900v.1m0 4.900v.1" /> : null}
      {menu === "bottomMenu" ? <path class="install-mark" d="M40 124h10m-10 4h10m-10 4h10" /> : null}
    </svg>
  );
}

function EntryPicture() {
  return (
    <svg class="install-picture" viewBox="0 0 90 144" aria-hidden="true">
      <rect class="install-phone" x="2" y="2" width="86" height="140" rx="10" />
      {[26, 46, 86, 106].map((y) => <rect key={y} class="install-page" x="14" y={y} width="62" height="12" rx="3" />)}
      <rect class="install-spot" x="10" y="62" width="70" height="20" rx="4" />
      <path class="install-mark" d="M20 72h8m-4-4v8m10-4h36" />
    </svg>
  );
}
