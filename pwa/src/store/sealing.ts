/** Recording in turn: what is tapped while the device still writes is written together, so a slow card costs one wait and not one a door. */

import { asWriteFailed } from "./database";
import { sealAll, type Sealing, type Tapped, tapped } from "./seal";
import { catalogueNow, type Open, publish } from "./state";
import { type Draft, type Sealed, WriteFailed } from "./types";
import { noteWitness } from "./witness";

interface Waiting {
  readonly open: Open;
  readonly what: Tapped;
  readonly done: (sealed: Sealed) => void;
  readonly failed: (why: WriteFailed) => void;
}

let waiting: readonly Waiting[] = [];
let isWriting = false;

type Listener = () => void;
const sealed = new Set<Listener>();

/** Calls back after every op that was stored; the loop sends on it. */
export function onSealed(listener: Listener): void {
  sealed.add(listener);
}

/** It is stored: that a screen could not be drawn again must not be said as "not saved". */
async function tell(open: Open, stored: readonly (readonly [Waiting, Sealing])[]): Promise<void> {
  const last = stored[stored.length - 1];
  if (!last) return;
  noteWitness(open.me.id, last[1].state);
  const rounds = new Set(stored.flatMap(([, made]) => [...made.rounds]));
  await publish(rounds).catch((error: unknown) => console.error("stored, but not shown:", error));
  for (const [one, { opId, recordId }] of stored) one.done({ opId, recordId });
  sealed.forEach((listener) => listener());
}

/** Together or, when that fails, one by one: whatever was wrong with one must not cost the others. */
async function writeTogether(open: Open, group: readonly Waiting[]): Promise<void> {
  try {
    const made = await sealAll(open.db, { id: open.me.id, kinds: catalogueNow().kinds }, group.map((one) => one.what));
    const stored: [Waiting, Sealing][] = [];
    group.forEach((one, i) => {
      const result = made[i];
      if (result instanceof WriteFailed) one.failed(result);
      else if (result) stored.push([one, result]);
    });
    void tell(open, stored);
  } catch (error) {
    if (group.length > 1) for (const one of group) await writeTogether(open, [one]);
    else group[0]?.failed(asWriteFailed(error));
  }
}

async function writeInTurn(): Promise<void> {
  isWriting = true;
  for (let open = waiting[0]?.open; open; open = waiting[0]?.open) {
    const group = waiting.filter((one) => one.open === open);
    waiting = waiting.filter((one) => one.open !== open);
    await writeTogether(open, group);
  }
  isWriting = false;
}

/** Resolves only after a strict transaction with it completed, and then alone a screen may say that it is stored; rejects with WriteFailed, and then it is not. */
export function sealInTurn(open: Open, draft: Draft): Promise<Sealed> {
  return new Promise((done, failed) => {
    waiting = [...waiting, { open, what: tapped(draft), done, failed }];
    if (!isWriting) void writeInTurn();
  });
}
