"""Doors or areas × the sessions of some days: the board's states side by side, oldest first."""

from collections.abc import Mapping
from typing import Any

from server import audit, problems
from server.auth import Actor
from server.board.session import AREA_KIND, DOOR_KIND, Row
from server.board.stretch import Stretch, moment_at, read_stretch, times_to_json, times_until
from server.database.keys import op_id
from server.models import Place
from server.projections.slots import SlotName
from server.roles import Permission
from server.visible import find_at

PLACES: Mapping[str, tuple[str, ...]] = {
    # Door by door for one building: a whole community would be more than anybody reads.
    DOOR_KIND: ("building",),
    AREA_KIND: ("community", "village", "compound", "building"),
}
TYPES = {DOOR_KIND: "household", AREA_KIND: "area"}


def find_listed(actor: Actor, kind: str, said: Mapping[str, Any]) -> Place:
    """Return the ``place`` whose slots of a kind are to be listed, as known at ``known_at``.

    Raises NotFound for a foreign place, or one that is too large for the kind.
    """
    if kind not in PLACES:
        raise problems.NotFound("doors are screened, areas disinfected; there is no other board")
    return find_at(actor, Permission.BOARD, said, *PLACES[kind])


def list_days(
    actor: Actor, kind: str, place_id: str, days: int, known_at: int | None
) -> dict[str, Any]:
    """Return the slots of a kind at or below a place, session by session, as known at a moment.

    Raises NotFound as ``find_listed`` does.
    """
    place = find_listed(actor, kind, {"place": place_id, "known_at": known_at})
    found = read_days(place, kind, days, known_at)
    note_glance(actor, place)
    return found


def note_glance(actor: Actor, place: Place) -> None:
    """Note that somebody looks at the place's days."""
    audit.note_glance("watch_board", user_key=actor.key, place_key=place.key)


def read_days(place: Place, kind: str, days: int, known_at: int | None) -> dict[str, Any]:
    """Return the slots of a kind, session by session, as known at a moment."""
    at, _ = moment_at(known_at)
    return days_to_json(read_stretch(place, times_until(at, days), known_at, (kind,), kind), kind)


def days_to_json(stretch: Stretch, kind: str) -> dict[str, Any]:
    """Return a row a place, a cell a session."""
    names = {
        row.key: {"id": row.id, "name": row.name}
        for row in stretch.rows
        if row.type != TYPES[DOOR_KIND]
    }
    several = sum(row.type == "stairwell" for row in stretch.rows) > 1
    return {
        "place": {"id": stretch.place.id, "name": stretch.place.name},
        "kind": kind,
        "known_at": stretch.known_at,
        "times": times_to_json(stretch.times),
        "rows": [
            {
                "id": row.id,
                "name": row.door or row.name,
                "above": _above(row, names, several),
                "compound": names.get(row.compound_key or 0),
                "cells": _cells(stretch, kind, row),
            }
            for row in stretch.rows
            if row.type == TYPES[kind]
        ],
    }


def _above(row: Row, names: Mapping[int, Any], several: bool) -> dict[str, Any] | None:
    """Return what a name needs before it: an area's building, a door's stairwell of several."""
    if row.type == "area":
        return names.get(row.building_key or 0)
    return names.get(row.parent_key or 0) if several else None


def _cells(stretch: Stretch, kind: str, row: Row) -> list[dict[str, Any]]:
    cells = []
    for time in stretch.times:
        came = stretch.slots.get(SlotName(kind, row.key, time.day, time.session))
        cells.append({
            "state": stretch.state(kind, row, time),
            "code": came.code if came else None,
            "record": op_id(came.root) if came else None,
        })  # fmt: skip
    return cells
