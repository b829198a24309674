/** The outbox as a file, for a colleague to hand in at the desk. It changes nothing here: only a receipt does. */

import { fitting, writeRescue } from "../sync/rescue";
import { BUILD, device } from "../this-phone";
import { ownAfter, readState } from "./log";
import { opened } from "./state";
import { type OutboxFile, WriteFailed } from "./types";

/** What is unsent, as the desk takes it in; `count` is how many records the file holds, oldest first. */
export async function exportOutbox(): Promise<OutboxFile> {
  const open = opened();
  if (!open) throw new WriteFailed("unavailable");
  const now = Date.now();
  return open.db.read(["meta", "op", "feed"], async (tx) => {
    const state = await readState(tx);
    if (!state) throw new WriteFailed("unavailable");
    const rows = await ownAfter(tx, state.acked);
    const name = `six-in-place-${open.me.id}-${new Date(now).toISOString().slice(0, 10)}.json`;
    return { name, text: writeRescue(state, rows, now, device().label, BUILD), count: fitting(rows).length };
  });
}
