"""Who does what in a community, from the register: posts, grids, teams, rosters, supply, care.

A post is a compound or building with its lead and deputy. Beside each stands who signs in there,
so that the two can be kept in step.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import and_, func, select

from server import audit
from server.access import grants_below, today
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.keys import op_id
from server.models import Op, Place, PRecord
from server.personal import mask_fields
from server.records import names_of
from server.roles import Permission
from server.rules import kinds
from server.visible import below, find_place, roles_at

POST_TYPES = ("compound", "building")
SECTIONS: Mapping[str, str] = {
    "grid_lead": "grid_leads",
    "team": "teams",
    "supply_channel": "channels",
    "special_care": "care",
}
PLANNED = "planned"
SHIFT_DAYS = 15
DAY_MS = 86_400_000


class Entry(NamedTuple):
    """A record of the register as it stands."""

    id: str
    kind: str
    place_key: int
    fields: Mapping[str, Any]
    received_at: int
    by: str


def list_people(actor: Actor, place_id: str) -> dict[str, Any]:
    """Return everybody's duties in a community; the look is on record."""
    top = find_place(actor, Permission.PEOPLE, place_id, "community", "village", "compound")
    roles = roles_at(actor, Permission.PEOPLE, top)
    audit.note_glance("read_people", user_key=actor.key, place_key=top.key)
    places = _places(top)
    entries = read_entries(top, ("assignment", *SECTIONS, "duty_shift"))
    names = names_of(entry.by for entry in entries)
    told = {entry.id: _to_json(entry, places, names, roles) for entry in entries}
    of = _by_kind(entries)
    posts = [place for place in places.values() if place.type in POST_TYPES]
    return {
        "place": {"id": top.id, "name": top.name},
        "today": today(),
        "posts": _posts(posts, places, of["assignment"], told, top),
        "grids": _grids(of["assignment"], places),
        **{name: [told[one.id] for one in of[kind]] for kind, name in SECTIONS.items()},
        "shifts": [told[one.id] for one in of["duty_shift"] if _is_coming(one)],
        "gates": [_gate_json(one, places) for one in places.values() if one.type == "gate"],
    }


def read_entries(top: Place, of: Sequence[str]) -> list[Entry]:
    """Return the records of these kinds that stand at or below a place, oldest first."""
    rows = db.session.execute(
        select(
            PRecord.key, PRecord.kind, PRecord.place_key, PRecord.doc, PRecord.received_at,
            PRecord.by_user, Place.id.label("place"), Op.body,
        )
        .join(Place, Place.key == PRecord.place_key)
        .join(Op, and_(Op.replica_key == PRecord.replica_key, Op.n == PRecord.n))
        .where(
            PRecord.kind.in_(of), below([top.key]), Place.left.is_(False),
            PRecord.voided.is_(False), PRecord.pending.is_(False),
        )
        .order_by(PRecord.observed_to, PRecord.key)
    )  # fmt: skip
    return [
        Entry(
            f"{row.kind}/{row.place}" if kinds()[row.kind].identity == "place" else op_id(row.key),
            row.kind, row.place_key, _fields(row.doc, row.body), row.received_at, row.by_user,
        )
        for row in rows
    ]  # fmt: skip


def _fields(doc: str | None, body: bytes | None) -> Mapping[str, Any]:
    """Return what the record says; while it is its first op alone, that op says all of it."""
    if doc is None:
        stated: Mapping[str, Any] = orjson.loads(body)["set"] if body else {}
        return stated
    return {name: field["value"] for name, field in orjson.loads(doc)["fields"].items()}


def _by_kind(entries: Iterable[Entry]) -> defaultdict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.kind].append(entry)
    return found


def _places(top: Place) -> dict[int, Place]:
    rows = db.session.scalars(
        select(Place).where(below([top.key]), Place.left.is_(False)).order_by(Place.sort, Place.id)
    )
    return {place.key: place for place in rows}


def _gate_json(gate: Place, places: Mapping[int, Place]) -> dict[str, Any]:
    return _place_json(gate, places) | {"open": "open" in orjson.loads(gate.attrs).get("tags", ())}


def _is_coming(shift: Entry) -> bool:
    """Say whether a shift is planned, and not long past or far off."""
    if shift.fields.get("stage") != PLANNED:
        return False
    started = shift.fields.get("started_at")
    return isinstance(started, int) and abs(started - now_ms()) <= SHIFT_DAYS * DAY_MS


def _place_json(place: Place, places: Mapping[int, Place]) -> dict[str, Any]:
    compound = places.get(place.compound_key or 0)
    return {
        "id": place.id,
        "name": place.name,
        "type": place.type,
        "compound": {"id": compound.id, "name": compound.name} if compound else None,
    }


def _to_json(
    entry: Entry, places: Mapping[int, Place], names: Mapping[str, str], roles: frozenset[str]
) -> dict[str, Any]:
    kind = kinds()[entry.kind]
    return {
        "record": entry.id,
        "kind": entry.kind,
        "place": _place_json(places[entry.place_key], places),
        "fields": mask_fields(kind, entry.fields, roles),
        "changed_at": entry.received_at,
        "by": {"id": entry.by, "name": names.get(entry.by, entry.by)},
    }


def _posts(
    posts: Sequence[Place],
    places: Mapping[int, Place],
    assignments: Sequence[Entry],
    told: Mapping[str, dict[str, Any]],
    top: Place,
) -> list[dict[str, Any]]:
    held = {one.place_key: told[one.id] for one in assignments}
    counts = _households(top)
    granted = grants_below(top)
    return [
        {
            "place": _place_json(place, places),
            "households": counts.get(place.key, 0),
            "assignment": held.get(place.key),
            "access": granted.get(place.key, []),
        }
        for place in sorted(posts, key=lambda one: (one.compound_key or 0, one.type != "compound"))
    ]


def _households(top: Place) -> dict[int, int]:
    """Count the doors of each building and of each compound."""
    found: dict[int, int] = {}
    for column in (Place.building_key, Place.compound_key):
        rows = db.session.execute(
            select(column, func.count())
            .where(below([top.key]), Place.type == "household", Place.left.is_(False))
            .group_by(column)
        )
        found |= {key: count for key, count in rows if key is not None}
    return found


def _grids(assignments: Sequence[Entry], places: Mapping[int, Place]) -> list[dict[str, Any]]:
    """Return the grids that buildings are said to lie in: a partition of their own."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in assignments:
        if (grid := one.fields.get("grid")) and places[one.place_key].type == "building":
            found[str(grid)].append(places[one.place_key].name)
    return [{"name": name, "buildings": found[name]} for name in sorted(found)]
