/** 备份成文件: the unsent records handed out, as whatever this browser can hand out: shared, saved, or as text. */

import { signal } from "@preact/signals";
import { onSealed } from "../../store";
import type { OutboxFile } from "../../store/types";
import { Icon } from "../../ui/icon";
import { lang, words } from "../../words";
import { rescue } from "../../words/phone/rescue";
import { exportOutbox, outbox } from "../data";

interface Done {
  readonly file: OutboxFile;
  readonly how: "saved" | "shared" | "copied" | "shown";
}

/** The last file that left this page. */
const done = signal<Done | null>(null);
const failed = signal(false);

// It says nothing of a record that came after it.
onSealed(() => {
  done.value = null;
});

/** How long a browser may take to fetch what it was told to save. */
const FETCH_MS = 60_000;

/** Whether everything unsent is in a file that the person has. */
export function isBackedUp(): boolean {
  const last = done.value;
  return last !== null && last.how !== "shown" && last.file.count >= outbox.value.count;
}

function save({ name, text }: OutboxFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FETCH_MS);
}

/** Most phones can pass a file on at once; true when the person did. */
async function share({ name, text }: OutboxFile): Promise<boolean> {
  const files = [new File([text], name, { type: "application/json" })];
  if (!navigator.canShare?.({ files })) return false;
  await navigator.share({ files });
  return true;
}

async function handOut(): Promise<void> {
  failed.value = false;
  try {
    const file = await exportOutbox();
    if (await share(file)) {
      done.value = { file, how: "shared" };
      return;
    }
    save(file);
    done.value = { file, how: "saved" };
  } catch (error) {
    // Whoever closes the browser's own sheet has changed their mind: nothing went wrong, nothing was handed over.
    if ((error as Error).name === "AbortError") return;
    console.error(error);
    failed.value = true;
  }
}

async function copyText(): Promise<void> {
  const file = await exportOutbox();
  const copied = await navigator.clipboard?.writeText(file.text).then(() => true, () => false);
  done.value = { file, how: copied ? "copied" : "shown" };
}

/** The button, what came of it, and a way out for browsers that save no files. */
export function Backup() {
  const w = words.value;
  const t = rescue[lang.value];
  const last = done.value;
  const empty = outbox.value.count === 0;
  return (
    <>
      {empty ? <p class="note">{w.outbox.nothingToBackUp}</p> : (
        <button type="button" class="button button-wide" onClick={() => void handOut()}>
          <Icon name="download" />{w.outbox.backup}
        </button>
      )}
      {empty ? null : <button type="button" class="link" onClick={() => void copyText()}>{t.byHand}</button>}
      <div role="status">
        {failed.value ? <p class="panel panel-warn">{t.failed}</p> : null}
        {last && last.how !== "shown" ? <p class="note">{{ saved: w.outbox.backedUp(last.file.name), shared: t.shared, copied: t.copied }[last.how]}</p> : null}
        {last && !empty ? <p class="note">{t.still}</p> : null}
      </div>
      {last?.how === "shown" ? (
        <label class="field">
          <span>{t.text}</span>
          <textarea class="input" readOnly rows={4} value={last.file.text} onFocus={(event) => event.currentTarget.select()} />
        </label>
      ) : null}
    </>
  );
}
