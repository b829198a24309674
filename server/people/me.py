"""What a person is told about themselves."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from server.auth import Actor, Granted
from server.config import now_ms
from server.db import db
from server.models import Place
from server.roles import ROLES
from server.visible import path_names


def grants_to_json(grants: Sequence[Granted]) -> list[dict[str, object]]:
    """Return the grants with the names of their places and of everything above.

    A grant for everywhere is told as one for each place at the top, while there is any.
    """
    everywhere = any(grant.place_key is None for grant in grants)
    tops = db.session.scalars(select(Place).where(Place.parent_key.is_(None))) if everywhere else ()
    keys = {grant.place_key for grant in grants if grant.place_key is not None}
    known = db.session.scalars(select(Place).where(Place.key.in_(keys)))
    places = {place.key: place for place in (*tops, *known)}
    paths = path_names(places)
    top_keys = [key for key in places if key not in keys]
    return [
        _to_json(grant, places.get(key or 0), paths)
        for grant in grants
        for key in ([grant.place_key] if grant.place_key is not None else top_keys or [None])
    ]


def _to_json(
    grant: Granted, place: Place | None, paths: Mapping[int, list[str]]
) -> dict[str, object]:
    told = place and {
        "id": place.id,
        "name": place.name,
        "type": place.type,
        "path_names": paths[place.key],
    }
    return {
        "place": told,
        "role": grant.role,
        "valid_from": grant.valid_from,
        "valid_to": grant.valid_to,
    }


def me_to_json(actor: Actor) -> dict[str, object]:
    """Return who the actor is, where, and what they may do somewhere."""
    may = {permission.value for role in actor.roles for permission in ROLES.get(role, ())}
    return {
        "user": {"id": actor.id, "name": actor.name, "account": actor.account},
        "grants": grants_to_json(actor.grants),
        "may": sorted(may),
        "time": {"now": now_ms()},
    }
