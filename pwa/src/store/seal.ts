/** Sealing: counter, link, op and projection in one strict transaction, so any tab may do it and none can do half. */

import { bytesToB64url, randomBytes, utf8 } from "../sync/bytes";
import { SHANGHAI } from "../sync/days";
import { own } from "../sync/fields";
import { faults } from "../sync/kinds";
import type { Kinds } from "../sync/merge";
import { bodyHash, MAX_BODY_BYTES, opId, seal } from "../sync/ops";
import { append, replicaOf } from "./chainrows";
import { type Connection, getMeta } from "./database";
import { project } from "./project";
import type { ReplicaRow, WriteTx } from "./schema";
import { type Draft, type Sealed, WriteFailed } from "./types";

export interface Author {
  readonly id: string;
  readonly kinds: Kinds;
  readonly now: () => number;
}

export interface Sealing extends Sealed {
  readonly replica: ReplicaRow;
  /** Rounds whose records changed. */
  readonly rounds: ReadonlySet<string>;
}

interface Causes {
  readonly root: string | null;
  readonly parents: readonly string[];
  /** The round that the op counts towards, also where the body leaves it to the opening op. */
  readonly slot: string | null;
}

/** What the amendment of a record must name: the record itself, and the heads its author sees. */
async function causes(tx: WriteTx, draft: Draft, byPlace: boolean): Promise<Causes> {
  const record = byPlace ? `${draft.kind}/${draft.place}` : draft.root;
  const held = record === undefined ? undefined : await tx.objectStore("rec").get(record);
  return {
    root: byPlace ? null : (draft.root ?? null),
    parents: draft.parents ?? held?.record.heads ?? [],
    slot: draft.slot ?? held?.record.slot ?? null,
  };
}

/** Resolves after the strict transaction completed; rejects with WriteFailed, and then nothing is stored. */
export async function sealDraft(db: Connection, author: Author, draft: Draft): Promise<Sealing> {
  const kind = own(author.kinds, draft.kind);
  if (!kind) throw new WriteFailed("invalid", [{ field: "kind", code: "not_a_choice" }]);
  // Made once: a transaction tried again on a fresh connection stores the same op.
  const rec = author.now();
  const nonce = bytesToB64url(randomBytes(8));
  let body: string | null = null;
  return db.write(["meta", "op", "ent", "rec", "lost", "notice"], async (tx) => {
    const { root, parents, slot } = await causes(tx, draft, kind.identity === "place");
    const amend = root !== null || parents.length > 0;
    const found = faults(kind, draft.fields, amend);
    if (found.length > 0) throw new WriteFailed("invalid", found);
    const clock = await getMeta(tx, "clock");
    body ??= seal({
      kind: draft.kind,
      version: kind.version,
      nonce,
      place: draft.place,
      slot: amend ? null : (draft.slot ?? null),
      subject: draft.subject ?? null,
      root,
      parents,
      by: author.id,
      at: draft.at ?? rec,
      tz: SHANGHAI,
      rec,
      clk: clock?.best ? [clock.best.offset, clock.best.uncertainty] : null,
      anc: clock?.tick ?? null,
      fields: draft.fields,
    });
    if (utf8(body).length > MAX_BODY_BYTES) throw new WriteFailed("too_large");
    const bsha = bodyHash(body);
    const id = opId(bsha);
    const record = kind.identity === "place" ? `${draft.kind}/${draft.place}` : (root ?? id);
    const row = {
      id, record, kind: draft.kind, place: draft.place, slot, body, bsha,
      sealedAt: rec, status: "saved" as const, why: null, receivedAt: null,
    };
    const held = await replicaOf(tx, author.id, rec);
    const again = await tx.objectStore("op").index("id").get(id);
    const replica = again ? held : await append(tx, held, row);
    const rounds = await project(tx, [record], author.kinds);
    return { opId: id, recordId: record, replica, rounds };
  });
}
