"""Where somebody may look: the one scope query, and the only way views find places.

What lies outside is told apart from what does not exist by nobody: both are NotFound.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import aliased

from server import problems
from server.auth import Actor, Granted
from server.db import db
from server.models import Place
from server.roles import Permission

ABOVE_COMMUNITY = frozenset({"city", "district", "street"})


def below(place_keys: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a Place is one of these or lies below one of them.

    The columns of a place name its building, compound and community; only the few places above
    a community have to be walked.
    """
    keys = sorted(place_keys)
    if not keys:
        return false()
    upper = (
        select(Place.key)
        .where(Place.key.in_(keys), Place.type.in_(ABOVE_COMMUNITY))
        .cte("upper", recursive=True)
    )
    child = aliased(Place)
    upper = upper.union(
        select(child.key)
        .join(upper, child.parent_key == upper.c.key)
        .where(child.type.in_((*ABOVE_COMMUNITY, "community", "village")))
    )
    divisions = select(upper.c.key)
    return or_(
        Place.key.in_(keys),
        Place.building_key.in_(keys),
        Place.compound_key.in_(keys),
        Place.community_key.in_(keys),
        Place.key.in_(divisions),
        Place.community_key.in_(divisions),
    )


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
    place = db.session.scalar(
        select(Place).where(Place.id == place_id, visible(actor, permission), Place.left.is_(False))
    )
    if place is None or (types and place.type not in types):
        raise problems.NotFound
    return place


def roles_at(actor: Actor, permission: Permission, place: Place) -> frozenset[str]:
    """Return the actor's roles that hold the permission at this very place."""
    return frozenset(
        grant.role
        for grant in actor.grants_for(permission)
        if grant.place_key is None
        or db.session.scalar(
            select(Place.key).where(Place.key == place.key, below([grant.place_key]))
        )
    )


def path_names(place_keys: Iterable[int]) -> dict[int, list[str]]:
    """Return for each place the names from the top down to its parent."""
    wanted = set(place_keys)
    walk = (
        select(Place.key.label("of"), Place.parent_key.label("up"))
        .where(Place.key.in_(wanted))
        .cte("walk", recursive=True)
    )
    above = aliased(Place)
    walk = walk.union_all(select(walk.c.of, above.parent_key).join(above, above.key == walk.c.up))
    rows = db.session.execute(select(walk.c.of, Place.name).join(Place, Place.key == walk.c.up))
    names: dict[int, list[str]] = {key: [] for key in wanted}
    for key, name in rows:
        # The walk goes upwards: each row is one level higher than the one before.
        names[key].insert(0, name)
    return names
