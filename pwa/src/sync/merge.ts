/**
 * The fold: a set of ops becomes records, the same in any order, with any repetition. Parents say which value
 * replaced which; values that did not see each other stand side by side. Clocks decide nothing but which is shown.
 */

import { own } from "./fields";
import { type Kind, severityOf, VOID } from "./kinds";
import type { Op, Value } from "./ops";

export type Kinds = Readonly<Record<string, Kind>>;

interface MergedField {
  readonly value: Value;
  /** Every value that no later op replaced, as [op id, value] by op id. */
  readonly heads: readonly (readonly [opId: string, value: Value])[];
}

/** What a set of ops says about one thing; see `sync/merge.py` for each part. It is its own canonical JSON. */
export interface FoldedRecord {
  readonly id: string;
  readonly kind: string;
  readonly place: string;
  readonly slot: string | null;
  readonly subject: string | null;
  readonly pending: boolean;
  readonly voided: boolean;
  readonly fields: Readonly<Record<string, MergedField>>;
  readonly heads: readonly string[];
  readonly ops: readonly string[];
  readonly opaque: readonly string[];
  readonly conflicts: readonly string[];
  readonly observed: readonly [number, number];
  readonly recorded: readonly [number, number];
  readonly by: readonly string[];
}

/** The id of the record that an op speaks of: its root, itself, or "<kind>/<place>". */
export function recordId(op: Op, kinds: Kinds): string {
  return own(kinds, op.kind)?.identity === "place" ? `${op.kind}/${op.place}` : (op.root ?? op.id);
}

/** Every record that the ops make, by id in order; never throws, whatever their fields hold. */
export function fold(ops: Iterable<Op>, kinds: Kinds): Map<string, FoldedRecord> {
  const groups = new Map<string, Op[]>();
  for (const op of ops) {
    const id = recordId(op, kinds);
    const group = groups.get(id);
    if (group) group.push(op);
    else groups.set(id, [op]);
  }
  return new Map([...groups.keys()].sort().map((id) => [id, foldRecord(id, groups.get(id) ?? [], kinds)]));
}

/** The record `id` from all ops that name it (at least one); repetition changes nothing. */
export function foldRecord(id: string, ops: Iterable<Op>, kinds: Kinds): FoldedRecord {
  const known = [...new Map([...ops].map((op) => [op.id, op])).values()].sort((a, b) => order(a.id, b.id));
  // A record named by its place has no opening op: any statement about it stands by itself.
  const root = known.find((op) => op.id === id);
  const first = root ?? known[0];
  if (!first) throw new RangeError(`no op speaks of ${id}`);
  const kind = own(kinds, first.kind);
  const readable = known.filter((op) => kind && op.version <= kind.version && op.kind === first.kind && op.place === first.place);
  const readIds = new Set(readable.map((op) => op.id));
  const history = new History(known, kind);
  const names = [...new Set(readable.flatMap((op) => Object.keys(op.fields)))].filter((name) => !name.startsWith("_")).sort();
  const fields = names.map((name): [string, MergedField] => [name, history.field(name, readable)]);
  const [voided, voidConflict] = history.void(readable);
  const conflicts = fields.filter(([, field]) => differ(field)).map(([name]) => name);
  const claims = root ? [root] : known;
  const sealed = known.map(sealedAt);
  return {
    id,
    kind: first.kind,
    place: first.place,
    slot: root ? root.slot : null,
    subject: first.subject,
    pending: kind?.identity === "place" ? readable.length === 0 : !readIds.has(id),
    voided,
    fields: Object.fromEntries(fields),
    heads: history.heads(known).map((op) => op.id),
    ops: known.map((op) => op.id),
    opaque: known.filter((op) => !readIds.has(op.id)).map((op) => op.id),
    conflicts: voidConflict ? [VOID, ...conflicts] : conflicts,
    observed: [Math.min(...claims.map((op) => op.atFrom)), Math.max(...claims.map((op) => op.atTo))],
    recorded: [Math.min(...sealed), Math.max(...sealed)],
    by: [...new Set(known.map((op) => op.by))].sort(),
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The phone's clock at sealing, corrected by what the phone then knew of its clock. */
function sealedAt(op: Op): number {
  return op.rec + (op.clk ? op.clk[0] : 0);
}

/** Text that is equal exactly when the values are: keys sorted at every level. */
function canonical(value: Value): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => order(a, b)))
      : inner,
  );
}

function differ(field: MergedField): boolean {
  return new Set(field.heads.map(([, value]) => canonical(value))).size > 1;
}

/** Who had seen whom among the ops of one record: a bit set of ancestors, and a depth, each. */
class History {
  private readonly bit: ReadonlyMap<string, bigint>;
  private readonly seen = new Map<string, bigint>();
  private readonly depth = new Map<string, number>();

  constructor(
    ops: readonly Op[],
    private readonly kind: Kind | undefined,
  ) {
    this.bit = new Map(ops.map((op, index) => [op.id, 1n << BigInt(index)]));
    const parents = new Map(ops.map((op) => [op.id, this.parentsOf(op)]));
    // Parents first, without recursion: a record may hold thousands of amendments in a chain.
    const todo = [...ops].reverse().map((op) => ({ id: op.id, parentsDone: false }));
    const entered = new Set<string>();
    for (let next = todo.pop(); next; next = todo.pop()) {
      const { id, parentsDone } = next;
      const above = parents.get(id) ?? [];
      if (parentsDone) this.close(id, above.filter((one) => this.seen.has(one)));
      else if (!entered.has(id)) {
        entered.add(id);
        todo.push({ id, parentsDone: true }, ...above.map((one) => ({ id: one, parentsDone: false })));
      }
    }
  }

  private parentsOf(op: Op): string[] {
    // Whoever amends a record has seen its opening.
    const named = new Set(op.root === null ? op.parents : [...op.parents, op.root]);
    return [...named].filter((id) => this.bit.has(id) && id !== op.id).sort();
  }

  private close(id: string, parents: readonly string[]): void {
    let seen = 0n;
    for (const parent of parents) seen |= this.bitOf(parent) | this.seenBy(parent);
    this.seen.set(id, seen);
    this.depth.set(id, 1 + Math.max(-1, ...parents.map((parent) => this.depth.get(parent) ?? 0)));
  }

  private bitOf(id: string): bigint {
    return this.bit.get(id) ?? 0n;
  }

  private seenBy(id: string): bigint {
    return this.seen.get(id) ?? 0n;
  }

  /** Those of the ops that no other of them had seen. */
  heads(ops: readonly Op[]): readonly Op[] {
    let passed = 0n;
    for (const op of ops) passed |= this.seenBy(op.id);
    return ops.filter((op) => !(this.bitOf(op.id) & passed));
  }

  /** One field: the most severe head is shown where the kind orders them, else the deepest, the last sealed, the greatest id. */
  field(name: string, ops: readonly Op[]): MergedField {
    const heads = this.heads(ops.filter((op) => own(op.fields, name) !== undefined));
    const severity = this.kind ? severityOf(this.kind, name) : [];
    const mild = (op: Op): number => {
      const at = severity.indexOf(op.fields[name] as string);
      return at < 0 ? 99 : at;
    };
    const shown = [...heads].sort(
      (a, b) =>
        mild(a) - mild(b) ||
        (this.depth.get(b.id) ?? 0) - (this.depth.get(a.id) ?? 0) ||
        sealedAt(b) - sealedAt(a) ||
        order(b.id, a.id),
    )[0];
    return { value: shown?.fields[name] ?? null, heads: heads.map((op) => [op.id, op.fields[name] ?? null]) };
  }

  /** Whether the record is void (one head that says so is enough), and whether somebody worked on in ignorance of it. */
  void(ops: readonly Op[]): readonly [boolean, boolean] {
    const writers = ops.filter((op) => typeof own(op.fields, VOID) === "boolean");
    let voids = 0n;
    for (const op of this.heads(writers)) if (op.fields[VOID] === true) voids |= this.bitOf(op.id);
    if (!voids) return [false, false];
    return [true, this.heads(ops).some((op) => !(voids & (this.seenBy(op.id) | this.bitOf(op.id))))];
  }
}
