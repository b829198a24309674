"""The audit as a community reads it: who looked at whom and who changed what, at its own places.

What is told is the act, the place and a count; never the data that was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Select, and_, or_, select

from server import problems
from server.acts import name_act
from server.auth import Actor
from server.config import now_ms
from server.database.keys import user_id, user_key
from server.db import db
from server.models import Account, Audit, Grant, Invitation, Place
from server.records.single import names_of
from server.register.then import these_then
from server.roles import Permission
from server.rules import kinds, policy
from server.visible import find_ever, find_place, path_names, within
from sync.days import day_end, day_start

T = TypeVar("T", bound=Select[*tuple[Any, ...]])
PAGE = 100
LEVELS_UNTOLD = 4
"""A place of a compound is told by its compound's name on, without the community and above."""
TOLD = frozenset(
    {"persons", "kind", "records", "format", "from", "to", "rows", "reason", "role", "added",
     "changed", "left", "device"}
)  # fmt: skip
"""Members of an audit row's details that a reader is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of whom, about which place, on which day, before which row, as known when."""

    user: str | None = None
    about: str | None = None
    day: str | None = None
    before: int | None = None
    known_at: int | None = None


def list_audit(actor: Actor, place_id: str, asked: Asked) -> dict[str, Any]:
    """Return a page of the audit, newest first. Raises NotFound for a place of somebody else's.

    As known at an earlier moment: the acts until then, with places by the names that they had,
    and the people who had been given a role by then. An act's row is never changed.
    """
    past = asked.known_at is not None and asked.known_at < now_ms()
    at = asked.known_at if past else None
    find = find_ever if past else find_place
    top = find(actor, Permission.AUDIT, place_id)
    about = _about(actor, asked.about, at) if asked.about else None
    rows = db.session.execute(
        select(Audit, Place)
        .join(Place, Place.key == Audit.place_key, isouter=True)
        .where(_scope(top, at), *_wanted(asked, about))
        .order_by(Audit.key.desc())
        .limit(PAGE + 1)
    ).all()
    shown = [(row, place) for row, place in rows[:PAGE]]
    places = {place.key: place for _, place in shown if place is not None}
    return {
        "rows": _to_json(shown, _names_now(places) if at is None else _names_then(places, at)),
        "people": _people(top, at),
        "next": shown[-1][0].key if len(rows) > PAGE else None,
    }


def _about(actor: Actor, id: str, at: int | None) -> Place:
    """Return the place asked about; raises NotFound unless it stands, or stood then."""
    if at is None:
        return find_place(actor, Permission.AUDIT, id)
    place = find_ever(actor, Permission.AUDIT, id)
    row = these_then([place.key], at).stated.get(place.key)
    if row is None or row.left:
        raise problems.NotFound
    return place


def _scope(top: Place, at: int | None) -> ColumnElement[bool]:
    """Acts at places below the top; and acts at no place of those who have a role there."""
    here = select(Grant.user_key).join(Place, Place.key == Grant.place_key).where(within(top))
    acts = or_(within(top), and_(Audit.place_key.is_(None), Audit.user_key.in_(_given(here, at))))
    return acts if at is None else and_(acts, Audit.at <= at)


def _given(grants: T, at: int | None) -> T:
    """Return the query for roles without those that were given after a moment."""
    return grants if at is None else grants.where(Grant.created_at <= at)


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
    """Return the ids of the records that are named by the place."""
    return [f"{id}/{place.id}" for id, kind in kinds().items() if kind.identity == "place"]


def _people(top: Place, at: int | None) -> list[dict[str, str]]:
    """Return everybody who ever had a role there, to choose from."""
    held = (
        select(Account.key, Account.name)
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key)
        .where(within(top))
        .distinct()
        .order_by(Account.name, Account.key)
    )
    return [
        {"id": user_id(key), "name": name} for key, name in db.session.execute(_given(held, at))
    ]


def _to_json(
    rows: Sequence[tuple[Audit, Place | None]], names_at: Mapping[int, str]
) -> list[dict[str, Any]]:
    names = names_of(user_id(row.user_key) for row, _ in rows)
    abouts = [row.about for row, _ in rows if row.about is not None]
    people = names_of(abouts) | _invited(abouts)
    return [
        {
            "id": row.key,
            "at": row.at,
            "act": row.act,
            "label": name_act(row.act),
            "by": {"id": (by := user_id(row.user_key)), "name": names.get(by, by)},
            "place": {"id": place.id, "name": names_at[place.key]} if place is not None else None,
            "about": people.get(row.about or "", row.about),
            "whom": people.get(row.about or ""),
            "details": _told(row.details),
        }
        for row, place in rows
    ]


def _invited(ids: Iterable[str]) -> dict[str, str]:
    """Return whom the invitations among these ids (i3) were for."""
    keys = [int(id[1:]) for id in ids if id[:1] == "i" and id[1:].isascii() and id[1:].isdigit()]
    asked = select(Invitation.key, Invitation.name).where(Invitation.key.in_(keys))
    return {f"i{key}": name for key, name in db.session.execute(asked)} if keys else {}


def _names_now(places: Mapping[int, Place]) -> dict[int, str]:
    paths = path_names(places)
    return {key: _name(place, place.name, paths[key]) for key, place in places.items()}


def _names_then(places: Mapping[int, Place], at: int) -> dict[int, str]:
    then = these_then(places, at)
    stated = {key: row.name for key, row in then.stated.items()}
    return {
        # Nobody acted at a place before it was stated, so only a clock set back leaves one unnamed.
        key: _name(place, stated.get(key, place.name), then.names_above(key))
        for key, place in places.items()
    }


def _name(place: Place, name: str, above: Sequence[str]) -> str:
    return " ".join((*above[LEVELS_UNTOLD:], name)) if place.compound_key else name


def _told(details: str) -> dict[str, Any]:
    return {name: value for name, value in orjson.loads(details).items() if name in TOLD}
