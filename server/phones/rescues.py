"""Outboxes that came to the desk in a file: looked at first, then taken in like any exchange."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.database.keys import user_id, user_key
from server.db import db, writing
from server.log.exchanging import checked, grants_ever, patiently, rules_now
from server.models import Account, Device, Grant, Place, Replica
from server.roles import Permission
from server.store import current_store
from server.visible import below_grants
from sync.log import Session
from sync.rescue import BadRescue, Rescue, Rescued, read_rescue, take_in

MAX_BYTES = 8 * 1024 * 1024

PROBLEMS = {
    "other_file": problems.RescueOtherFile,
    "damaged": problems.RescueDamaged,
    "newer": problems.RescueNewer,
}


def rescue(data: bytes, actor: Actor, *, look: bool) -> dict[str, Any]:
    """Take in what a file holds, or only ``look`` at what would come of it.

    Raises a Rescue… problem when nothing can be taken from it.
    """
    found = _read(data)
    author, place_key = _author(found, actor)
    replica = _replica(found)
    session = _session(author, replica)
    heard = replica is not None and replica.last_seen_at is not None
    store, rules = current_store(), rules_now()

    def take() -> Rescued:
        return take_in(store, found, session, rules, heard=heard, look=look)

    try:
        rescued = patiently(lambda: checked(take))
    except BadRescue as bad:
        raise PROBLEMS[bad.why] from bad
    if not look:
        _note(actor, found, rescued, place_key)
    return _to_json(found, author, rescued)


def _read(data: bytes) -> Rescue:
    try:
        return read_rescue(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise problems.RescueOtherFile from error
    except BadRescue as bad:
        raise PROBLEMS[bad.why] from bad


def _author(found: Rescue, actor: Actor) -> tuple[Any, int]:
    """Return whose phone it is, and a place of theirs that the carrier looks after."""
    asked = (
        select(Account.key, Account.name, Account.disabled_at, Place.key.label("place_key"))
        .join(Grant, Grant.user_key == Account.key)
        .join(Place, Place.key == Grant.place_key)
        .where(Account.key == user_key(found.user))
        .where(below_grants(actor.grants_for(Permission.RESCUE)))
        .order_by(Grant.valid_from.desc(), Grant.key)
        .limit(1)
    )
    row = db.session.execute(asked).one_or_none()
    if row is None:
        raise problems.RescueOfElsewhere
    return row, row.place_key


def _replica(found: Rescue) -> Any:
    asked = (
        select(Replica.device_key, Replica.last_seen_at, Device.revoked_at)
        .join(Device, Device.key == Replica.device_key, isouter=True)
        .where(Replica.id == found.request.replica)
    )
    return db.session.execute(asked).one_or_none()


def _session(author: Any, replica: Any) -> Session:
    """Return the author's session: their own grants judge, not those of whoever carries."""
    return Session(
        user_id(author.key),
        replica.device_key if replica else None,
        grants_ever(author.key),
        may_pull=False,
        trusted=author.disabled_at is None and (replica is None or replica.revoked_at is None),
    )


def _note(actor: Actor, found: Rescue, rescued: Rescued, place_key: int) -> None:
    counts = {"records": rescued.records, "known": rescued.known, "waiting": rescued.waiting}
    with writing() as session:
        audit.note(
            session,
            "rescue",
            user_key=actor.key,
            place_key=place_key,
            about=found.user,
            details=counts | {"own_chain": rescued.own_chain},
        )


def _to_json(found: Rescue, author: Any, rescued: Rescued) -> dict[str, Any]:
    first, last = rescued.span or (None, None)
    said = asdict(rescued)
    counts = {name: said[name] for name in ("records", "known", "waiting", "own_chain", "made_at")}
    return {
        "user": {"id": user_id(author.key), "name": author.name},
        "label": found.label,
        "fresh": rescued.records - rescued.known,
        "sealed_from": first,
        "sealed_to": last,
        **counts,
    }
