"""The audit as a community reads it: who looked at whom and who changed what, at its own places.

What is told is the act, the place and a count; never the data that was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, or_, select

from server import problems
from server.auth import Actor
from server.db import db
from server.keys import user_id, user_key
from server.models import Account, Audit, Grant, Invitation, Place
from server.records import names_of
from server.roles import Permission
from server.rules import policy
from server.visible import below, find_place, path_names
from sync.days import day_end, day_start

PAGE = 100
TOLD = frozenset(
    {"persons", "kind", "records", "format", "from", "to", "rows", "reason", "role", "added",
     "changed", "left", "device"}
)  # fmt: skip
"""Members of an audit row's details that a reader is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of whom, about which place, on which day, before which row."""

    user: str | None = None
    about: str | None = None
    day: str | None = None
    before: int | None = None


def list_audit(actor: Actor, place_id: str, asked: Asked) -> dict[str, Any]:
    """Return a page of the audit, newest first. Raises NotFound for a place of somebody else's."""
    top = find_place(actor, Permission.AUDIT, place_id)
    about = find_place(actor, Permission.AUDIT, asked.about) if asked.about else None
    rows = db.session.execute(
        select(Audit, Place)
        .join(Place, Place.key == Audit.place_key, isouter=True)
        .where(_scope(top), *_wanted(asked, about))
        .order_by(Audit.key.desc())
        .limit(PAGE + 1)
    ).all()
    shown = [(row, place) for row, place in rows[:PAGE]]
    return {
        "rows": _to_json(shown),
        "people": _people(top),
        "next": shown[-1][0].key if len(rows) > PAGE else None,
    }


def _scope(top: Place) -> ColumnElement[bool]:
    """Acts at places below the top; and acts at no place of those who have a role there."""
    here = select(Grant.user_key).join(Place, Place.key == Grant.place_key).where(below([top.key]))
    return or_(below([top.key]), and_(Audit.place_key.is_(None), Audit.user_key.in_(here)))


def _wanted(asked: Asked, about: Place | None) -> Iterable[ColumnElement[bool]]:
    if asked.user is not None:
        key = user_key(asked.user)
        if key is None:
            raise problems.NotFound
        yield Audit.user_key == key
    if about is not None:
        yield or_(Audit.about.in_([about.id, *_records_at(about)]), Audit.place_key == about.key)
    if asked.day is not None:
        tz = policy().tz
        yield Audit.at >= day_start(asked.day, tz)
        yield Audit.at < day_end(asked.day, tz)
    if asked.before is not None:
        yield Audit.key < asked.before


def _records_at(place: Place) -> list[str]:
    return [f"{kind}/{place.id}" for kind in ("occupancy", "contact", "special_care", "place")]


def _people(top: Place) -> list[dict[str, str]]:
    """Return everybody who ever had a role there, to choose from."""
    rows = db.session.execute(
        select(Account.key, Account.name)
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key)
        .where(below([top.key]))
        .distinct()
        .order_by(Account.name, Account.key)
    )
    return [{"id": user_id(key), "name": name} for key, name in rows]


def _to_json(rows: Sequence[tuple[Audit, Place | None]]) -> list[dict[str, Any]]:
    names = names_of(user_id(row.user_key) for row, _ in rows)
    abouts = [row.about for row, _ in rows if row.about is not None]
    people = names_of(abouts) | _invited(abouts)
    paths = path_names({place.key for _, place in rows if place is not None})
    return [
        {
            "id": row.key,
            "at": row.at,
            "act": row.act,
            "by": {"id": (by := user_id(row.user_key)), "name": names.get(by, by)},
            "place": _place(place, paths) if place is not None else None,
            "about": people.get(row.about or "", row.about),
            "details": _told(row.details),
        }
        for row, place in rows
    ]


def _invited(ids: Iterable[str]) -> dict[str, str]:
    """Return whom the invitations among these ids (i3) were for."""
    keys = [int(id[1:]) for id in ids if id[:1] == "i" and id[1:].isascii() and id[1:].isdigit()]
    asked = select(Invitation.key, Invitation.name).where(Invitation.key.in_(keys))
    return {f"i{key}": name for key, name in db.session.execute(asked)} if keys else {}


def _place(place: Place, paths: Mapping[int, Sequence[str]]) -> dict[str, str]:
    near = [*paths[place.key][4:], place.name] if place.compound_key else [place.name]
    return {"id": place.id, "name": " ".join(near)}


def _told(details: str) -> dict[str, Any]:
    return {name: value for name, value in orjson.loads(details).items() if name in TOLD}
