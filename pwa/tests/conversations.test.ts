/** What a phone lived through in a simulation, lived through again: the twins must agree after every step. */

import { describe, expect, it } from "vitest";

import { type CheckAnswer, nextCheck, sumKey } from "../src/sync/feeds";
import { type Changes, newState, type OpDraft, type OwnOp, rechain, seal, type State } from "../src/sync/outbox";
import { apply, checked, type ExchangeAnswer, failed, nextRequest } from "../src/sync/replica";
import type { Entry } from "../src/sync/feeds";
import { vectors } from "./vectors";

type Step = {
  readonly fresh: readonly string[];
  readonly then: {
    readonly request: Readonly<Record<string, unknown>>;
    readonly statuses: readonly (readonly [number, string, string | null])[];
    readonly feeds: readonly unknown[];
    readonly bodies: number;
    readonly check: unknown;
  };
} & (
  | { readonly do: "seal"; readonly draft: OpDraft; readonly now: number; readonly nonce: string }
  | { readonly do: "answer"; readonly answer: ExchangeAnswer; readonly sent: number; readonly received: number }
  | { readonly do: "checked"; readonly answer: CheckAnswer }
  | { readonly do: "failed"; readonly code: string }
  | { readonly do: "copy" }
  | { readonly do: "put_back" }
);

interface Conversation {
  readonly seed: number;
  readonly user: string;
  readonly replica: string;
  readonly steps: readonly Step[];
}

interface Disk {
  readonly state: State;
  readonly own: ReadonlyMap<number, OwnOp>;
  readonly entries: ReadonlyMap<number, readonly Entry[]>;
}

/** The database in maps: what the store does over IndexedDB. */
class Phone {
  disk: Disk;
  copied: Disk;

  constructor(user: string, replica: string) {
    this.disk = { state: newState(user, replica), own: new Map(), entries: new Map() };
    this.copied = this.disk;
  }

  get outbox(): readonly OwnOp[] {
    return [...this.disk.own.values()].filter(({ n }) => n > this.disk.state.acked).sort((a, b) => a.n - b.n);
  }

  take(step: Step): void {
    const { state, own } = this.disk;
    if (step.do === "copy") this.copied = this.disk;
    else if (step.do === "put_back") this.disk = this.copied;
    else if (step.do === "answer") this.write(apply(state, step.answer, own, step.sent, step.received), step.fresh);
    else if (step.do === "checked") this.write(checked(state, step.answer, this.sums()), step.fresh);
    else if (step.do === "failed") this.write(failed(state, step.code, this.outbox), step.fresh);
    else {
      const [after, op] = seal(state, step.draft, step.now, step.nonce);
      this.write({ ...NOTHING, state: after, own: [op] }, step.fresh);
    }
  }

  private sums(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.disk.entries.values()].flat().map((entry) => [sumKey(entry.feed, entry.q), entry.acc]));
  }

  private write(changes: Changes, fresh: readonly string[]): void {
    const own = new Map(changes.allOwn ? [] : this.disk.own);
    for (const op of changes.own) own.set(op.n, op);
    const entries = new Map(this.disk.entries);
    for (const feed of changes.drops) entries.delete(feed);
    for (const [feed, q] of changes.cuts) entries.set(feed, (entries.get(feed) ?? []).slice(0, q));
    for (const entry of changes.entries) entries.set(entry.feed, [...(entries.get(entry.feed) ?? []), entry]);
    this.disk = { state: changes.state, own, entries };
    if (changes.fork) this.write(rechain(changes.state, [...own.values()], [changes.fork], fresh[0] ?? ""), fresh.slice(1));
  }
}

const NOTHING = { own: [], entries: [], cuts: new Map(), drops: [], allOwn: false, fork: null, refused: [] };

function standing({ disk, outbox }: Phone): Step["then"] {
  const said = { kept: 1, persist: null, free: null, app: null };
  return {
    request: JSON.parse(JSON.stringify(nextRequest(disk.state, outbox, 0, said))) as Record<string, unknown>,
    statuses: [...disk.own.values()].flatMap((op) => (op.status === null ? [] : [[op.n, op.status, op.why] as const])),
    feeds: [...disk.state.feeds.values()]
      .sort((a, b) => a.feed - b.feed)
      .map(({ feed, place, stream, cursor, live, suspect }) => [feed, place, stream, cursor, live, suspect]),
    bodies: [...disk.entries.values()].flat().length,
    check: nextCheck(disk.state.feeds),
  };
}

describe("conversations.json", () => {
  it.each(vectors<{ conversations: readonly Conversation[] }>("conversations").conversations)(
    "agrees with Python at every step of run $seed",
    ({ user, replica, steps }) => {
      const phone = new Phone(user, replica);
      for (const [index, step] of steps.entries()) {
        phone.take(step);
        expect(standing(phone), `step ${index}: ${step.do}`).toEqual(step.then);
      }
    },
  );
});
