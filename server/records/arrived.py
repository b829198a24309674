"""Ops and records as a list of what came in: kind, place and times, nothing of what they say."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, false, func, select
from sqlalchemy.orm import aliased

from server.config import DAY_MS
from server.database.keys import op_id
from server.db import db
from server.models import Op, Place, PRecord
from server.rules import kinds
from sync.slots import lag_ms

LATE_MS = DAY_MS
"""What is received longer than this after it was seen is called late."""

COLUMNS = (
    Op.id, Op.root, PRecord.kind, PRecord.key, PRecord.observed_to, PRecord.day, PRecord.session,
    Place.id.label("place"), Place.name, Place.type, Place.building_key,
)  # fmt: skip
"""What a statement over Op, PRecord and Place selects, besides ``received_at``."""


def of_streams(streams: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a PRecord is of a kind of these streams."""
    known = sorted(id for id, kind in kinds().items() if kind.stream in streams)
    return PRecord.kind.in_(known) if known else false()


def count_kinds(came: Subquery) -> list[dict[str, Any]]:
    """Return how many of each kind there are, most first."""
    rows = db.session.execute(
        select(came.c.kind, func.count())
        .group_by(came.c.kind)
        .order_by(func.count().desc(), came.c.kind)
    )
    return [
        {"kind": kind, "label": dict(kinds()[kind].label), "count": count} for kind, count in rows
    ]


def one_page(came: Subquery, asked: Sequence[str], start: int, size: int | None) -> dict[str, Any]:
    """Return the newest of the kinds asked for (all for none) from ``start``, and what follows."""
    building = aliased(Place)
    statement: Select[Any] = (
        select(came, building.name.label("above"))
        .join(building, building.key == came.c.building_key, isouter=True)
        .order_by(came.c.received_at.desc(), came.c.id)
    )
    if asked:
        statement = statement.where(came.c.kind.in_(asked))
    if size is not None:
        statement = statement.offset(start).limit(size + 1)
    rows = db.session.execute(statement).all()
    more = size is not None and len(rows) > size
    return {
        "records": [_entry(row) for row in rows[:size]],
        "next": start + (size or 0) if more else None,
    }


def read_kinds(said: str | None) -> list[str]:
    """Return the kinds that a query names, with commas between them.

    >>> read_kinds("notice,announcement"), read_kinds(None)
    (['notice', 'announcement'], [])
    """
    return [each for each in (said or "").split(",") if each]


def total(counts: Iterable[dict[str, Any]]) -> int:
    """Return how many there are of all kinds."""
    return sum(one["count"] for one in counts)


def _found_by(row: Row[Any]) -> str:
    """Return the name by which a place is found: 3栋 101."""
    return f"{row.above} {row.name}" if row.above and row.type != "building" else str(row.name)


def _entry(row: Row[Any]) -> dict[str, Any]:
    kind = kinds()[row.kind]
    by_place = kind.identity == "place"
    return {
        "record": f"{row.kind}/{row.place}" if by_place else op_id(row.key),
        "kind": row.kind,
        "label": dict(kind.label),
        "place": {"id": row.place, "name": _found_by(row)},
        "day": row.day,
        "session": row.session,
        "observed_at": row.observed_to,
        "received_at": row.received_at,
        "late": lag_ms(row.received_at, row.observed_to, row.day if row.session else None)
        > LATE_MS,
        "correction": row.root is not None and not by_place,
    }
