"""Who signs in at a desk for a place: the accounts at or below it, and those above that reach it.

Nothing tells when somebody was here: who has access is everybody's business, who works when is not.
Names are told of those whom the reader may sign in, of colleagues at the same place, and of those
above; of others the family name.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from server.access import ENDED_DAYS_MS
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.granting import able, held_elsewhere, is_mine
from server.models import Account, Grant, Opening, Place
from server.roles import DESK_ROLES, mask_name
from server.visible import LEVELS, below, path_names

MOST = 200
ABOVE_MOST = 50
Row = tuple[Grant, Place]


def list_accounts(actor: Actor, top: Place, search: str = "") -> dict[str, Any]:
    """Return the desk accounts at or below a place, by place; and who above it has access."""
    keys = _people(top, search)
    people = {row.key: row for row in db.session.scalars(_accounts(keys[:MOST]))}
    grants = _grants(top, people)
    codes = _codes(people)
    foreign = held_elsewhere(actor, people)
    paths = path_names({place.key for rows in grants.values() for _, place in rows})
    return {
        "now": now_ms(),
        "accounts": [
            _to_json(actor, people[key], grants[key], codes.get(key), paths, key in foreign)
            for key in keys[:MOST]
        ],
        "more": len(keys) > MOST,
        "above": _above(top),
        "roles": [role for role in DESK_ROLES if able(actor, role)],
    }


def _people(top: Place, search: str) -> Sequence[int]:
    """Return those with a desk role at or below the place that stands or ended of late."""
    asked = (
        select(Account.key)
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key)
        .where(Account.account.is_not(None), Grant.role.in_(DESK_ROLES), below([top.key]), _late())
        .group_by(Account.key)
        .order_by(func.min(Place.id), Account.key)
        .limit(MOST + 1)
    )
    if search:
        words = (Account.name, Account.account, Place.name)
        asked = asked.where(or_(*(word.contains(search, autoescape=True) for word in words)))
    return db.session.scalars(asked).all()


def _late() -> Any:
    return or_(Grant.valid_to.is_(None), Grant.valid_to > now_ms() - ENDED_DAYS_MS)


def _accounts(keys: Sequence[int]) -> Any:
    return select(Account).where(Account.key.in_(keys))


def _grants(top: Place, people: Collection[int]) -> Mapping[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    rows = db.session.execute(
        select(Grant, Place)
        .join(Place, Place.key == Grant.place_key)
        .where(
            Grant.user_key.in_(people), Grant.role.in_(DESK_ROLES), below([top.key]), _late()
        )
        .order_by(Grant.key)
    )  # fmt: skip
    for grant, place in rows:
        found[grant.user_key].append((grant, place))
    return found


def _codes(people: Collection[int]) -> Mapping[int, int]:
    """Return until when each person's open code is good."""
    now = now_ms()
    rows = db.session.execute(
        select(Opening.user_key, Opening.expires_at).where(
            Opening.user_key.in_(people),
            Opening.used_at.is_(None),
            Opening.revoked_at.is_(None),
            Opening.expires_at > now,
        )
    )
    return dict(rows.all())


def _to_json(
    actor: Actor,
    person: Account,
    rows: Sequence[Row],
    code_until: int | None,
    paths: Mapping[int, Sequence[str]],
    foreign: bool,
) -> dict[str, Any]:
    mine = not foreign and person.key != actor.key and any(
        is_mine(actor, grant.role, place) for grant, place in rows
    )  # fmt: skip
    named = _is_named(actor, person, rows)
    return {
        "id": person.user_id,
        "name": person.name if named else mask_name(person.name),
        "account": person.account if named else None,
        "state": _state(person, code_until),
        "code_until": code_until,
        "mine": mine,
        "self": person.key == actor.key,
        "grants": [
            {
                "id": f"g{grant.key}",
                "role": grant.role,
                "place": {"id": place.id, "name": " ".join((*paths[place.key][-1:], place.name))},
                "valid_from": grant.valid_from,
                "valid_to": grant.valid_to,
                "mine": is_mine(actor, grant.role, place),
            }
            for grant, place in rows
        ],
    }


def _is_named(actor: Actor, person: Account, rows: Sequence[Row]) -> bool:
    """Say whether the actor is told a name: their own, a colleague's, or whom they may sign in."""
    held = {(grant.role, grant.place_key) for grant in actor.grants}
    return person.key == actor.key or any(
        (grant.role, place.key) in held or is_mine(actor, grant.role, place)
        for grant, place in rows
    )


def _state(person: Account, code_until: int | None) -> str:
    """Return closed, active, waiting for its first sign-in, or lapsed: its code ran out."""
    if person.disabled_at is not None:
        return "closed"
    if person.passphrase_hash is not None:
        return "active"
    return "lapsed" if code_until is None else "waiting"


def _above(top: Place) -> list[dict[str, Any]]:
    """Return whose role now reaches the place from above: their place is its street, or higher."""
    now = now_ms()
    keys = {getattr(top, level) for level in LEVELS} - {None, top.key}
    rows = db.session.execute(
        select(Account.name, Grant.role, Place.name)
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key, isouter=True)
        .where(
            or_(Grant.place_key.in_(keys), Grant.place_key.is_(None)),
            Grant.valid_from <= now,
            or_(Grant.valid_to.is_(None), Grant.valid_to > now),
            Account.disabled_at.is_(None),
        )
        .order_by(func.coalesce(Place.id, "").desc(), Account.key)
        .limit(ABOVE_MOST)
    )
    return [{"name": name, "role": role, "place": place} for name, role, place in rows]
