/** Sealing: counter, link, op and projection in one strict transaction, so any tab may do it and none can do half. */

import { bytesToB64url, randomBytes, utf8 } from "../sync/bytes";
import { own } from "../sync/fields";
import { faults } from "../sync/kinds";
import type { Kinds } from "../sync/merge";
import { MAX_BODY_BYTES } from "../sync/ops";
import { changesTo, seal } from "../sync/outbox";
import type { Connection } from "./database";
import { type Held, LOG, openState, write } from "./log";
import type { WriteTx } from "./schema";
import { type Draft, type Sealed, WriteFailed } from "./types";

interface Author {
  readonly id: string;
  readonly kinds: Kinds;
}

export interface Sealing extends Sealed {
  readonly state: Held;
  /** Rounds whose records changed. */
  readonly rounds: ReadonlySet<string>;
}

interface Causes {
  readonly record: string | null;
  readonly root: string | null;
  readonly parents: readonly string[];
  readonly slot: string | null;
}

/** What the op must name: the record that it amends, and the heads its author sees. */
async function causes(tx: WriteTx, draft: Draft, byPlace: boolean): Promise<Causes> {
  const record = byPlace ? `${draft.kind}/${draft.place}` : (draft.root ?? null);
  const held = record === null ? undefined : await tx.objectStore("rec").get(record);
  return {
    record,
    root: byPlace ? null : record,
    parents: draft.parents ?? held?.record.heads ?? [],
    slot: draft.slot ?? held?.record.slot ?? null,
  };
}

/** A draft with what the tap decided: when it was, and what no other op has. */
export interface Tapped {
  readonly draft: Draft;
  /** ms, by this phone's clock. */
  readonly now: number;
  readonly nonce: string;
}

export function tapped(draft: Draft): Tapped {
  return { draft, now: Date.now(), nonce: bytesToB64url(randomBytes(8)) };
}

async function sealOne(tx: WriteTx, { id, kinds }: Author, { draft, now, nonce }: Tapped): Promise<Sealing> {
  const kind = own(kinds, draft.kind);
  if (!kind) throw new WriteFailed("invalid", [{ field: "kind", code: "not_a_choice" }]);
  const { record, root, parents, slot } = await causes(tx, draft, kind.identity === "place");
  const amend = root !== null || parents.length > 0;
  const found = faults(kind, draft.fields, amend);
  if (found.length > 0) throw new WriteFailed("invalid", found);
  const before = await openState(tx, id, kinds);
  const parts = {
    kind: draft.kind,
    version: kind.version,
    place: draft.place,
    fields: draft.fields,
    slot: amend ? null : slot,
    at: draft.at ?? null,
    subject: draft.subject ?? null,
    root,
    parents,
  };
  const [state, op] = seal(before, parts, now, nonce);
  if (utf8(op.body ?? "").length > MAX_BODY_BYTES) throw new WriteFailed("too_large");
  const address = { record: record ?? op.id, kind: draft.kind, place: draft.place, slot };
  const written = await write(tx, before, changesTo(state, { own: [op] }), kinds, new Map([[op.id, address]]));
  return { opId: op.id, recordId: address.record, state: written.state, rounds: written.rounds };
}

/** A draft that was refused wrote nothing, and costs the others nothing. */
function refusal(error: unknown): WriteFailed {
  if (error instanceof WriteFailed) return error;
  throw error;
}

/** In the order given. Resolves after the one strict transaction completed; rejects with WriteFailed, and then nothing is stored. */
export function sealAll(db: Connection, author: Author, drafts: readonly Tapped[]): Promise<readonly (Sealing | WriteFailed)[]> {
  return db.write(LOG, async (tx) => {
    const made: (Sealing | WriteFailed)[] = [];
    for (const draft of drafts) made.push(await sealOne(tx, author, draft).catch(refusal));
    return made;
  });
}
