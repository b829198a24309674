/** The third file of the phone: kept for offline use like the rest, but no round waits for it. */

export { TempoSheet } from "./building/tempo-sheet";
export { EnrolScreen } from "./enrol/enrol";
