"""The records behind a number: of one phone, or at one place, of some kinds, on one day.

What a record says is on its own page; here are kinds, places and times alone.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, select

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.log.rows import COUNTED_CODES
from server.models import Op, Place, PRecord, Replica
from server.models import Status as Code
from server.phones.replicas import list_phones
from server.phones.then import list_phones_then
from server.records.arrived import COLUMNS, count_kinds, of_streams, one_page, read_kinds, total
from server.records.readable import streams_at
from server.roles import Permission
from server.rules import kinds
from server.visible import find_at, find_place, within
from sync.ops import text_to_bytes

WAITING = (int(Code.QUARANTINED), int(Code.HELD))
NOT_TAKEN = (int(Code.REFUSED), int(Code.WITHHELD))


def list_records(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """List what was received at a place until a moment, the newest first, and count it by kind.

    Of one phone where ``replica`` names one: then also what of it is not in the list, and why.
    Raises NotFound for a foreign place, and for a phone that is not of the place.
    """
    place = find_at(actor, Permission.RECORDS, said)
    now = now_ms()
    until = now if said["known_at"] is None else min(said["known_at"], now)
    streams = streams_at(actor, Permission.RECORDS, place)
    readable = and_(within(place), of_streams(streams))
    asked = read_kinds(said["kind"])
    phone = None if said["replica"] is None else _phone(actor, place, said["replica"], until, now)
    if phone is None:
        came = _at_place(readable, asked, said["day"], until)
    else:
        came = _of_phone(readable, phone["replica"], until)
    counts = count_kinds(came)
    told = {
        "place": {"id": place.id, "name": place.name},
        "known_at": until,
        "day": said["day"],
        "total": total(counts),
        "counts": counts,
        "kinds": [
            {"kind": id, "label": kinds()[id].label}
            for id in asked
            if id in kinds() and kinds()[id].stream in streams
        ],
        "phone": phone and {**phone, **_apart(phone, total(counts), until)},
        **one_page(came, asked, said["start"], said["size"]),
    }
    audit.note_glance("watch_records", user_key=actor.key, place_key=place.key)
    return told


def _at_place(
    readable: ColumnElement[bool], asked: Sequence[str], day: str | None, until: int
) -> Subquery:
    """A row a record: its first op, of which it is known when it came."""
    statement = (
        select(*COLUMNS, Op.received_at)
        .select_from(PRecord)
        .join(Place, Place.key == PRecord.place_key)
        .join(Op, and_(Op.replica_key == PRecord.replica_key, Op.n == PRecord.n))
        .where(readable, Op.received_at <= until)
    )
    if asked:
        statement = statement.where(PRecord.kind.in_(asked))
    if day is not None:
        statement = statement.where(PRecord.day == day)
    return statement.subquery()


def _of_phone(readable: ColumnElement[bool], replica: str, until: int) -> Subquery:
    """A row an op that the phone sealed: that is what its page counts."""
    return (
        select(*COLUMNS, Op.received_at)
        .select_from(Op)
        .join(Replica, Replica.key == Op.replica_key)
        .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id))
        .join(Place, Place.key == PRecord.place_key)
        .where(
            Replica.id == _replica_id(replica),
            Op.status.in_(COUNTED_CODES),
            Op.received_at <= until,
            readable,
        )
        .subquery()
    )


def _replica_id(replica: str) -> bytes:
    try:
        return text_to_bytes(replica, 16)
    except ValueError as error:
        raise problems.NotFound from error


def _phone(actor: Actor, place: Place, replica: str, until: int, now: int) -> dict[str, Any]:
    """Return the phone as the page of the phones tells of it."""
    find_place(actor, Permission.REPLICAS, place.id)
    listed = list_phones(place) if until == now else list_phones_then(place, until)
    for phone in listed["phones"]:
        if phone["replica"] == replica:
            names = ("replica", "label", "user", "received", "sealed", "held", "oldest_held_at")
            return {name: phone[name] for name in names}
    raise problems.NotFound


def _apart(phone: dict[str, Any], listed: int, until: int) -> dict[str, int]:
    """Return what was received and is not listed: waiting, not taken, or at another place."""
    rows = db.session.execute(
        select(Op.status, func.count())
        .join(Replica, Replica.key == Op.replica_key)
        .where(Replica.id == _replica_id(phone["replica"]), Op.received_at <= until)
        .group_by(Op.status)
    )
    found: dict[int, int] = dict(rows.all())
    waiting, not_taken = (sum(found.get(one, 0) for one in of) for of in (WAITING, NOT_TAKEN))
    elsewhere = max(0, phone["received"] - listed - waiting - not_taken)
    return {"waiting": waiting, "not_taken": not_taken, "elsewhere": elsewhere}
