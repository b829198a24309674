"""What had been said of records before a moment: for verdicts on days gone by.

A record that stands as its first op says what it always said; only the ops of the others are read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from server.database.keys import record_key
from server.projections.records import Arrived, Folded, folded, record_row
from server.projections.told import RecordRow, told
from sync.evidence import Statement
from sync.kinds import Kind
from sync.merge import record_id


class Said(NamedTuple):
    """A record as it is now, as it had been said before the moment, and all that was said."""

    now: RecordRow
    then: RecordRow | None
    statements: tuple[Statement, ...]


def said_before(
    rows: Sequence[RecordRow], arrived: Sequence[Arrived], kinds: Mapping[str, Kind], before: int
) -> Iterator[Said]:
    """Yield the records with what had been said of each before a moment (ms); see `History`.

    ``arrived`` are the ops of those that were amended.
    """
    ops: defaultdict[str, list[Arrived]] = defaultdict(list)
    for one in arrived:
        ops[record_id(one.op, kinds)].append(one)
    by_key = {record_key(id): (id, of) for id, of in ops.items()}
    for row in rows:
        if row.key in by_key:
            yield _said(row, *by_key[row.key], kinds, before)
        else:
            then = row if row.observed_to < before else None
            yield Said(row, then, (Statement(row.observed_to, told(row).fields),))


def _said(
    row: RecordRow, id: str, ops: Sequence[Arrived], kinds: Mapping[str, Kind], before: int
) -> Said:
    statements = tuple(
        Statement(one.op.at_to, one.op.fields)
        for one in sorted(ops, key=lambda one: (one.op.at_to, one.op.rec, one.op.id))
    )
    early = [one for one in ops if one.op.at_to < before]
    if not early:
        return Said(row, None, statements)
    fold = folded(row.key, id, early, kinds)
    then = record_row(fold, row.place_key, kinds)
    return Said(row, None if then["voided"] else recorded(then, fold), statements)


def recorded(row: Mapping[str, Any], one: Folded) -> RecordRow:
    """Return a row of ``p_record`` as the ground yields it."""
    parts = {name: row[name] for name in RecordRow._fields if name != "body"}
    return RecordRow(**parts, body=one.ops[0].op.body.encode())
