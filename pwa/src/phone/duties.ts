/** The fourth file of the phone: the duties beside the rounds. Kept for offline use like the rest, but no round waits for it. */

export { GateScreen } from "./gate/gate";
export { DutyRows } from "./today/duties";
