"""Records and places as they were known at an earlier moment, where they have changed since.

A record that no op has changed since a moment is now what it was then: a row of ``p_record``
received by then tells it. The few others are found here, and folded from the ops that had counted
by then. Under which place one hangs is as it is now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, union

from server.database.keys import record_key
from server.log.rows import COUNTED_CODES
from server.models import Op, Place, PRecord
from server.projections.places import describes_place, place_values
from server.projections.records import Arrived, Folded, folded, ops_of_records
from sync.kinds import Kind
from sync.merge import Record, record_id

FEW = 4000
"""How many keys one statement takes."""


class ChangedRecord(NamedTuple):
    """A record to which something came after the moment, and where it is now."""

    key: bytes
    kind: str
    place_key: int


def changed_in(
    connection: Connection, here: ColumnElement[bool], at: int
) -> Sequence[ChangedRecord]:
    """Return the records at places (a condition on Place) that may have been other ones at ``at``.

    Left out are those that had not begun: received later, and never changed. A record that counts
    since later than it was received had not begun either, but its row does not say so.
    """
    columns = (PRecord.key, PRecord.kind, PRecord.place_key)
    amended = (
        select(*columns)
        .join(Place, Place.key == PRecord.place_key)
        .where(here, PRecord.doc.is_not(None), PRecord.received_at > at)
    )
    let_in = (
        select(*columns)
        .select_from(Op)
        .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id))
        .join(Place, Place.key == PRecord.place_key)
        .where(here, Op.counted_at > at, Op.status.in_(COUNTED_CODES))
    )
    return [ChangedRecord._make(row) for row in connection.execute(union(amended, let_in))]


def fold_then(
    connection: Connection, kinds: Mapping[str, Kind], keys: Sequence[bytes], at: int
) -> Iterator[Folded]:
    """Yield these records as they were at ``at`` (ms); those that had not begun are left out."""
    groups: defaultdict[str, list[Arrived]] = defaultdict(list)
    for some in few(keys):
        for one in ops_of_records(connection, some, some, at):
            groups[record_id(one.op, kinds)].append(one)
    for id, ops in groups.items():
        yield folded(record_key(id), id, ops, kinds)


def stated_then(
    connection: Connection, kinds: Mapping[str, Kind], ids: Mapping[int, str], at: int
) -> dict[int, dict[str, Any] | None]:
    """Return by key what had been stated of places by ``at`` (ms); None: nothing, so none stood."""
    keys = [record_key(f"{kind}/{id}") for kind in describing(kinds) for id in ids.values()]
    stated: defaultdict[str, dict[str, Record]] = defaultdict(dict)
    for one in fold_then(connection, kinds, keys, at):
        stated[one.record.place][one.record.kind] = one.record
    return {key: place_values(stated.get(id, {})) for key, id in ids.items()}


def restated_since(
    connection: Connection, kinds: Mapping[str, Kind], keys: Collection[int], at: int
) -> dict[int, dict[str, Any] | None]:
    """Return what had been stated by ``at`` of those of the places of which more was said since."""
    about = describing(kinds)
    changed = {
        one.place_key
        for one in changed_in(connection, Place.key.in_(sorted(keys)), at)
        if one.kind in about
    }
    rows = connection.execute(select(Place.key, Place.id).where(Place.key.in_(changed)))
    return stated_then(connection, kinds, dict(rows.all()), at)


def describing(kinds: Mapping[str, Kind]) -> list[str]:
    """Return the kinds whose records say what a place is like."""
    return [id for id, kind in kinds.items() if describes_place(kind)]


def few(all_: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the list in pieces that one statement takes."""
    for start in range(0, len(all_), FEW):
        yield all_[start : start + FEW]
