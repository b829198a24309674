/** The second file of the phone: one file, because these compress better together. */

export { Fill } from "./building/fill";
export { BuildingsScreen } from "./building/buildings";
export { MethodSheet, RoundMenu } from "./building/menu";
export { TempoSheet } from "./building/tempo-sheet";
export { DisinfectionScreen } from "./disinfection/disinfection";
export { DoorSheet } from "./door/sheet";
export { FormScreen } from "./forms/form";
export { EnrolScreen } from "./enrol/enrol";
export { MeScreen } from "./me/me";
export { OutboxScreen } from "./outbox/outbox";
export { PasteScreen } from "./paste/paste";
export { TodoScreen } from "./todo/todo";
