"""Who signs in at a place: their roles, their phones, when each was last heard; and ending either.

Of whose name is masked it is not told either what their phones call themselves. The look is on
record.

An ended role takes places off a phone at its next exchange; what the phone has not sent stays in
its outbox and still arrives.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.config import DAY_MS, now_ms
from server.database.keys import user_id
from server.database.moments import not_over
from server.db import db, refresh_reads, writing
from server.models import Account, Device, Grant, Place, Replica
from server.people.granting import is_mine, is_named, told_name
from server.records.earlier import ENDS, closed_at, ends_at, keep
from server.register.then import these_then
from server.roles import Permission
from server.visible import path_names, visible, within
from sync.words import Words

ENDED_DAYS_MS = 30 * DAY_MS


class Held(NamedTuple):
    """A role at a place as known at a moment: until when, and whether the account was closed."""

    grant: Grant
    person: Account
    place: Place
    until: int | None
    closed: bool


def grants_below(top: Place, known_at: int | None = None) -> dict[int, list[dict[str, Any]]]:
    """Return by place who holds a role there now, or held one at a moment (ms) as known then."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    at = now_ms() if known_at is None else known_at
    for one in _held(top, at):
        begun = one.grant.valid_from <= at
        if begun and not one.closed and (one.until is None or one.until > at):
            found[one.place.key].append(
                {
                    "grant": f"g{one.grant.key}",
                    "user": {"id": one.person.user_id, "name": one.person.name},
                    "role": one.grant.role,
                    "valid_to": one.until,
                }
            )
    return found


def _held(top: Place, at: int) -> list[Held]:
    """Return the roles at or below a place that had been given by a moment, and stood then or
    had ended in the thirty days before."""
    rows = db.session.execute(
        select(Grant, Account, Place)
        .join(Account, Account.key == Grant.user_key)
        .join(Place, Place.key == Grant.place_key)
        .where(
            within(top),
            Grant.created_at <= at,
            # An end that was set since lies later than the moment, whatever it had been.
            not_over(Grant.valid_to, at - ENDED_DAYS_MS),
        )
        .order_by(Account.name, Account.key, Grant.key)
    ).all()
    ends = ends_at((grant for grant, _, _ in rows), at)
    closed = closed_at((person for _, person, _ in rows), at)
    return [
        Held(grant, person, place, ends[grant.key], person.key in closed)
        for grant, person, place in rows
    ]


def list_access(actor: Actor, top: Place, known_at: int | None = None) -> dict[str, Any]:
    """Return everybody who signs in at or below a place, with roles and phones.

    As known at an earlier moment (ms): who had been given a role by then and on which phone, with
    what had been ended by then. When a phone was last heard and what it said it held are not kept:
    they are null there. Nothing can be ended there.
    """
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    past = at < now
    audit.note_glance("read_access", user_key=actor.key, place_key=top.key)
    rows = _held(top, at)
    devices = _devices({one.person.key for one in rows}, at, past=past)
    names = names_of_places({one.place.key: one.place for one in rows}, at if past else None)
    held: defaultdict[int, list[tuple[Grant, Place]]] = defaultdict(list)
    for one in rows:
        held[one.person.key].append((one.grant, one.place))
    people: dict[int, dict[str, Any]] = {}
    for one in rows:
        key = one.person.key
        if key not in people:
            people[key] = _person_json(actor, one, held[key], devices.get(key, []))
        people[key]["grants"].append(
            {
                "id": f"g{one.grant.key}",
                "role": one.grant.role,
                "place": {"id": one.place.id, "name": names[one.place.key]},
                "valid_from": one.grant.valid_from,
                "valid_to": one.until,
                "mine": not past and is_mine(actor, one.grant.role, one.place),
            }
        )
    return {"now": at, "people": list(people.values())}


def _person_json(
    actor: Actor, one: Held, rows: list[tuple[Grant, Place]], phones: list[dict[str, Any]]
) -> dict[str, Any]:
    person = one.person
    if not is_named(actor, person, rows):
        phones = [{**phone, "label": ""} for phone in phones]
    return {
        "user": {"id": person.user_id, "name": told_name(actor, person, rows)},
        "ended": one.closed,
        "grants": [],
        "devices": phones,
    }


def names_of_places(places: Mapping[int, Place], at: int | None) -> dict[int, str]:
    """Return what places are called, a building after its compound, now or at a moment."""
    if at is None:
        paths = path_names(places)
        return {key: _name(place, place.name, paths[key]) for key, place in places.items()}
    then = these_then(places, at)
    return {
        key: _name(place, then.stated[key].name, then.names_above(key))
        for key, place in places.items()
        if key in then.stated
    }


def _name(place: Place, name: str, above: Sequence[str]) -> str:
    return " ".join((*(above[-1:] if place.type == "building" else ()), name))


def _devices(people: set[int], at: int, *, past: bool) -> dict[int, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(Device, Replica)
        .join(Replica, Replica.device_key == Device.key, isouter=True)
        .where(
            Device.user_key.in_(people),
            Device.push_key_hash.is_not(None),
            Device.created_at <= at,
        )
        .order_by(Device.key, Replica.key)
    )
    found: defaultdict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for device, replica in rows:
        told = found[device.user_key].setdefault(device.key, _device_json(device, at, past=past))
        if not past and replica is not None:
            heard = (told["last_seen_at"], replica.last_seen_at)
            told["last_seen_at"] = max(filter(None, heard), default=None)
            told["held"] += max(0, replica.reported_n - replica.head_n)
    return {key: list(of.values()) for key, of in found.items()}


def _device_json(device: Device, at: int, *, past: bool) -> dict[str, Any]:
    ended = device.revoked_at is not None and device.revoked_at <= at
    return {
        "id": f"d{device.key}",
        "label": device.label,
        "joined_at": device.created_at,
        "ended_at": device.revoked_at if ended else None,
        "last_seen_at": None,
        "held": None if past else 0,
    }


def key_of(id: str, letter: str) -> int:
    """Return the key that an id such as g12 stands for; raise NotFound for any other text."""
    digits = id[1:]
    if id[:1] != letter or not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise problems.NotFound
    return int(digits)


def find_grant(actor: Actor, id: str) -> Grant:
    """Return a grant that is the actor's to end; raise NotFound or Forbidden."""
    row = db.session.execute(
        select(Grant, Place)
        .join(Place, Place.key == Grant.place_key)
        .where(Grant.key == key_of(id, "g"), visible(actor, Permission.INVITE))
    ).one_or_none()
    if row is None:
        raise problems.NotFound
    grant, place = row
    if not is_mine(actor, grant.role, place):
        raise problems.Forbidden(f"your roles cannot end a {grant.role}")
    found: Grant = grant
    return found


def end_grant(actor: Actor, id: str) -> None:
    """End a role at a place from now on. Raises NotFound, Forbidden, Conflict when it is over."""
    grant, now = find_grant(actor, id), now_ms()
    if grant.valid_to is not None and grant.valid_to <= now:
        raise problems.Conflict(Words("这个岗位已经结束了", "this has ended already"))
    with writing() as session:
        found = session.get_one(Grant, grant.key)
        keep(session, ENDS, found.key, found.valid_to)
        found.valid_to = now
        audit.note(
            session, "end_grant", user_key=actor.key, place_key=found.place_key,
            about=user_id(found.user_key), details={"role": found.role},
        )  # fmt: skip
    refresh_reads()


def end_device(actor: Actor, id: str) -> None:
    """End a phone's sign-in; what it has recorded may still be sent. Raises NotFound, Conflict."""
    device = db.session.get(Device, key_of(id, "d"))
    if device is None or not _is_mine(actor, device):
        raise problems.NotFound
    if device.revoked_at is not None:
        raise problems.Conflict(Words("这台手机已经停用了", "this phone was ended already"))
    with writing() as session:
        session.get_one(Device, device.key).revoked_at = now_ms()
        audit.note(
            session, "end_device", user_key=actor.key, about=user_id(device.user_key),
            details={"device": id},
        )  # fmt: skip
    refresh_reads()


def _is_mine(actor: Actor, device: Device) -> bool:
    """Say whether the phone is of somebody whom the actor could have invited, somewhere of theirs.

    An account of a desk is not ended from another desk of the same rank.
    """
    rows = db.session.execute(
        select(Grant.role, Place)
        .join(Place, Place.key == Grant.place_key)
        .where(Grant.user_key == device.user_key, visible(actor, Permission.INVITE))
    )
    return any(is_mine(actor, role, place) for role, place in rows)
