"""The fold: a set of ops becomes records, the same in any order, with any repetition.

An op names the heads its author had seen (`parents`); from that alone the fold knows which value
replaced which. Values that did not see each other stand side by side as a conflict, and one of
them is shown provisionally. Clocks decide nothing but that display. Records depend on the set of
ops only: `fold` is commutative, associative over unions, and idempotent.

Kinds and versions that this build does not know are kept and counted, never interpreted. So are
amendments of another kind or place than the record they name: the right to record is judged by
kind and place, and must not reach a record elsewhere.

>>> from sync.kinds import load_kinds
>>> from sync.ops import OpParts, read_op, seal
>>> def op(at, **parts):
...     return read_op(seal(OpParts(kind="screening", version=1, nonce="AAECAwQFBgc", place="h1",
...                                 by="u1", at=at, tz=480, rec=at, **parts)))
>>> tap = op(1, fields={"outcome": "normal", "method": "door"})
>>> hers = op(2, root=tap.id, parents=[tap.id], fields={"outcome": "no_answer"})
>>> his = op(3, root=tap.id, parents=[tap.id], fields={"outcome": "exception"})
>>> record = fold([his, tap, hers], load_kinds())[tap.id]
>>> record.fields["outcome"].value, record.conflicts
('exception', ('outcome',))
>>> both = op(4, root=tap.id, parents=record.heads, fields={"outcome": "normal"})
>>> record = fold([both, hers, his, tap], load_kinds())[tap.id]
>>> record.fields["outcome"].value, record.conflicts
('normal', ())
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.clock import corrected
from sync.kinds import VOID, Kind
from sync.ops import Op, Value


@dataclass(frozen=True, slots=True)
class Field:
    """The value shown, and every value that no later op replaced as (op id, value) by op id."""

    value: Value
    heads: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a set of ops says about one thing.

    `pending`: the op that opened it has not arrived or cannot be read by this build. `heads`: the
    ops no other op has seen; an amendment names them as its parents. `conflicts`: fields with
    differing heads, and `_void` when somebody worked on without having seen the void. `opaque`:
    ops kept but not read. `observed` is what the opening claims (for a record named by its place:
    the span of all claims), `recorded` the first and last sealing by corrected phone clocks; both
    in ms UTC.
    """

    id: str
    kind: str
    place: str
    slot: str | None
    subject: str | None
    pending: bool
    voided: bool
    fields: Mapping[str, Field]
    heads: tuple[str, ...]
    ops: tuple[str, ...]
    opaque: tuple[str, ...]
    conflicts: tuple[str, ...]
    observed: tuple[int, int]
    recorded: tuple[int, int]
    by: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON: keys in this order, lists sorted, equal to the phone's twin."""
        return {
            "id": self.id,
            "kind": self.kind,
            "place": self.place,
            "slot": self.slot,
            "subject": self.subject,
            "pending": self.pending,
            "voided": self.voided,
            "fields": {
                name: {"value": field.value, "heads": [list(head) for head in field.heads]}
                for name, field in self.fields.items()
            },
            "heads": list(self.heads),
            "ops": list(self.ops),
            "opaque": list(self.opaque),
            "conflicts": list(self.conflicts),
            "observed": list(self.observed),
            "recorded": list(self.recorded),
            "by": list(self.by),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Record":
        """The record that `to_json` wrote."""
        fields = {
            name: Field(field["value"], tuple((head[0], head[1]) for head in field["heads"]))
            for name, field in raw["fields"].items()
        }
        lists = {
            name: tuple(raw[name])
            for name in ("heads", "ops", "opaque", "conflicts", "observed", "recorded", "by")
        }
        return cls(**{**raw, **lists, "fields": fields})


def record_id(op: Op, kinds: Mapping[str, Kind]) -> str:
    """The id of the record that an op speaks of: its root, itself, or "<kind>/<place>"."""
    kind = kinds.get(op.kind)
    if kind is not None and kind.identity == "place":
        return f"{op.kind}/{op.place}"
    return op.root or op.id


def fold(ops: Iterable[Op], kinds: Mapping[str, Kind]) -> dict[str, Record]:
    """Every record that the ops make, by id in order; never raises, whatever their fields hold."""
    groups: dict[str, dict[str, Op]] = {}
    for op in ops:
        groups.setdefault(record_id(op, kinds), {})[op.id] = op
    return {id: fold_record(id, groups[id].values(), kinds) for id in sorted(groups)}


def fold_record(id: str, ops: Iterable[Op], kinds: Mapping[str, Kind]) -> Record:
    """The record `id` from all ops that name it (at least one); repetition changes nothing."""
    known = sorted({op.id: op for op in ops}.values(), key=lambda op: op.id)
    # A record named by its place has no opening op: any statement about it stands by itself.
    root = next((op for op in known if op.id == id), None)
    first = root or known[0]
    kind = kinds.get(first.kind)
    by_place = kind is not None and kind.identity == "place"
    readable = [op for op in known if _readable(op, first, kind)]
    if root is not None and len(known) == len(readable) == 1 and VOID not in root.fields:
        return _alone(root)
    read_ids = {op.id for op in readable}
    history = _History(known, kind)
    fields = {
        name: history.field(name, readable)
        for name in sorted({name for op in readable for name in op.fields})
        if not name.startswith("_")
    }
    voided, void_conflict = history.void(readable)
    conflicts = [name for name, field in fields.items() if _differ(field.heads)]
    claims = [root] if root is not None else known
    sealed = [corrected(op) for op in known]
    return Record(
        id=id,
        kind=first.kind,
        place=first.place,
        slot=root.slot if root is not None else None,
        subject=first.subject,
        pending=not readable if by_place else id not in read_ids,
        voided=voided,
        fields=fields,
        heads=history.heads(known),
        ops=tuple(op.id for op in known),
        opaque=tuple(op.id for op in known if op.id not in read_ids),
        conflicts=(VOID, *conflicts) if void_conflict else tuple(conflicts),
        observed=(min(op.at_from for op in claims), max(op.at_to for op in claims)),
        recorded=(min(sealed), max(sealed)),
        by=tuple(sorted({op.by for op in known})),
    )


def _alone(op: Op) -> Record:
    """The record of an opening that nobody amended: most records are that, and it is quick."""
    sealed = corrected(op)
    return Record(
        id=op.id,
        kind=op.kind,
        place=op.place,
        slot=op.slot,
        subject=op.subject,
        pending=False,
        voided=False,
        fields={
            name: Field(op.fields[name], ((op.id, op.fields[name]),))
            for name in sorted(op.fields)
            if not name.startswith("_")
        },
        heads=(op.id,),
        ops=(op.id,),
        opaque=(),
        conflicts=(),
        observed=(op.at_from, op.at_to),
        recorded=(sealed, sealed),
        by=(op.by,),
    )


def _readable(op: Op, first: Op, kind: Kind | None) -> bool:
    if kind is None or op.version > kind.version:
        return False
    return op.kind == first.kind and op.place == first.place


def _differ(heads: Sequence[tuple[str, Value]]) -> bool:
    # As text, because 1 and True are equal in Python and differ for everybody else.
    return len(heads) > 1 and len({json.dumps(value, sort_keys=True) for _, value in heads}) > 1


class _History:
    """Who had seen whom among the ops of one record: a bit set of ancestors, and a depth, each."""

    def __init__(self, ops: Sequence[Op], kind: Kind | None) -> None:
        self.kind = kind
        self.bit = {op.id: 1 << index for index, op in enumerate(ops)}
        self.seen: dict[str, int] = {}
        self.depth: dict[str, int] = {}
        parents = {op.id: self._parents(op) for op in ops}
        # Parents first, without recursion: a record may hold thousands of amendments in a chain.
        # A ring of parents would need a hash collision; it must end all the same.
        todo = [(op.id, False) for op in reversed(ops)]
        entered: set[str] = set()
        while todo:
            id, parents_done = todo.pop()
            if parents_done:
                self._close(id, [one for one in parents[id] if one in self.seen])
            elif id not in entered:
                entered.add(id)
                todo.append((id, True))
                todo += [(one, False) for one in parents[id]]

    def _parents(self, op: Op) -> list[str]:
        named = {*op.parents, op.root}  # whoever amends a record has seen its opening
        return sorted(id for id in named if id is not None and id in self.bit and id != op.id)

    def _close(self, id: str, parents: Sequence[str]) -> None:
        seen = 0
        for parent in parents:
            seen |= self.bit[parent] | self.seen[parent]
        self.seen[id] = seen
        self.depth[id] = 1 + max((self.depth[parent] for parent in parents), default=-1)

    def heads(self, ops: Sequence[Op]) -> tuple[str, ...]:
        """Ids of those of the ops that no other of them had seen."""
        passed = 0
        for op in ops:
            passed |= self.seen[op.id]
        return tuple(op.id for op in ops if not self.bit[op.id] & passed)

    def field(self, name: str, ops: Sequence[Op]) -> Field:
        """The register of one field: its heads, and the one of them that is shown.

        Shown is the most severe value where the kind orders them, else the deepest in the
        history, then the last sealed, then the greatest op id.
        """
        writers = {op.id: op for op in ops if name in op.fields}
        heads = [writers[id] for id in self.heads(list(writers.values()))]
        severity = self.kind.severity_of(name) if self.kind else ()

        def rank(op: Op) -> tuple[int, int, int, str]:
            value = op.fields[name]
            mild = severity.index(value) if isinstance(value, str) and value in severity else 99
            return -mild, self.depth[op.id], corrected(op), op.id

        shown = max(heads, key=rank)
        return Field(shown.fields[name], tuple((op.id, op.fields[name]) for op in heads))

    def void(self, ops: Sequence[Op]) -> tuple[bool, bool]:
        """Whether the record is void, and whether that is in conflict.

        One head that says void is enough. A head that has seen no void head is work done in
        ignorance of it, and is flagged until somebody names both.
        """
        writers = [op for op in ops if isinstance(op.fields.get(VOID), bool)]
        heads = set(self.heads(writers))
        voids = 0
        for op in writers:
            if op.id in heads and op.fields[VOID]:
                voids |= self.bit[op.id]
        if not voids:
            return False, False
        ends = self.heads(ops)
        return True, any(not voids & (self.seen[id] | self.bit[id]) for id in ends)
