/** The third file of the phone: kept for offline use like the rest, but no round waits for it. */

export { MethodSheet, RoundMenu } from "./building/menu";
export { TempoSheet } from "./building/tempo-sheet";
export { EnrolScreen } from "./enrol/enrol";
export { PasteScreen } from "./paste/paste";
