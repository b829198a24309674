/** The fourth file of the phone: the duties beside the rounds. Kept for offline use like the rest, but no round waits for it. */

import type { VNode } from "preact";
import { DeliveriesScreen } from "./deliveries/deliveries";
import { FollowUpScreen } from "./followup/followup";
import { FormScreen } from "./forms/form";
import { GateScreen } from "./gate/gate";
import { MeScreen } from "./me/me";
import { NoticeScreen } from "./notices/notices";
import { OutboxScreen } from "./outbox/outbox";
import { PasteScreen } from "./paste/paste";
import { RecordsScreen } from "./records/records";
import { AtScreen } from "./scan/at";
import { SpotScreen } from "./spot/spot";
import { SurveyScreen } from "./survey/survey";
import { TodoScreen } from "./todo/todo";

export { CallLink } from "./calls/link";
export { CallOffice } from "./calls/office";
export { CallQuestion } from "./calls/question";
export { MethodSheet, RoundMenu } from "./building/menu";
export { AreaSheet } from "./disinfection/area";
export { DoorRest } from "./door/rest";
export { InstallOffer } from "./install/install";
export { ScanSheet } from "./scan/sheet";
export { DutyRows } from "./today/duties";
export { Earlier } from "./today/earlier";

const SCREENS: Readonly<Record<string, (id: string, place: string) => VNode>> = {
  gate: (id) => <GateScreen id={id} />,
  deliveries: (id) => <DeliveriesScreen id={id} />,
  notice: (id) => <NoticeScreen id={id} />,
  paste: (id) => <PasteScreen id={id} />,
  followup: (id) => <FollowUpScreen id={id} />,
  spot: (id) => <SpotScreen id={id} />,
  survey: (id, place) => <SurveyScreen id={id} place={place} />,
  at: (id) => <AtScreen id={id} />,
  form: (id, place) => <FormScreen id={id} place={place} />,
  records: () => <RecordsScreen />,
  todo: () => <TodoScreen />,
  outbox: () => <OutboxScreen />,
  me: () => <MeScreen />,
};

interface Props {
  readonly screen: string;
  readonly id: string;
  readonly place: string;
  /** What is shown for a name that is none. */
  readonly none: VNode;
}

/** The screen of a duty by its name in the address. */
export function DutyScreen({ screen, id, place, none }: Props) {
  return SCREENS[screen]?.(id, place) ?? none;
}
