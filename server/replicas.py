"""The phones of a place: what each has sealed, what arrived, what it still holds. No ranking."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from server.board import moment_of
from server.config import now_ms
from server.db import db
from server.keys import user_id
from server.models import Account, Device, Grant, Loss, Place, Replica
from server.roles import ROLE_STREAMS
from server.rules import policy, sessions
from server.visible import LEVELS, below
from sync.days import day_plus, session_window
from sync.ops import bytes_to_text

Pair = tuple[Account, Device, Replica | None]


def needed_at() -> int:
    """Return the moment since which every phone should have been heard, as the board has it.

    While a round has hardly begun, that is the end of the one before.
    """
    moment = moment_of(None, None)
    if moment.needed_at:
        return moment.needed_at
    ends = (
        session_window(day, one.id, sessions(), policy().tz)[1]
        for day in (day_plus(moment.day, -1), moment.day)
        for one in sessions()
    )
    return max(end for end in ends if end <= moment.starts_at)


def list_phones(place: Place) -> dict[str, Any]:
    """Return every phone of everybody who records at the place, with what it last said."""
    granted = _grants(place)
    pairs = _installations(granted.keys())
    losses = _losses([replica for _, _, replica in pairs if replica is not None])
    needed = needed_at()
    phones = [
        _to_json(pair, granted[pair[0].key], losses.get(pair[2].key, []) if pair[2] else [], needed)
        for pair in pairs
    ]
    return {"now": now_ms(), "phones": phones}


def _grants(place: Place) -> dict[int, list[dict[str, str]]]:
    """Return the places by person, of everybody who holds something on a phone there now."""
    now = now_ms()
    above = [key for key in (getattr(place, level) for level in LEVELS) if key is not None]
    rows = db.session.execute(
        select(Grant.user_key, Place.id, Place.name)
        .join(Place, Place.key == Grant.place_key)
        .where(
            or_(below([place.key]), Place.key.in_(above)),
            Grant.role.in_(sorted(ROLE_STREAMS)),
            Grant.valid_from <= now,
            or_(Grant.valid_to.is_(None), Grant.valid_to > now),
        )
        .order_by(Place.sort, Place.name)
    )
    found: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for user, id, name in rows:
        if (named := {"id": id, "name": name}) not in found[user]:
            found[user].append(named)
    return found


def _installations(people: Iterable[int]) -> Sequence[Pair]:
    rows = db.session.execute(
        select(Account, Device, Replica)
        .join(Device, Device.user_key == Account.key)
        .join(Replica, and_(Replica.device_key == Device.key), isouter=True)
        .where(
            Account.key.in_(people),
            or_(Device.push_key_hash.is_not(None), Replica.key.is_not(None)),
        )
        .order_by(Account.name, Device.key, Replica.key)
    )
    return [(account, device, replica) for account, device, replica in rows]


def _losses(replicas: Iterable[Replica]) -> dict[int, list[dict[str, Any]]]:
    """Return by replica what was lost for good: declared, and never arrived after all."""
    received = {replica.key: replica.head_n for replica in replicas}
    rows = db.session.scalars(select(Loss).where(Loss.replica_key.in_(received.keys())))
    return {
        loss.replica_key: [
            {"n_declared": loss.n, "n_received": received[loss.replica_key], "why": loss.why}
        ]
        for loss in rows
        if loss.n > max(loss.kept, received[loss.replica_key])
    }


def _state(pair: Pair, needed: int) -> str:
    account, device, replica = pair
    if device.revoked_at or account.disabled_at or (replica and replica.closed_at):
        return "revoked"
    if replica and replica.reported_n > replica.head_n:
        return "owes"
    heard = replica.drained_at if replica else None
    return "ok" if heard is not None and heard >= needed else "silent"


def _to_json(
    pair: Pair, places: list[dict[str, str]], lost: list[dict[str, Any]], needed: int
) -> dict[str, Any]:
    account, device, replica = pair
    sealed, received = (replica.reported_n, replica.head_n) if replica else (0, 0)
    return {
        "replica": bytes_to_text(replica.id) if replica else f"d{device.key}",
        "label": device.label,
        "user": {"id": user_id(account.key), "name": account.name},
        "places": places,
        "last_seen_at": replica.last_seen_at if replica else None,
        "sealed": max(sealed, received),
        "received": received,
        "held": max(0, sealed - received),
        "oldest_held_at": replica.oldest_unacked_at if replica else None,
        "clock_offset_ms": replica.clk_off_ms if replica else None,
        "persisted": replica.persisted if replica else None,
        "free_bytes": replica.free_bytes if replica else None,
        "build": replica.app_build if replica else None,
        "lost": lost,
        "drained_at": replica.drained_at if replica else None,
        "state": _state(pair, needed),
        "reminder": reminder(account.name, places),
    }


def reminder(name: str, places: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return a friendly sentence to send to the person, in both languages."""
    where = "、".join(place["name"] for place in places[:3])
    return {
        "zh": f"{name},{where}的记录社区还没收到,麻烦打开「六个到位」一下,有网就会自动传。",
        "en": f"{name}, the community has not received the records of {where} yet. "
        "Please open Six in Place once; it sends by itself when there is a network.",
    }
