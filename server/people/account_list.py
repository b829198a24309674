"""Who signs in at a desk for a place: the accounts at or below it, and those above that reach it.

Among them those whose role is one of the desk and who came in by an invitation, without an account.

Nothing tells when somebody was here: who has access is everybody's business, who works when is not.
Names are told of those whom the reader may sign in, of colleagues at the same place, and of those
above; of others the family name.

As known at an earlier moment: the accounts and roles that had been given by then, with their ends,
codes and closings as they stood; who is told of, and whose name, follows from the reader's own
roles of now. People are found by today's names of places.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from server.auth import Actor
from server.config import now_ms
from server.database.moments import not_over
from server.db import db
from server.models import Account, Grant, Opening, Place
from server.people.access import ENDED_DAYS_MS
from server.people.granting import able, held_elsewhere, is_mine, is_named, told_name
from server.records.earlier import closed_at, ends_at, opened_at
from server.register.then import these_then
from server.roles import DESK_ROLES
from server.visible import LEVELS, path_names, within

MOST = 200
ABOVE_MOST = 50
Row = tuple[Grant, Place]


def list_accounts(
    actor: Actor, top: Place, search: str = "", known_at: int | None = None
) -> dict[str, Any]:
    """Return the desk accounts at or below a place, by place; and who above it has access.

    Of an earlier moment (ms) nothing can be changed: nothing is the reader's there.
    """
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    past = at < now
    keys = _people(top, search, at)
    people = {row.key: row for row in db.session.scalars(_accounts(keys[:MOST]))}
    grants = _grants(top, people, at)
    foreign = frozenset(people) if past else held_elsewhere(actor, people)
    known = Known(
        at,
        ends_at((grant for rows in grants.values() for grant, _ in rows), at),
        closed_at(people.values(), at),
        opened_at(people.values(), at),
        _codes(people, at),
        _offered(people, at),
        _names({place.key: place for rows in grants.values() for _, place in rows}, at, past),
    )
    return {
        "now": at,
        "accounts": [
            _to_json(actor, people[key], grants[key], known, is_fixed=past, foreign=key in foreign)
            for key in keys[:MOST]
        ],
        "more": len(keys) > MOST,
        "above": _above(top, at, past),
        "roles": [] if past else [role for role in DESK_ROLES if able(actor, role)],
    }


class Known(NamedTuple):
    """What was known at a moment of grants, people and places, each by its key."""

    at: int
    ends: Mapping[int, int | None]
    closed: Collection[int]
    opened: Collection[int]
    codes: Mapping[int, int]
    offered: Collection[int]
    names: Mapping[int, str]


def _people(top: Place, search: str, at: int) -> Sequence[int]:
    """Return those with a desk role at or below the place that stood or had ended of late."""
    asked = (
        select(Account.key)
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key)
        .where(Grant.role.in_(DESK_ROLES), within(top), _late(at))
        .group_by(Account.key)
        .order_by(func.min(Place.id), Account.key)
        .limit(MOST + 1)
    )
    if search:
        words = (Account.name, Account.account, Place.name)
        asked = asked.where(or_(*(word.contains(search, autoescape=True) for word in words)))
    return db.session.scalars(asked).all()


def _late(at: int) -> Any:
    lasting = not_over(Grant.valid_to, at - ENDED_DAYS_MS)
    return and_(Grant.created_at <= at, lasting)


def _accounts(keys: Sequence[int]) -> Any:
    return select(Account).where(Account.key.in_(keys))


def _grants(top: Place, people: Collection[int], at: int) -> Mapping[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    rows = db.session.execute(
        select(Grant, Place)
        .join(Place, Place.key == Grant.place_key)
        .where(
            Grant.user_key.in_(people), Grant.role.in_(DESK_ROLES), within(top), _late(at)
        )
        .order_by(Grant.key)
    )  # fmt: skip
    for grant, place in rows:
        found[grant.user_key].append((grant, place))
    return found


def _codes(people: Collection[int], at: int) -> Mapping[int, int]:
    """Return until when each person's open code was good."""
    rows = db.session.execute(
        select(Opening.user_key, Opening.expires_at).where(
            Opening.user_key.in_(people),
            Opening.created_at <= at,
            not_over(Opening.used_at, at),
            not_over(Opening.revoked_at, at),
            Opening.expires_at > at,
        )
    )
    return dict(rows.all())


def _offered(people: Collection[int], at: int) -> frozenset[int]:
    """Return those for whom a code had ever been made: others came in by an invitation."""
    asked = select(Opening.user_key).where(Opening.user_key.in_(people), Opening.created_at <= at)
    return frozenset(db.session.scalars(asked))


def _names(places: Mapping[int, Place], at: int, past: bool) -> dict[int, str]:
    """Return what places were called, each after the one above it."""
    if not past:
        paths = path_names(places)
        return {key: " ".join((*paths[key][-1:], place.name)) for key, place in places.items()}
    then = these_then(places, at)
    return {key: " ".join((*then.names_above(key)[-1:], then.stated[key].name)) for key in places}


def _to_json(
    actor: Actor,
    person: Account,
    rows: Sequence[Row],
    known: Known,
    *,
    is_fixed: bool,
    foreign: bool,
) -> dict[str, Any]:
    mine = not foreign and person.key != actor.key and any(
        is_mine(actor, grant.role, place) for grant, place in rows
    )  # fmt: skip
    named = is_named(actor, person, rows)
    return {
        "id": person.user_id,
        "name": told_name(actor, person, rows),
        "account": person.account if named else None,
        "state": _state(person, known),
        "code_until": known.codes.get(person.key),
        "mine": mine,
        "self": person.key == actor.key,
        "grants": [
            {
                "id": f"g{grant.key}",
                "role": grant.role,
                "place": {"id": place.id, "name": known.names[place.key]},
                "valid_from": grant.valid_from,
                "valid_to": known.ends[grant.key],
                "mine": not is_fixed and is_mine(actor, grant.role, place),
            }
            for grant, place in rows
        ],
    }


def _state(person: Account, known: Known) -> str:
    """Return closed, active, waiting for its first sign-in, lapsed (its code ran out), or phone:
    who came in by an invitation, and has no passphrase."""
    if person.key in known.closed:
        return "closed"
    if person.key in known.opened:
        return "active"
    if person.key in known.codes:
        return "waiting"
    return "lapsed" if person.key in known.offered else "phone"


def _above(top: Place, at: int, past: bool) -> list[dict[str, Any]]:
    """Return whose role reached the place from above: their place is its street, or higher."""
    keys = {getattr(top, level) for level in LEVELS} - {None, top.key}
    rows = db.session.execute(
        select(Grant, Account, Place)
        .join(Account, Account.key == Grant.user_key)
        .join(Place, Place.key == Grant.place_key, isouter=True)
        .where(
            or_(Grant.place_key.in_(keys), Grant.place_key.is_(None)),
            Grant.valid_from <= at,
            _late(at),
        )
        .order_by(func.coalesce(Place.id, "").desc(), Account.key)
    ).all()
    ends = ends_at((grant for grant, _, _ in rows), at)
    closed = closed_at((person for _, person, _ in rows), at)
    standing = [
        (grant, person, place)
        for grant, person, place in rows
        if person.key not in closed and ((end := ends[grant.key]) is None or end > at)
    ]
    then = these_then(keys, at).stated if past else {}
    return [
        {
            "name": person.name,
            "role": grant.role,
            "place": then.get(place.key, place).name if place else None,
        }
        for grant, person, place in standing[:ABOVE_MOST]
    ]
