"""Where somebody may look: the one scope query, and the only way views find places.

What lies outside is told apart from what does not exist by nobody: both are NotFound.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from server import problems
from server.auth import Actor, Granted
from server.config import now_ms
from server.db import db
from server.models import Place
from server.projections.places import LEVEL_OF_TYPE
from server.roles import Permission

LEVELS = (
    "city_key",
    "district_key",
    "street_key",
    "community_key",
    "compound_key",
    "building_key",
)
"""The columns of a place that name the levels it lies in, itself included, from the top down."""


def below(place_keys: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a Place is one of these or lies below one of them."""
    keys = sorted(place_keys)
    if not keys:
        return false()
    return or_(Place.key.in_(keys), *(getattr(Place, level).in_(keys) for level in LEVELS))


def within(place: Place) -> ColumnElement[bool]:
    """Return the condition that a Place is this one or lies below it, as ``below`` has it.

    One column is asked, that of the place's own level: so an index leads to its rows, where the
    levels of ``below`` leave none but a look at every place. Where the records are to lead, as
    for the few that are still open, ``below`` is right: it leaves their own indexes to be used.
    """
    level = LEVEL_OF_TYPE.get(place.type)
    return Place.key == place.key if level is None else getattr(Place, level) == place.key


def below_grants(grants: Sequence[Granted]) -> ColumnElement[bool]:
    """Return the condition that a Place lies below any of the grants."""
    if any(grant.place_key is None for grant in grants):
        return true()
    return below(grant.place_key for grant in grants if grant.place_key is not None)


def visible(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Return the condition that the actor may use this permission at a Place, now."""
    return below_grants(actor.grants_for(permission))


def find_place(actor: Actor, permission: Permission, place_id: str, *types: str) -> Place:
    """Return the place; raise NotFound when it is foreign, of another type, or does not exist."""
    place = find_ever(actor, permission, place_id, *types)
    if place.left:
        raise problems.NotFound
    return place


def find_ever(actor: Actor, permission: Permission, place_id: str, *types: str) -> Place:
    """Return the place like ``find_place``, also one that was taken away since."""
    place = db.session.scalar(select(Place).where(Place.id == place_id, visible(actor, permission)))
    if place is None or (types and place.type not in types):
        raise problems.NotFound
    return place


def find_at(actor: Actor, permission: Permission, said: Mapping[str, Any], *types: str) -> Place:
    """Return the ``place`` of a question: of one about a moment that is over (``known_at``), also
    one that was taken away since."""
    known_at = said["known_at"]
    find = find_ever if known_at is not None and known_at < now_ms() else find_place
    return find(actor, permission, said["place"], *types)


def roles_at(actor: Actor, permission: Permission, place: Place) -> frozenset[str]:
    """Return the actor's roles that hold the permission at this very place."""
    levels = {None, place.key, *(getattr(place, level) for level in LEVELS)}
    return frozenset(
        grant.role for grant in actor.grants_for(permission) if grant.place_key in levels
    )


def path_names(place_keys: Iterable[int]) -> dict[int, list[str]]:
    """Return for each place the names of the levels above it, from the top down."""
    levels = [getattr(Place, level) for level in LEVELS]
    rows = db.session.execute(select(Place.key, *levels).where(Place.key.in_(place_keys))).all()
    above = {row[0]: [key for key in row[1:] if key not in (None, row[0])] for row in rows}
    wanted = {key for keys in above.values() for key in keys}
    named = select(Place.key, Place.name).where(Place.key.in_(wanted))
    names: dict[int, str] = dict(db.session.execute(named).all())
    return {key: [names[up] for up in keys] for key, keys in above.items()}
