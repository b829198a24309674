"""Who may grant what, and where: a role that one's own role grants, at places below one's own.

Whoever may sign somebody in anew, by a code or an invitation, could come in as that person: so
that needs every role that the person holds to be one's own to grant. The role and the place
always have to be covered by one and the same grant.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select

from server import problems
from server.auth import Actor, Granted
from server.config import now_ms
from server.database.moments import not_over
from server.db import db
from server.models import Account, Grant, Place
from server.roles import INVITES, PLACES_OF_ROLE, Permission, mask_name
from server.rules import policy
from server.visible import LEVELS, below_grants, visible
from sync.days import day_end, day_start


def able(actor: Actor, role: str) -> tuple[Granted, ...]:
    """Return the actor's grants that let them grant the role, below their places."""
    held = actor.grants_for(Permission.INVITE)
    return tuple(grant for grant in held if role in INVITES.get(grant.role, ()))


def is_mine(actor: Actor, role: str, place: Place | None) -> bool:
    """Say whether the actor may grant, and so end, the role at the place.

    A role without a place is in force everywhere, and nobody's to grant.
    """
    if place is None:
        return False
    above = {place.key, *(getattr(place, level) for level in LEVELS)}
    return any(one.place_key is None or one.place_key in above for one in able(actor, role))


def is_named(actor: Actor, person: Account, rows: Iterable[tuple[Grant, Place]]) -> bool:
    """Say whether the actor is told a name: their own, a colleague's, or whom they may sign in."""
    held = {(grant.role, grant.place_key) for grant in actor.grants}
    return person.key == actor.key or any(
        (grant.role, place.key) in held or is_mine(actor, grant.role, place)
        for grant, place in rows
    )


def told_name(actor: Actor, person: Account, rows: Iterable[tuple[Grant, Place]]) -> str:
    """Return what the actor is told of a name: masked where those below look after the person."""
    return person.name if is_named(actor, person, rows) else mask_name(person.name)


def check_places(actor: Actor, role: str, place_ids: Sequence[str]) -> None:
    """Raise Forbidden, NotFound or Invalid unless the actor may grant the role at every place."""
    mine = able(actor, role)
    if not mine:
        raise problems.Forbidden(f"your roles cannot invite a {role}")
    rows = db.session.execute(
        select(Place.id, Place.type).where(
            Place.id.in_(place_ids), below_grants(mine), Place.left.is_(False)
        )
    )
    types: dict[str, str] = dict(rows.all())
    if set(place_ids) - set(types):
        raise problems.NotFound("one of the places does not exist, or is not yours")
    for id, type in types.items():
        if type not in PLACES_OF_ROLE[role]:
            raise problems.Invalid(
                errors=[{"field": "places", "detail": f"{role} cannot be granted at {id} ({type})"}]
            )


def held_elsewhere(actor: Actor, people: Collection[int]) -> frozenset[int]:
    """Return those who hold, or will hold, a role that the actor could not have granted."""
    rows = db.session.execute(
        select(Grant, Place)
        .join(Place, Place.key == Grant.place_key, isouter=True)
        .where(
            Grant.user_key.in_(people),
            not_over(Grant.valid_to, now_ms()),
        )
    )
    return frozenset(
        grant.user_key for grant, place in rows if not is_mine(actor, grant.role, place)
    )


def known_here(actor: Actor, person_key: int, roles: Collection[str] = ()) -> Account | None:
    """Return who has, or had, a role where the actor may invite: one of these, if any are told."""
    wanted = [Grant.role.in_(roles)] if roles else []
    return db.session.scalar(
        select(Account)
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key)
        .where(Account.key == person_key, visible(actor, Permission.INVITE), *wanted)
        .limit(1)
    )


def granted_to(person_key: int) -> tuple[Granted, ...]:
    """Return the person's roles that are not over, also those that begin later."""
    rows = db.session.execute(
        select(Grant.role, Place.key, Place.id, Place.type, Grant.valid_from, Grant.valid_to)
        .join(Place, Place.key == Grant.place_key, isouter=True)
        .where(
            Grant.user_key == person_key,
            not_over(Grant.valid_to, now_ms()),
        )
        .order_by(Grant.key)
    )
    return tuple(Granted(*row) for row in rows)


def start_of(day: str | None) -> int | None:
    """Return the moment (ms) at which a first day begins; None: at once."""
    return None if day is None else day_start(day, policy().tz)


def end_of(until: str | None) -> int | None:
    """Return the end (ms) of the last day of a grant; raise Invalid for a day that is over."""
    if until is None:
        return None
    end = day_end(until, policy().tz)
    if end <= now_ms():
        raise problems.Invalid(errors=[{"field": "until", "detail": "this day is over"}])
    return end


def term_of(said: Mapping[str, str | None]) -> tuple[int | None, int | None]:
    """Return begin and end (ms) of a grant from its days; raise Invalid when it ends too early."""
    begin, end = start_of(said["from"]), end_of(said["until"])
    if begin is not None and end is not None and end <= begin:
        raise problems.Invalid(errors=[{"field": "until", "detail": "it ends before it begins"}])
    return begin, end
