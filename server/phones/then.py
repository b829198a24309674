"""The phones of a place as known at an earlier moment: when each was last known to be empty.

What a phone then said it still held is not kept, so that is left open, never shown as nothing.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from server.database.keys import user_id
from server.db import db
from server.models import Account, Device, Drain, Op, Place, Replica
from server.phones.in_use import in_use, is_open
from server.phones.replicas import Duties, duties_at, needed_at, reminder
from server.records.earlier import closed_at
from sync.ops import bytes_to_text

UNKNOWN = (
    "last_seen_at", "sealed", "held", "oldest_held_at", "clock_offset_ms", "persisted",
    "free_bytes", "build",
)  # fmt: skip


def list_phones_then(place: Place, at: int) -> dict[str, Any]:
    """Return every phone of everybody who recorded at the place at a moment (ms)."""
    duties = {user: one for user, one in duties_at(place, at).items() if one.places}
    pairs = _installations(duties.keys(), at)
    keys = [replica.key for _, _, replica in pairs if replica is not None]
    drained, received = _drained(keys, at), _received(keys, at)
    needed = needed_at(at)
    phones = []
    for account, device, replica in pairs:
        key = replica.key if replica else 0
        heard = drained.get(key)
        phones.append(
            {
                "replica": bytes_to_text(replica.id) if replica else f"d{device.key}",
                "label": device.label,
                **_about(account, duties[account.key]),
                **dict.fromkeys(UNKNOWN),
                "received": received.get(key, 0),
                "drained_at": heard,
                "state": "ok" if heard is not None and heard >= needed else "silent",
            }
        )
    return {"now": at, "phones": phones}


def _about(account: Account, duties: Duties) -> dict[str, Any]:
    return {
        "user": {"id": user_id(account.key), "name": account.name},
        "places": duties.places,
        "leaving": [],
        "scope_confirmed": True,
        "lost": [],
        "reminder": reminder(account.name, duties.places),
    }


def _installations(people: Iterable[int], at: int) -> list[tuple[Account, Device, Replica | None]]:
    """Return the devices that were in use, with the installations that were open."""
    rows = db.session.execute(
        select(Account, Device, Replica)
        .join(Device, Device.user_key == Account.key)
        .join(Replica, is_open(at), isouter=True)
        .where(Account.key.in_(people), in_use(at))
        .order_by(Account.name, Device.key, Replica.key)
    ).all()
    closed = closed_at({account.key: account for account, _, _ in rows}.values(), at)
    return [
        (account, device, replica) for account, device, replica in rows if account.key not in closed
    ]


def _drained(replicas: Iterable[int], at: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Drain.replica_key, func.max(Drain.at))
        .where(Drain.replica_key.in_(replicas), Drain.at <= at)
        .group_by(Drain.replica_key)
    )
    return {row[0]: row[1] for row in rows}


def _received(replicas: Iterable[int], at: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Op.replica_key, func.count())
        .where(Op.replica_key.in_(replicas), Op.received_at <= at)
        .group_by(Op.replica_key)
    )
    return {row[0]: row[1] for row in rows}
