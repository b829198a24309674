"""The invitations of a place as a list: who was invited, who came in on which phone.

As known at an earlier moment: those made in the thirty days before it, none of them used,
withdrawn or run out later than it, at places by the names that they had then.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from server.auth import Actor
from server.config import DAY_MS, now_ms
from server.db import db
from server.models import Account, Device, Invitation, Place
from server.people.access import names_of_places
from server.people.granting import is_mine
from server.people.invitations import places_of
from server.roles import mask_name
from server.visible import within

LISTED_MS = 30 * DAY_MS
SAME_MOMENT_MS = 2_000  # a phone is made in the transaction that uses its invitation


def list_below(actor: Actor, place: Place, known_at: int | None = None) -> list[dict[str, object]]:
    """Return the invitations of the last days at or below the place, newest first.

    A name is masked for those who could not have invited that person.
    """
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    rows = db.session.scalars(
        select(Invitation)
        .where(Invitation.created_at > at - LISTED_MS, Invitation.created_at <= at)
        .order_by(Invitation.key.desc())
    ).all()
    wanted = {id for row in rows for id in places_of(row)}
    asked = select(Place).where(Place.id.in_(wanted), within(place))
    places = {one.id: one for one in db.session.scalars(asked)}
    by_key = {one.key: one for one in places.values()}
    said = names_of_places(by_key, at if at < now else None)
    names = {id: said[one.key] for id, one in places.items() if one.key in said}
    listed = [row for row in rows if names.keys() >= set(places_of(row))]
    joined = _joined(listed, at)
    mine = {
        row.key: any(is_mine(actor, row.role, places[id]) for id in places_of(row))
        for row in listed
    }
    return [_to_json(row, names, joined.get(row.key), at, mine=mine[row.key]) for row in listed]


def _joined(rows: Sequence[Invitation], at: int) -> dict[int, dict[str, str]]:
    """Return who had come in by each used invitation, and on which phone."""
    used = {row.used_by: row for row in rows if row.used_by is not None}
    found = db.session.execute(
        select(Account.name, Device)
        .join(Device, Device.user_key == Account.key)
        .where(Account.key.in_(used.keys()), Device.push_key_hash.is_not(None))
    )
    phones = [(name, device) for name, device in found]
    return {
        row.key: {"name": name, "device": device.label}
        for row in rows
        for name, device in phones
        if device.user_key == row.used_by
        and row.used_at is not None
        and row.used_at <= at
        and abs(device.created_at - row.used_at) < SAME_MOMENT_MS
    }


def state_of(row: Invitation, at: int) -> str:
    """Return open, used, withdrawn or expired, as it was at a moment (ms)."""
    if row.used_at is not None and row.used_at <= at:
        return "used"
    if row.revoked_at is not None and row.revoked_at <= at:
        return "withdrawn"
    return "open" if row.expires_at > at else "expired"


def _to_json(
    row: Invitation,
    names: Mapping[str, str],
    joined: dict[str, str] | None,
    at: int,
    *,
    mine: bool,
) -> dict[str, object]:
    state = state_of(row, at)
    if joined and not mine:
        joined = {"name": mask_name(joined["name"]), "device": ""}
    return {
        "id": f"i{row.key}",
        "name": row.name if mine else mask_name(row.name),
        "mine": mine,
        "role": row.role,
        "places": [{"id": id, "name": names[id]} for id in places_of(row)],
        "until": row.valid_to,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "used_at": row.used_at if state == "used" else None,
        "state": state,
        "joined": joined,
    }
