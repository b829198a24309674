"""The invitations of a place as a list: who was invited, who came in on which phone.

As known at an earlier moment: those made in the thirty days before it, none of them used,
withdrawn or run out later than it, at places by the names that they had then.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from server.config import HOUR_MS, now_ms
from server.db import db
from server.models import Account, Device, Invitation, Place
from server.people.invitations import places_of
from server.register.then import these_then
from server.visible import below

LISTED_MS = 30 * 24 * HOUR_MS
SAME_MOMENT_MS = 2_000  # a phone is made in the transaction that uses its invitation


def list_below(place: Place, known_at: int | None = None) -> list[dict[str, object]]:
    """Return the invitations of the last days at or below the place, newest first."""
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    rows = db.session.scalars(
        select(Invitation)
        .where(Invitation.created_at > at - LISTED_MS, Invitation.created_at <= at)
        .order_by(Invitation.key.desc())
    ).all()
    wanted = {id for row in rows for id in places_of(row)}
    places = select(Place).where(Place.id.in_(wanted), below([place.key]))
    names = _names(db.session.scalars(places).all(), at if at < now else None)
    listed = [row for row in rows if names.keys() >= set(places_of(row))]
    joined = _joined(listed, at)
    return [_to_json(row, names, joined.get(row.key), at) for row in listed]


def _names(places: Sequence[Place], at: int | None) -> dict[str, str]:
    """Return the names of places by id, now or at a moment."""
    if at is None:
        return {place.id: place.name for place in places}
    then = these_then([place.key for place in places], at).stated
    return {row.id: row.name for place in places if (row := then.get(place.key))}


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
    row: Invitation, names: Mapping[str, str], joined: dict[str, str] | None, at: int
) -> dict[str, object]:
    state = state_of(row, at)
    return {
        "id": f"i{row.key}",
        "name": row.name,
        "role": row.role,
        "places": [{"id": id, "name": names[id]} for id in places_of(row)],
        "until": row.valid_to,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "used_at": row.used_at if state == "used" else None,
        "state": state,
        "joined": joined,
    }
