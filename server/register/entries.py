"""Records of the register as they stand: who is responsible where, since when, said by whom."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Row, Select, and_, select

from server.database.keys import op_id
from server.db import db
from server.models import Op, Place, PRecord
from server.projections.records import Folded, record_row
from server.rules import kinds
from server.visible import within


class Entry(NamedTuple):
    """A record of the register as it stands, and when (ms) it was observed."""

    id: str
    kind: str
    place_key: int
    fields: Mapping[str, Any]
    received_at: int
    by: str
    observed_to: int
    key: bytes


def read_entries(top: Place, of: Sequence[str]) -> list[Entry]:
    """Return the records of these kinds that stand at or below a place, oldest first."""
    standing = entries_below(top, of).where(Place.left.is_(False))
    return [entry_of(row) for row in db.session.execute(standing)]


def entries_below(top: Place, of: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Return the query for the records of these kinds, whether or not their place stands."""
    return (
        select(
            PRecord.key, PRecord.kind, PRecord.place_key, PRecord.doc, PRecord.received_at,
            PRecord.by_user, PRecord.observed_to, Place.id.label("place"), Op.body,
        )
        .join(Place, Place.key == PRecord.place_key)
        .join(Op, and_(Op.replica_key == PRecord.replica_key, Op.n == PRecord.n))
        .where(
            PRecord.kind.in_(of), within(top),
            PRecord.voided.is_(False), PRecord.pending.is_(False),
        )
        .order_by(PRecord.observed_to, PRecord.key)
    )  # fmt: skip


def entry_of(row: Row[Any]) -> Entry:
    """Return a row of that query as an entry."""
    return Entry(
        _id(row.kind, row.place, row.key), row.kind, row.place_key, _fields(row.doc, row.body),
        row.received_at, row.by_user, row.observed_to, row.key,
    )  # fmt: skip


def entry_then(one: Folded, place_key: int) -> Entry | None:
    """Return a record as it was folded; None while it was void or not opened."""
    row, record = record_row(one, place_key, kinds()), one.record
    if row["voided"] or row["pending"]:
        return None
    fields = {name: field.value for name, field in record.fields.items()}
    return Entry(
        _id(record.kind, record.place, one.key), record.kind, place_key, fields,
        row["received_at"], row["by_user"], row["observed_to"], one.key,
    )  # fmt: skip


def _id(kind: str, place: str, key: bytes) -> str:
    return f"{kind}/{place}" if kinds()[kind].identity == "place" else op_id(key)


def _fields(doc: str | None, body: bytes | None) -> Mapping[str, Any]:
    """Return what the record says; while it is its first op alone, that op says all of it."""
    if doc is None:
        stated: Mapping[str, Any] = orjson.loads(body)["set"] if body else {}
        return stated
    return {name: field["value"] for name, field in orjson.loads(doc)["fields"].items()}
