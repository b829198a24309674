"""Lists of places within the caller's grants, each with how much stands below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, func, select

from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.models import Place
from server.projections.places import PlaceRow
from server.roles import Permission
from server.roster.tree_then import COUNTED, Around, read_then
from server.visible import find_place, path_names, visible, within
from server.wire.rosters import MOST_PLACES

COLUMNS = {
    "community": Place.community_key,
    "village": Place.community_key,
    "compound": Place.compound_key,
    "building": Place.building_key,
}


def list_places(
    actor: Actor, said: Mapping[str, Any], known_at: int | None = None
) -> dict[str, object]:
    """Return the places that the query means, at most 1,000, in the order of the tree.

    Without a parent, an ancestor or a name: the tops of what the caller was granted. With
    ``known_at`` (ms) as they had been stated then; that is asked of one community or of less.
    """
    if known_at is not None and known_at < now_ms():
        then, around = read_then(actor, said, known_at)
        return _answer(then, around)
    found = select(Place).where(
        visible(actor, Permission.PLACES), Place.left.is_(False), *_meant(actor, said)
    )
    found = found.order_by(Place.parent_key, Place.sort, Place.id).limit(MOST_PLACES + 1)
    rows = list(db.session.scalars(found))
    return _answer(rows, _around(rows[:MOST_PLACES]))


def _answer(rows: Sequence[Place | PlaceRow], around: Around) -> dict[str, object]:
    return {"places": _to_json(rows[:MOST_PLACES], around), "more": len(rows) > MOST_PLACES}


def _meant(actor: Actor, said: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if said["parent"] is not None:
        parent = find_place(actor, Permission.PLACES, said["parent"])
        conditions.append(Place.parent_key == parent.key)
    if said["within"] is not None:
        top = find_place(actor, Permission.PLACES, said["within"])
        conditions.append(within(top))
    if said["type"] is not None:
        conditions.append(Place.type == said["type"])
    if said["search"] is not None:
        conditions.append(Place.name.contains(said["search"], autoescape=True))
    return conditions or [_tops(actor)]


def _tops(actor: Actor) -> ColumnElement[bool]:
    grants = actor.grants_for(Permission.PLACES)
    keys = [grant.place_key for grant in grants if grant.place_key is not None]
    return Place.key.in_(keys) if keys else Place.parent_key.is_(None)


def _around(places: Sequence[Place]) -> Around:
    parents = _ids({place.parent_key for place in places if place.parent_key is not None})
    return Around(_counts(places), path_names(place.key for place in places), parents)


def _to_json(places: Sequence[Place | PlaceRow], around: Around) -> list[dict[str, object]]:
    return [
        {
            "id": place.id,
            "name": place.name,
            "type": place.type,
            "parent": around.parents.get(place.parent_key or 0),
            "path_names": around.paths[place.key],
            "counts": around.counts.get(place.key, {}),
            "about": _about(place),
        }
        for place in places
    ]


def _about(place: Place | PlaceRow) -> dict[str, object]:
    """Return what the register says of the place itself, and nothing of who lives there."""
    attrs = orjson.loads(place.attrs)
    told = {
        "floor": place.floor,
        "occupancy": place.occupancy,
        "area_kind": place.area_kind,
        "cleaned_by": attrs.get("cleaned_by"),
        "sessions": attrs.get("sessions"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _ids(keys: set[int]) -> dict[int, str]:
    found = db.session.execute(select(Place.key, Place.id).where(Place.key.in_(keys)))
    return {row.key: row.id for row in found}


def _counts(places: Sequence[Place]) -> dict[int, dict[str, int]]:
    """Count what stands below communities, compounds and buildings; nothing for other types."""
    counts: dict[int, dict[str, int]] = {}
    for type_, column in COLUMNS.items():
        keys = [place.key for place in places if place.type == type_]
        if not keys:
            continue
        rows = db.session.execute(
            select(column, Place.type, func.count())
            .where(column.in_(keys), Place.type.in_(COUNTED), Place.left.is_(False))
            .group_by(column, Place.type)
        )
        for key, kind, count in rows:
            if key is not None and kind != type_:
                counts.setdefault(key, {})[kind] = count
    return counts
