/** The one door through which screens reach the store, the loop, the session and the worker. */

export {
  amend, attention, book, childrenOf, descendantsOf, dismiss, exportOutbox, history, lastReceivedAt, outbox, persist, phone,
  recall, record, remember, slotsOf, start, storage, voidRecord,
} from "../store";
export { exchangeNow, syncState } from "../loop";
export { enrol, enrolLook, signOut } from "../session";
export { openForms, takeUpdate, updateReady } from "../worker/register";
