/** Which screen is shown: the address decides, and without an address the role. */

import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Book } from "../store/types";
import { words } from "../words";
import { BuildingScreen } from "./building/building";
import { BuildingsScreen } from "./building/buildings";
import { PasteScreen } from "./building/paste";
import { book, phone } from "./data";
import { DisinfectionScreen } from "./disinfection/disinfection";
import { EnrolScreen } from "./enrol/enrol";
import { tokenInAddress } from "./enrol/token";
import { MeScreen } from "./me/me";
import { OutboxScreen } from "./outbox/outbox";
import { replace, route } from "./route";
import { myBuildings, myCompounds } from "./rounds";
import { TodayScreen } from "./today/today";
import { TodoScreen } from "./todo/todo";

const SCREENS: Readonly<Record<string, (id: string) => VNode>> = {
  today: () => <TodayScreen />,
  buildings: () => <BuildingsScreen />,
  building: (id) => <BuildingScreen id={id} />,
  paste: (id) => <PasteScreen id={id} />,
  disinfection: (id) => <DisinfectionScreen id={id} />,
  todo: () => <TodoScreen />,
  outbox: () => <OutboxScreen />,
  me: () => <MeScreen />,
  enrol: () => <EnrolScreen />,
};

/** A building lead with one building lands in it, property staff in their round, everybody else on today. */
function homeOf(from: Book): readonly [string, ...string[]] {
  const buildings = myBuildings(from);
  const compounds = myCompounds(from);
  if (buildings.length === 1 && buildings[0]) return ["building", buildings[0].id];
  if (buildings.length === 0 && compounds[0]) return ["disinfection", compounds[0].id];
  return ["today"];
}

function Home({ from }: { readonly from: Book }) {
  const home = homeOf(from);
  useEffect(() => replace(...home), []);
  return SCREENS[home[0]]?.(home[1] ?? "") ?? <TodayScreen />;
}

function Waiting() {
  const w = words.value;
  return (
    <main class="screen splash">
      <h1>{w.app}</h1>
      <p role="status">{phone.value === "failed" ? w.failed.cannotOpen : w.loading}</p>
    </main>
  );
}

export function App() {
  const [screen, id] = route.value;
  if (phone.value === "none" || tokenInAddress.value !== null || screen === "enrol") return <EnrolScreen />;
  const from = book.value;
  if (phone.value !== "ready" || !from) return <Waiting />;
  if (screen === undefined) return <Home from={from} />;
  return SCREENS[screen]?.(id ?? "") ?? <TodayScreen />;
}
