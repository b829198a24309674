"""What the register says now: the records that a roster is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import and_, select

from server.database.keys import op_id
from server.db import db
from server.models import Op, Place, PRecord
from server.roster.plan import Current, Plan, compound_ids, make_plan, statements, subject_of
from server.roster.rows import Row

KINDS = ("place", "occupancy", "contact")


def plan_rows(rows: Sequence[Row], community: Place) -> Plan:
    """Return what these rows would change in this community, as it stands at this moment."""
    known = compounds_of(community.key)
    ids = compound_ids(community.id, _named(rows), known)
    stated = statements(rows, community.id, ids)
    compounds = [known[name] for name in _named(rows) if name in known]
    return make_plan(stated, current_records(compounds), doors_of(compounds))


def subjects_of(rows: Sequence[Row], community: Place) -> list[str]:
    """Return for each row the id of its door or area, as a plan of the same rows has it."""
    ids = compound_ids(community.id, _named(rows), compounds_of(community.key))
    return [subject_of(row, community.id, ids[row.compound]) for row in rows]


def _named(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row.compound for row in rows))


def compounds_of(community_key: int) -> dict[str, str]:
    """Return the ids of a community's compounds by name."""
    found = select(Place.name, Place.id).where(
        Place.community_key == community_key, Place.type == "compound"
    )
    return {row.name: row.id for row in db.session.execute(found)}


def doors_of(compounds: Sequence[str]) -> list[str]:
    """Return the ids of every door of the compounds."""
    found = select(Place.id).where(
        Place.compound_key.in_(_keys(compounds)),
        Place.type == "household",
        Place.left.is_(False),
    )
    return list(db.session.scalars(found))


def current_records(compounds: Sequence[str]) -> dict[tuple[str, str], Current]:
    """Return the place, occupancy and contact records of whole compounds, by kind and place."""
    within = Place.compound_key.in_(_keys(compounds)) | Place.id.in_(compounds)
    return _records(within)


def division_records() -> dict[tuple[str, str], Current]:
    """Return the place records of every division."""
    return _records(Place.type.in_(("city", "district", "street", "community", "village")))


def _keys(ids: Sequence[str]) -> Any:
    return select(Place.key).where(Place.id.in_(ids))


def _records(condition: Any) -> dict[tuple[str, str], Current]:
    found = (
        select(PRecord.kind, Place.id, PRecord.doc, Op.id.label("op"), Op.body)
        .join(Place, Place.key == PRecord.place_key)
        .join(Op, and_(Op.replica_key == PRecord.replica_key, Op.n == PRecord.n))
        .where(PRecord.kind.in_(KINDS), condition)
    )
    return {
        (row.kind, row.id): _current(row.doc, row.op, row.body) for row in db.session.execute(found)
    }


def _current(doc: str | bytes | None, op: bytes, body: str | bytes | None) -> Current:
    """Read a record; while it is its first op alone, that op says all of it."""
    if doc is None:
        return Current(orjson.loads(body)["set"] if body else {}, (op_id(op),))
    record: Mapping[str, Any] = orjson.loads(doc)
    fields = {name: field["value"] for name, field in record["fields"].items()}
    return Current(fields, tuple(record["heads"]), record["voided"])
