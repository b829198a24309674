"""The phones of a place: what each has sealed, what arrived, what it still holds. No ranking."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select

from server.board.session import moment_of
from server.config import DAY_MS, now_ms
from server.database.keys import user_id
from server.database.moments import not_over
from server.db import db
from server.models import Account, Device, Grant, Loss, Place, Replica
from server.records.earlier import ENDS, changed_since, were
from server.roles import ROLE_STREAMS
from server.visible import LEVELS, within
from sync.ops import bytes_to_text

Pair = tuple[Account, Device, Replica | None]
Named = dict[str, str]

RECENT_MS = 30 * DAY_MS
"""For how long after its end a grant is asked about: by then a phone lets old entries go."""


@dataclass(slots=True)
class Duties:
    """What somebody looks after now, and what ended not long ago: places with the end (ms UTC)."""

    places: list[Named] = field(default_factory=list)
    ended: list[tuple[Named, int]] = field(default_factory=list)

    def leaving(self, replica: Replica | None) -> list[Named]:
        """Return the ended places whose entries the phone has not confirmed to have let go."""
        if replica is None or replica.last_seen_at is None:
            return []
        confirmed = replica.scope_acked >= replica.scope_version
        heard = replica.last_seen_at if confirmed else replica.opened_at
        gone = [place for place, end in self.ended if end > heard]
        return [place for place in gone if place not in self.places]


def needed_at(known_at: int | None = None) -> int:
    """Return the moment since which every phone should have been heard, as the board has it."""
    return moment_of(None, None, known_at).needed_at


def list_phones(place: Place) -> dict[str, Any]:
    """Return every phone of everybody who records at the place, with what it last said."""
    duties = duties_at(place, now_ms())
    pairs = [
        pair
        for pair in _installations(duties.keys())
        if duties[pair[0].key].places or duties[pair[0].key].leaving(pair[2])
    ]
    losses = _losses([replica for _, _, replica in pairs if replica is not None])
    needed = needed_at()
    phones = [
        _to_json(pair, duties[pair[0].key], losses.get(pair[2].key, []) if pair[2] else [], needed)
        for pair in pairs
    ]
    return {"now": now_ms(), "phones": phones}


def duties_at(place: Place, now: int) -> dict[int, Duties]:
    """Return the duties by person, of everybody who holds something on a phone there, or did."""
    above = [key for key in (getattr(place, level) for level in LEVELS) if key is not None]
    rows = db.session.execute(
        select(Grant.key, Grant.user_key, Place.id, Place.name, Grant.valid_to)
        .join(Place, Place.key == Grant.place_key)
        .where(
            or_(within(place), Place.key.in_(above)),
            Grant.role.in_(sorted(ROLE_STREAMS)),
            Grant.valid_from <= now,
            Grant.created_at <= now,
            or_(not_over(Grant.valid_to, now - RECENT_MS), Grant.key.in_(changed_since(ENDS, now))),
        )
        .order_by(Place.sort, Place.name)
    ).all()
    ends = were(ENDS, (row.key for row in rows), now)
    found: defaultdict[int, Duties] = defaultdict(Duties)
    for key, user, id, name, valid_to in rows:
        end, named = ends.get(key, valid_to), {"id": id, "name": name}
        if end is not None and end <= now - RECENT_MS:
            continue
        if end is not None and end <= now:
            found[user].ended.append((named, end))
        elif named not in found[user].places:
            found[user].places.append(named)
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


def _to_json(pair: Pair, duties: Duties, lost: list[dict[str, Any]], needed: int) -> dict[str, Any]:
    account, device, replica = pair
    leaving = duties.leaving(replica)
    sealed, received = (replica.reported_n, replica.head_n) if replica else (0, 0)
    return {
        "replica": bytes_to_text(replica.id) if replica else f"d{device.key}",
        "label": device.label,
        "user": {"id": user_id(account.key), "name": account.name},
        "places": duties.places,
        "leaving": leaving,
        "scope_confirmed": replica is None or replica.scope_acked >= replica.scope_version,
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
        "reminder": reminder(account.name, duties.places or leaving),
    }


def reminder(name: str, places: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return a friendly sentence to send to the person, in both languages."""
    where = "、".join(place["name"] for place in places[:3])
    return {
        "zh": f"{name},{where}的记录社区还没收到,麻烦打开「六个到位」一下,有网就会自动传。",
        "en": f"{name}, the community has not received the records of {where} yet. "
        "Please open Six in Place once; it sends by itself when there is a network.",
    }
