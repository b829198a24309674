/** The screens of the second file: one file, because they compress better together. */

export { DisinfectionScreen } from "./disinfection/disinfection";
export { EnrolScreen } from "./enrol/enrol";
export { MeScreen } from "./me/me";
export { OutboxScreen } from "./outbox/outbox";
export { PasteScreen } from "./paste/paste";
