/** Which screen is shown: the address decides, and without an address the role. */

import type { VNode } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { Book } from "../store/types";
import { words } from "../words";
import { BuildingScreen } from "./building/building";
import { round } from "./building/state";
import { calling, recallCall } from "./calls/pending";
import { book, phone } from "./data";
import { tokenInAddress } from "./enrol/token";
import { later, Nothing } from "./later";
import { replace, route } from "./route";
import { myBuildings, myCompounds, type Round } from "./rounds";
import { TodayScreen } from "./today/today";

const Buildings = later(async () => (await import("./more")).BuildingsScreen);
const Disinfection = later(async () => (await import("./more")).DisinfectionScreen);
const Duty = later(async () => (await import("./duties")).DutyScreen);
const CallQuestion = later(async () => (await import("./duties")).CallQuestion, Nothing);
const Enrol = later(async () => (await import("./extra")).EnrolScreen);

const SCREENS: Readonly<Record<string, (id: string) => VNode>> = {
  today: () => <TodayScreen />,
  buildings: () => <Buildings />,
  building: (id) => <BuildingScreen id={id} />,
  disinfection: (id) => <Disinfection id={id} />,
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
  useLayoutEffect(() => replace(...home), []);
  return null;
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

/** A call that went out is asked about on whatever screen the app comes back with. */
function Calls({ at }: { readonly at: Round }) {
  useEffect(() => void recallCall(at).catch(console.error), []);
  return calling.value ? <CallQuestion /> : null;
}

export function App() {
  const [screen, id, place] = route.value;
  if (phone.value === "none" || tokenInAddress.value !== null || screen === "enrol") return <Enrol />;
  const from = book.value;
  if (phone.value !== "ready" || !from) return <Waiting />;
  // Until the first download is done nobody knows where home is; today says what is going on.
  if (screen === undefined) return from.complete && round.value ? <Home from={from} /> : <TodayScreen />;
  return (
    <>
      {SCREENS[screen]?.(id ?? "") ?? <Duty screen={screen} id={id ?? ""} place={place ?? ""} none={<TodayScreen />} />}
      {round.value ? <Calls at={round.value} /> : null}
    </>
  );
}
