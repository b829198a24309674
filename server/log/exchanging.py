"""One exchange over HTTP: who exchanges, by which rules, and again when the database failed.

An exchange may be repeated without effect, so a deadlock, a lost race or a terminated backend is
answered by doing it again; only a database that stays away is told to the phone.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import orjson
from flask import Request as HttpRequest
from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError, OperationalError

from server import problems, rules
from server.auth import Actor, actor, push_key
from server.config import now_ms
from server.database.bulk import find
from server.database.keys import user_id
from server.database.queue import WriterBusy
from server.db import db
from server.json import TooBig, Undecodable, read_body
from server.models import Account, Device, Grant, Place
from server.phones.enrolment import PUSH_KEY_BYTES
from server.phones.sampled import sampled_wants
from server.roles import ROLE_STREAMS
from sync.exchange import Refused, Rules
from sync.log import Grant as GrantHeld
from sync.log import Session
from sync.ops import text_to_bytes
from sync.request import BadRequest, Request, read_request

TRIES = 5
# Made once: building a statement costs more than running it.
_GRANTS_EVER = (
    select(Place.id, Grant.role, Grant.valid_from, Grant.valid_to)
    .join(Place, Place.key == Grant.place_key)
    .where(Grant.user_key == bindparam("user"))
    .order_by(Grant.key)
)
R = TypeVar("R")


def session_of(actor: Actor) -> Session:
    """Return the session of a signed-in phone, with all grants it ever had."""
    grants, now = grants_ever(actor.key), now_ms()
    also = sampled_wants((one.role, one.place) for one in grants if one.holds_at(now))
    return Session(actor.id, actor.device_key, grants, ROLE_STREAMS, also=also)


def pushing_session() -> Session:
    """Return the session of the request: a sign-in, or a push key that only lets records in.

    What a revoked phone or an ended account sends is kept, in quarantine.
    """
    key = push_key()
    if key is None:
        return session_of(actor())
    try:
        hashed = sha256(text_to_bytes(key, PUSH_KEY_BYTES)).digest()
    except ValueError as error:
        raise problems.TokenInvalid from error
    device = db.session.execute(
        select(Device.key, Device.user_key, Device.revoked_at, Account.disabled_at)
        .join(Account, Account.key == Device.user_key)
        .where(Device.push_key_hash == hashed)
    ).one_or_none()
    if device is None:
        raise problems.TokenInvalid
    return Session(
        user_id(device.user_key),
        device.key,
        grants_ever(device.user_key),
        may_pull=False,
        trusted=device.revoked_at is None and device.disabled_at is None,
    )


def grants_ever(user_key: int) -> list[GrantHeld]:
    """Return every grant of a person, past ones included: records are judged by their own time."""
    return find(db.session.connection(), _GRANTS_EVER, lambda row: GrantHeld(*row), user=user_key)


def rules_now() -> Rules:
    """Return what this installation goes by."""
    tag, _ = rules.catalogue_document()
    return Rules(rules.kinds(), tag, current_app.config.get("MIN_BUILD"))


def read_json(request: HttpRequest) -> Any:
    """Return the JSON of a body, inflated within bounds; raise the problem that is wrong with it.

    Bodies of ops are texts in it and are read once, later, each by itself.
    """
    if request.mimetype != "application/json":
        raise problems.WrongContentType("Content-Type: application/json is expected")
    try:
        return orjson.loads(read_body(request))
    except Undecodable as error:
        raise problems.WrongEncoding(str(error)) from error
    except TooBig as error:
        raise problems.TooLarge(str(error)) from error
    except orjson.JSONDecodeError as error:
        raise problems.BadJson(str(error)) from error


def envelope(raw: Any) -> Request:
    """Return the request that the JSON says; raise the problem of its envelope."""
    return checked(lambda: read_request(raw))


def checked(call: Callable[[], R]) -> R:
    """Return what the protocol's code returns, its complaints turned into problems."""
    try:
        return call()
    except BadRequest as error:
        raise PROBLEMS[error.code](error.where) from error
    except Refused as error:
        raise PROBLEMS[error.code] from error


def patiently(call: Callable[[], R]) -> R:
    """Return what the call returns, repeated when the database failed in a way that passes."""
    for left in reversed(range(TRIES)):
        try:
            return call()
        except WriterBusy as error:
            raise problems.Busy from error
        except (IntegrityError, OperationalError):
            if not left:
                raise
    raise AssertionError("unreachable")


PROBLEMS = {
    "bad_request": problems.BadRequest,
    "too_large": problems.TooLarge,
    "proto_unsupported": problems.ProtoUnsupported,
    "replica_of_another": problems.ReplicaOfAnother,
}
