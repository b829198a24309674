"""Who does what in a community, from the register: posts, grids, teams, rosters, supply, care.

A post is a compound or building with its lead and deputy. Beside each stands who signs in there,
so that the two can be kept in step.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.config import DAY_MS, now_ms
from server.db import db
from server.models import Place
from server.people.access import grants_below
from server.personal import mask_fields
from server.projections.places import COLUMNS, PlaceRow
from server.records.single import names_of
from server.register.entries import Entry, read_entries
from server.register.then import RegisterThen
from server.roles import Permission
from server.rules import kinds, policy
from server.visible import find_ever, find_place, roles_at, within
from sync.days import day_of

POST_TYPES = ("compound", "building")
SECTIONS: Mapping[str, str] = {
    "grid_lead": "grid_leads",
    "team": "teams",
    "supply_channel": "channels",
    "special_care": "care",
}
KINDS = ("assignment", *SECTIONS, "duty_shift")
PLANNED = "planned"
SHIFT_DAYS = 15
SHIFT_DAYS_AGO = 2


class Ground(NamedTuple):
    """What the page rests on at a moment (ms): places by key, records, who holds a role where."""

    at: int
    places: Mapping[int, PlaceRow]
    entries: Sequence[Entry]
    access: Mapping[int, Sequence[Mapping[str, Any]]]


def list_people(actor: Actor, place_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return everybody's duties in a community; the look is on record.

    With ``known_at`` (ms) as they were known then: places and records as the log had them, roles
    as they had been granted by then. Who may look, and what is masked for them, is as of now.
    """
    past = known_at if known_at is not None and known_at < now_ms() else None
    find = find_place if past is None else find_ever
    top = find(actor, Permission.PEOPLE, place_id, "community", "village", "compound")
    roles = roles_at(actor, Permission.PEOPLE, top)
    audit.note_glance("read_people", user_key=actor.key, place_key=top.key)
    return _page(top, _now(top) if past is None else _then(top, past), roles)


def _now(top: Place) -> Ground:
    rows = db.session.execute(select(*COLUMNS).where(within(top), Place.left.is_(False)))
    places = sorted(map(PlaceRow._make, rows), key=lambda place: (place.sort, place.id))
    by_key = {place.key: place for place in places}
    return Ground(now_ms(), by_key, read_entries(top, KINDS), grants_below(top))


def _then(top: Place, at: int) -> Ground:
    register = RegisterThen(top, at, KINDS)
    if top.key not in register.places:
        raise problems.NotFound
    return Ground(at, register.places, register.entries(), grants_below(top, at))


def _page(top: Place, ground: Ground, roles: frozenset[str]) -> dict[str, Any]:
    places = ground.places
    names = names_of(entry.by for entry in ground.entries)
    told = {entry.id: _to_json(entry, places, names, roles) for entry in ground.entries}
    of = _by_kind(ground.entries)
    planned = (one for one in of["duty_shift"] if _is_coming(one, ground.at))
    shifts = sorted(planned, key=lambda one: (one.fields["started_at"], one.id))
    return {
        "place": {"id": top.id, "name": places[top.key].name},
        "today": day_of(ground.at, policy().tz),
        "posts": _posts(ground, of["assignment"], told),
        "grids": _grids(of["assignment"], places),
        **{name: [told[one.id] for one in of[kind]] for kind, name in SECTIONS.items()},
        "shifts": [told[one.id] for one in shifts],
        "gates": [_gate_json(one, places) for one in places.values() if one.type == "gate"],
    }


def _by_kind(entries: Iterable[Entry]) -> defaultdict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.kind].append(entry)
    return found


def _gate_json(gate: PlaceRow, places: Mapping[int, PlaceRow]) -> dict[str, Any]:
    return _place_json(gate, places) | {"open": "open" in orjson.loads(gate.attrs).get("tags", ())}


def _is_coming(shift: Entry, at: int) -> bool:
    """Say whether a shift is planned, and neither over for days nor far off."""
    if shift.fields.get("stage") != PLANNED:
        return False
    started = shift.fields.get("started_at")
    return isinstance(started, int) and (
        -SHIFT_DAYS_AGO * DAY_MS <= started - at <= SHIFT_DAYS * DAY_MS
    )


def _place_json(place: PlaceRow, places: Mapping[int, PlaceRow]) -> dict[str, Any]:
    compound = places.get(place.compound_key or 0)
    building = places.get(place.building_key or 0) if place.type != "building" else None
    return {
        "id": place.id,
        "name": f"{building.name} {place.name}" if building else place.name,
        "type": place.type,
        "compound": {"id": compound.id, "name": compound.name} if compound else None,
    }


def _to_json(
    entry: Entry, places: Mapping[int, PlaceRow], names: Mapping[str, str], roles: frozenset[str]
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
    ground: Ground, assignments: Sequence[Entry], told: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    held = {one.place_key: told[one.id] for one in assignments}
    counts = _households(ground.places.values())
    posts = [place for place in ground.places.values() if place.type in POST_TYPES]
    return [
        {
            "place": _place_json(place, ground.places),
            "households": counts[place.key],
            "assignment": held.get(place.key),
            "access": ground.access.get(place.key, []),
        }
        for place in sorted(posts, key=lambda one: (one.compound_key or 0, one.type != "compound"))
    ]


def _households(places: Iterable[PlaceRow]) -> Counter[int | None]:
    """Count the doors of each building and of each compound."""
    doors = [place for place in places if place.type == "household"]
    return Counter(key for door in doors for key in (door.building_key, door.compound_key))


def _grids(assignments: Sequence[Entry], places: Mapping[int, PlaceRow]) -> list[dict[str, Any]]:
    """Return the grids that buildings are said to lie in: a partition of their own."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    stands = {key: at for at, key in enumerate(places)}
    for one in sorted(assignments, key=lambda one: stands[one.place_key]):
        if (grid := one.fields.get("grid")) and places[one.place_key].type == "building":
            found[str(grid)].append(places[one.place_key].name)
    return [{"name": name, "buildings": found[name]} for name in sorted(found)]
