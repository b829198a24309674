"""Two accounts of one thing: values that did not see each other, and two people at one door.

Looked back at, both come from the records as they were folded then: a conflict that was settled
since stands there, and one that came since does not.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import and_, false, or_, select, text, tuple_

from server.database.keys import op_id, op_key, record_key
from server.db import db
from server.matters.line import Line
from server.matters.matter import (
    HIGH,
    MIDDLE,
    MOST,
    Matter,
    Scope,
    mark,
    office_replica,
    ops_by_id,
    side_to_json,
)
from server.models import Place, PRecord, PSlot
from server.models.projections import CONFLICT
from server.projections.slots import Filler, SlotName, exceptional, slot_row
from server.records.single import StoredOp, Whole, names_of, read_wholes
from server.rules import kinds
from sync.kinds import VOID, WHY
from sync.merge import Record

SETTLE = ("take", "both", "open")


def record_conflicts(scope: Scope) -> Iterator[Matter]:
    """Yield every record with a field, or its being void, on which phones disagree."""
    rows = scope.lines(and_(text(CONFLICT)), lambda one: one.conflict, MOST)
    found = [(row.place_key, Record.from_json(orjson.loads(row.doc))) for row in rows if row.doc]
    sides = [heads_in_conflict(record) for _, record in found]
    ops = ops_by_id(op_key(id) for heads in sides for id in heads)
    accounts = [
        _accounts(scope, record, [ops[op_key(id)] for id in heads if op_key(id) in ops])
        for (_, record), heads in zip(found, sides, strict=True)
    ]
    names = names_of(first.op.by for pairs in accounts for _, first in pairs)
    for (key, record), pairs in zip(found, accounts, strict=True):
        yield _conflict(key, record, pairs, names)


def _accounts(
    scope: Scope, record: Record, heads: Sequence[StoredOp]
) -> list[tuple[StoredOp, StoredOp]]:
    """Return each head with the op that first said it: another one where it was put back."""
    office = office_replica()
    if not any(one.replica == office and len(one.op.parents) == 1 for one in heads):
        return [(one, one) for one in heads]
    (whole,) = read_wholes({record_key(record.id): record.id}, scope.known_at)
    return [(one, _first_said(whole, one, office)) for one in heads]


def _first_said(whole: Whole, head: StoredOp, office: bytes) -> StoredOp:
    """Return the account that the office put back with this op, after a decision; else the op."""
    ops = {one.op.id: one for one in whole.ops}
    decision = ops.get(head.op.parents[0]) if len(head.op.parents) == 1 else None
    if decision is None or {head.replica, decision.replica} != {office}:
        return head
    settled = [ops[id] for id in decision.op.parents if id in ops]
    others = [one for one in reversed(whole.ops) if one.op.id not in whole.record.heads]
    said = {name: value for name, value in head.op.fields.items() if name != WHY}
    same = (one for one in (*settled, *others) if one is not decision and said == _of(one, said))
    return next(same, head)


def _of(one: StoredOp, names: Collection[str]) -> dict[str, Any]:
    """Return what an op says of these things; of being void, that it did not say it."""
    fields = {VOID: False, **one.op.fields}
    return {name: fields[name] for name in names if name in fields}


def heads_in_conflict(record: Record) -> list[str]:
    """Return the ops whose values stand against each other."""
    heads = {id for name in record.conflicts if name != VOID for id, _ in record.fields[name].heads}
    return sorted(heads | set(record.heads if VOID in record.conflicts else ()))


def _conflict(
    place_key: int,
    record: Record,
    accounts: Sequence[tuple[StoredOp, StoredOp]],
    names: Mapping[str, str],
) -> Matter:
    ordered = sorted(accounts, key=lambda pair: (pair[1].op.at_to, pair[1].op.id, pair[0].op.id))
    sides = [
        side_to_json(first, said_of(head, record.conflicts), names, head.op.id)
        for head, first in ordered
    ]
    code = kinds()[record.kind].slot_state
    shown = record.fields[code.field].value if code and code.field in record.fields else None
    grave = shown in exceptional(kinds()[record.kind])
    arrived = sorted(first.received_at for _, first in accounts)
    return Matter(
        id=mark("conflict", record.id, *record.heads),
        type="conflict",
        severity=HIGH if grave else MIDDLE,
        since=arrived[min(1, len(arrived) - 1)] if arrived else record.recorded[1],
        place_key=place_key,
        kind=record.kind,
        slot=record.slot,
        records=(record.id,),
        actions=SETTLE,
        said={"sides": sides, "heads": list(record.heads)},
    )


def said_of(one: StoredOp, conflicts: Sequence[str]) -> dict[str, Any]:
    """Return what an op says of the things in conflict; of being void, that it did not say it."""
    said = {name: one.op.fields[name] for name in conflicts if name in one.op.fields}
    if VOID in conflicts and VOID not in said:
        said[VOID] = False
    return said


def door_conflicts(scope: Scope) -> Iterator[Matter]:
    """Yield every round of a place of which two people recorded different ends."""
    graver = {
        id: codes
        for id, kind in kinds().items()
        if id in scope.kinds and (codes := exceptional(kind))
    }
    fillers = _fillers(scope, _slots_then(scope, graver) if scope.then else _slots(scope, graver))
    names = names_of(_opening(one).op.by for wholes in fillers.values() for one in wholes)
    office = office_replica()
    for (kind, place_key, day, session), wholes in fillers.items():
        if _differ(wholes, office):
            yield _door_conflict(place_key, kind, f"{day}/{session}", wholes, names)


def _slots(scope: Scope, graver: Mapping[str, Collection[str]]) -> list[SlotName]:
    """Return the rounds with several records of which one says more than the mildest end."""
    grave = or_(*((PSlot.kind == id) & PSlot.code.in_(codes) for id, codes in graver.items()))
    rows = db.session.execute(
        select(PSlot.kind, PSlot.place_key, PSlot.day, PSlot.session)
        .join(Place, Place.key == PSlot.place_key)
        .where(scope.within, PSlot.done > 1, PSlot.day >= scope.since_on, grave)
        .order_by(PSlot.day, PSlot.session, PSlot.place_key)
        .limit(MOST)
    )
    return [SlotName._make(row) for row in rows]


def _slots_then(scope: Scope, graver: Mapping[str, Collection[str]]) -> list[SlotName]:
    """Return the same of then: among the rounds with several now, and those changed since."""
    several = db.session.execute(
        select(PSlot.kind, PSlot.place_key, PSlot.day, PSlot.session)
        .join(Place, Place.key == PSlot.place_key)
        .where(
            scope.within, PSlot.done > 1, PSlot.day >= scope.since_on, PSlot.kind.in_(graver.keys())
        )
    )
    names = {SlotName._make(row) for row in several}
    names |= {
        SlotName(one.kind, one.place_key, one.day, one.session)
        for one in scope.lines(false(), _fills(scope.since_on, graver))
        if one.session is not None
    }
    slots = {
        name: slot_row(kinds()[name.kind], name, [_filler(one) for one in lines])
        for name, lines in _lines_in(scope, names).items()
    }
    found = [
        name
        for name, row in slots.items()
        if row and row["done"] > 1 and row["code"] in graver[name.kind]
    ]
    return sorted(found, key=lambda name: (name.day, name.session, name.place_key))[:MOST]


def _fills(since_on: str, graver: Mapping[str, Any]) -> Callable[[Line], bool]:
    return lambda one: one.kind in graver and one.session is not None and one.day >= since_on


def _filler(one: Line) -> Filler:
    return Filler(*(getattr(one, part) for part in Filler._fields))


def _lines_in(scope: Scope, names: Collection[SlotName]) -> dict[SlotName, list[Line]]:
    """Return the records in these rounds that stand, round by round."""
    if not names:
        return {}
    columns = (PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session)
    lines = scope.lines(
        tuple_(*columns).in_(sorted(names))
        & PRecord.voided.is_(False)
        & PRecord.pending.is_(False),
        lambda one: (
            (one.kind, one.place_key, one.day, one.session) in names
            and not one.voided
            and not one.pending
        ),
    )
    found: defaultdict[SlotName, list[Line]] = defaultdict(list)
    for one in lines:
        found[SlotName(one.kind, one.place_key, one.day, one.session or "")].append(one)
    return found


def _fillers(scope: Scope, slots: Collection[SlotName]) -> dict[SlotName, list[Whole]]:
    """Return the records that end these rounds, each with all that it was made of."""
    done = {id: rule.done for id, kind in kinds().items() if (rule := kind.slot_state)}
    of = {
        one.key: name
        for name, lines in _lines_in(scope, slots).items()
        for one in lines
        if one.code in done.get(one.kind, ())
    }
    found: defaultdict[SlotName, list[Whole]] = defaultdict(list)
    for whole in read_wholes({key: op_id(key) for key in of}, scope.known_at):
        found[of[op_key(whole.record.id)]].append(whole)
    return found


def _differ(wholes: Sequence[Whole], office: bytes) -> bool:
    """Say whether several people say different things; one's own second look is no conflict.

    Neither are records of which the office has said that all of them stand.
    """
    rule = kinds()[wholes[0].record.kind].slot_state
    if rule is None or len({_opening(one).op.by for one in wholes}) < 2:
        return False
    if len({one.record.fields[rule.field].value for one in wholes}) < 2:
        return False
    return not all(_stands(one, office) for one in wholes)


def _opening(whole: Whole) -> StoredOp:
    return next((one for one in whole.ops if one.op.id == whole.record.id), whole.ops[0])


def _stands(whole: Whole, office: bytes) -> bool:
    """Say whether the last word on a record is the office's note, which changes nothing."""
    last = [one for one in whole.ops if one.op.id in whole.record.heads]
    return all(one.replica == office and not one.op.fields.keys() - {WHY} for one in last)


def _door_conflict(
    place_key: int, kind: str, slot: str, wholes: Sequence[Whole], names: Mapping[str, str]
) -> Matter:
    ordered = sorted(wholes, key=lambda one: (one.record.observed[1], one.record.id))
    arrived = sorted(_opening(one).received_at for one in ordered)
    ids = [one.record.id for one in ordered]
    sides = [
        side_to_json(
            _opening(one),
            {name: field.value for name, field in one.record.fields.items() if name != "method"},
            names,
            one.record.id,
        )
        for one in ordered
    ]
    return Matter(
        id=mark("two_records", *ids),
        type="two_records",
        severity=HIGH,
        since=arrived[1],
        place_key=place_key,
        kind=kind,
        slot=slot,
        records=ids,
        actions=SETTLE,
        said={
            "sides": sides,
            "heads": sorted({head for one in ordered for head in one.record.heads}),
        },
    )
