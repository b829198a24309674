/** Everything about a round that is not a door: another building or session, the order, the group's text. */

import { signal } from "@preact/signals";
import type { Book, DoorView, Place } from "../../store/types";
import { Segmented } from "../../ui/choice";
import { Icon } from "../../ui/icon";
import { Sheet } from "../../ui/sheet";
import { said } from "../../ui/slot";
import { labelled, words } from "../../words";
import { summary as summaryWords } from "../../words/phone/summary";
import { wordsOf } from "../page-words";
import { hrefTo } from "../route";
import { myBuildings, type Round } from "../rounds";
import { upwards } from "../settings";
import { buildingName, chooseMethod, feverTenths, method, METHODS, pickSession } from "./state";
import { summaryHead, summaryOf } from "./summary";

const t = wordsOf(summaryWords);

interface MenuProps {
  readonly from: Book;
  readonly building: Place;
  readonly doors: readonly Place[];
  readonly views: ReadonlyMap<string, DoorView>;
  readonly now: Round;
  readonly onClose: () => void;
}

/** Shown to press long on, when the browser does not let us copy. */
const uncopied = signal<string | null>(null);

async function copy(text: string, onClose: () => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    said.value = { tone: "good", say: () => t().copied };
    onClose();
  } catch {
    uncopied.value = text;
  }
}

function headOf({ from, building, now }: MenuProps): string {
  const w = words.value;
  const [, month, day] = now.day.split("-").map(Number);
  const session = labelled(from.catalogue.policy.sessions.find((s) => s.id === now.session)?.label, now.session);
  return summaryHead(buildingName(building, w), w.dayName(month ?? 1, day ?? 1), session);
}

function OtherBuildings({ from, building, onClose }: MenuProps) {
  const w = words.value;
  const others = myBuildings(from);
  if (others.length < 2) return null;
  return (
    <>
      <h3 class="heading">{t().whichBuilding}</h3>
      <div class="chips">
        {others.map((b) => (
          <a key={b.id} class="pill" aria-current={b.id === building.id ? "page" : undefined} href={hrefTo("building", b.id)} onClick={onClose}>
            {buildingName(b, w)}
          </a>
        ))}
      </div>
    </>
  );
}

export function RoundMenu(props: MenuProps) {
  const w = words.value;
  const { from, building, doors, views, now, onClose } = props;
  const sessions = from.catalogue.policy.sessions.map((s) => ({ id: s.id, label: labelled(s.label, s.id) }));
  return (
    <Sheet title={w.more} onClose={onClose} foot={<button type="button" class="button button-wide" onClick={onClose}>{w.close}</button>}>
      <h3 class="heading">{t().whichRound}</h3>
      <Segmented label={t().whichRound} options={sessions} value={now.session} onChoose={pickSession} />
      <OtherBuildings {...props} />
      <h3 class="heading">{t().order}</h3>
      <Segmented
        label={t().order}
        options={[{ id: "down", label: w.building.topDown }, { id: "up", label: w.building.bottomUp }]}
        value={upwards.value ? "up" : "down"}
        onChoose={(id) => { upwards.value = id === "up"; }}
      />
      <div class="row">
        <a class="button" href={hrefTo("paste", building.id)} onClick={onClose}><Icon name="clipboard-paste" />{t().paste}</a>
        <button type="button" class="button" onClick={() => void copy(summaryOf(headOf(props), doors, views, feverTenths.value, w), onClose)}>
          <Icon name="copy" />{t().copy}
        </button>
      </div>
      {uncopied.value ? (
        <label class="field">
          <span>{t().copyFailed}</span>
          <textarea class="input" readOnly rows={4} value={uncopied.value} />
        </label>
      ) : null}
    </Sheet>
  );
}

export function MethodSheet({ onClose }: { readonly onClose: () => void }) {
  const w = words.value;
  return (
    <Sheet title={w.building.method} onClose={onClose} foot={<button type="button" class="button button-main button-wide" onClick={onClose}>{w.done}</button>}>
      <Segmented
        label={w.building.method}
        options={METHODS.map((m) => ({ id: m, label: w.building.methods[m] }))}
        value={method.value}
        onChoose={(next) => void chooseMethod(next)}
      />
    </Sheet>
  );
}
