"""The imports of a community as a list: who brought in what when, and what was taken back since.

They are read from the audit, whose rows name the ops; one written before the rows did is not told.
Looked back at, the list is what it was at that moment: what was taken back since was not yet. The
names of places are those of then, those of people as they are now.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, select, true

from server import problems
from server.auth import Actor
from server.config import now_ms
from server.database.keys import user_id
from server.db import db
from server.models import Audit, Place
from server.records.single import names_of
from server.register.then import these_then
from server.roles import Permission
from server.visible import find_ever, find_place, within

ACTS = ("roster_import", "building_made", "import_undone", "import_restored")
OF_DIVISIONS = ("places_import", "import_undone", "import_restored")
HOLDERS = ("community", "village", "compound")
LISTED = 50


def list_imports(
    actor: Actor, place_id: str | None, known_at: int | None = None
) -> dict[str, object]:
    """Return the newest imports of a community, or the lists of divisions where none is named.

    With ``known_at`` (ms) those that there were by then. Raises NotFound for a community of
    somebody else's; the lists are for whoever keeps them all.
    """
    past = known_at if known_at is not None and known_at < now_ms() else None
    rows = db.session.execute(
        select(Audit, Place)
        .join(Place, Place.key == Audit.place_key, isouter=True)
        .where(_scope(actor, place_id, past), true() if past is None else Audit.at <= past)
        .order_by(Audit.key.desc())
        .limit(LISTED)
    )
    told = [(row, place, orjson.loads(row.details)) for row, place in rows]
    named = [one for one in told if "first" in one[2]]
    names = names_of(user_id(row.user_key) for row, _, _ in named)
    places = _names((place for _, place, _ in named if place), past)
    takers = _takers([details for _, _, details in named])
    return {
        "imports": [
            {
                "first": details["first"],
                "records": details["records"],
                "act": row.act,
                "at": row.at,
                "by": {"id": (by := user_id(row.user_key)), "name": names.get(by, by)},
                "place": {"id": place.id, "name": places[place.key]} if place else None,
                "added": details.get("added"),
                "changed": details.get("changed"),
                "taken_back": _taken_back(details["first"], takers),
            }
            for row, place, details in named
        ]
    }


def _names(places: Iterable[Place], at: int | None) -> dict[int, str]:
    names = {place.key: place.name for place in places}
    then = {} if at is None else these_then(names, at).stated
    return {key: then[key].name if key in then else name for key, name in names.items()}


def _scope(actor: Actor, place_id: str | None, at: int | None) -> ColumnElement[bool]:
    if place_id is None:
        if all(grant.place_key is not None for grant in actor.grants_for(Permission.ROSTER)):
            raise problems.NotFound
        return Audit.place_key.is_(None) & Audit.act.in_(OF_DIVISIONS)
    find = find_place if at is None else find_ever
    top = find(actor, Permission.ROSTER, place_id, "community", "village")
    here = select(Place.key).where(within(top), Place.type.in_(HOLDERS))
    return Audit.place_key.in_(here) & Audit.act.in_(ACTS)


def _takers(details: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return by import the newest taking back of it; they come newest first."""
    return {one["of"]: one for one in reversed(details) if "of" in one}


def _taken_back(first: str, takers: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Say whether an import was taken back "whole" or in "part", and that was not taken back."""
    taker = takers.get(first)
    if taker is None or _taken_back(taker["first"], takers) == "whole":
        return None
    return "part" if taker["kept"] else "whole"
