/** Where the records are, in small words under the line that speaks of the last tap. */

import { words } from "../words";
import { lastReceivedAt, outbox, syncState } from "./data";
import { now } from "./now";
import { clockText } from "./rounds";
import { syncLine, type SyncLine } from "./sync-line";

/** The sentence for this moment, with the time of the last receipt where all is received. */
export function syncNow(): SyncLine {
  const received = lastReceivedAt.value;
  const line = syncLine(syncState.value, outbox.value, received, now.value, words.value);
  return line.tone === "good" && received !== null ? { ...line, text: `${line.text} · ${clockText(received)}` } : line;
}

export function SyncNote() {
  const { text, tone } = syncNow();
  return <p class={`slot-note slot-note-${tone}`}>{text}</p>;
}
