/** The buildings I look after; each opens with how far its round is. */

import type { Place } from "../../store/types";
import { Icon } from "../../ui/icon";
import { words } from "../../words";
import { Bar } from "../bar";
import { book, descendantsOf, slotsOf } from "../data";
import { later, Nothing } from "../later";
import { hrefTo } from "../route";
import { myBuildings, type Round } from "../rounds";
import { Tabs } from "../tabs";
import { buildingName, round } from "./state";
import { tally } from "./tally";

const CallOffice = later(async () => (await import("../duties")).CallOffice, Nothing);

function Row({ building, now }: { readonly building: Place; readonly now: Round }) {
  const w = words.value;
  const counts = tally(descendantsOf(building.id, "household"), slotsOf(building.id, "screening", now.day, now.session).value);
  return (
    <li>
      <a class="list-row" href={hrefTo("building", building.id)}>
        <b class="grow">{buildingName(building, w)}</b>
        <span class="end num">{counts.visited}/{counts.due}<span class="vh"> {w.round.progress(counts.visited, counts.due)}</span></span>
        <Icon name="chevron-right" />
      </a>
    </li>
  );
}

export function BuildingsScreen() {
  const w = words.value;
  const from = book.value;
  const now = round.value;
  const buildings = from ? myBuildings(from) : [];
  return (
    <div class="screen">
      <Bar title={w.building.list} />
      <main class="scroll">
        {buildings.length === 0 || !now ? <><p class="empty">{w.building.none}</p><CallOffice /></> : (
          <ul class="list">{buildings.map((b) => <Row key={b.id} building={b} now={now} />)}</ul>
        )}
      </main>
      <Tabs current="buildings" />
    </div>
  );
}
