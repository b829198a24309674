"""Records on their way into a table: read in portions, with what a portion needs beside them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from server.database.keys import record_key
from server.db import db
from server.evidence.ground import RecordRow, Told, told
from server.models import Op, Place, PRecord
from server.visible import below

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """The days of an export, both included, and what was known when it was asked for (ms)."""

    since: str
    until: str
    known_at: int


def _of(
    statement: Select[*tuple[Any, ...]], kind: str, place: Place, span: Span
) -> Select[*tuple[Any, ...]]:
    """Narrow a statement over records to those of a kind at a place in the days."""
    return statement.join(Place, Place.key == PRecord.place_key).where(
        PRecord.kind == kind,
        PRecord.day >= span.since,
        PRecord.day <= span.until,
        PRecord.voided.is_(False),
        PRecord.pending.is_(False),
        below([place.key]),
    )


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        PRecord.key, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session, PRecord.code,
        PRecord.pending, PRecord.observed_from, PRecord.observed_to, PRecord.received_at,
        PRecord.by_user, Op.body, PRecord.doc,
    ).join(Op, (Op.replica_key == PRecord.replica_key) & (Op.n == PRecord.n))  # fmt: skip


def count_records(kind: str, place: Place, span: Span) -> int:
    """Return how many rows ``read_records`` will give."""
    statement = _of(select(func.count()).select_from(PRecord), kind, place, span)
    return int(db.session.scalar(statement) or 0)


def read_records(
    kind: str, place: Place, span: Span, codes: Collection[str] = ()
) -> Iterator[Sequence[RecordRow]]:
    """Yield the records in portions, oldest first; one statement, never all in memory."""
    statement = _of(_rows(), kind, place, span)
    if codes:
        statement = statement.where(PRecord.code.in_(codes))
    # A whole floor may be written down at one moment.
    order = (PRecord.day, PRecord.observed_to, Place.sort, Place.name, PRecord.key)
    found = db.session.execute(statement.order_by(*order), execution_options={"yield_per": AT_ONCE})
    for portion in found.partitions():
        yield [RecordRow._make(row) for row in portion]


def tell_records(ids: Collection[str]) -> Mapping[str, Told]:
    """Return what these records say, by id; those that do not stand are left out."""
    keys = {record_key(id): id for id in ids}
    statement = _rows().where(PRecord.key.in_(keys), PRecord.voided.is_(False))
    rows = (RecordRow._make(row) for row in db.session.execute(statement))
    return {keys[row.key]: told(row) for row in rows}
