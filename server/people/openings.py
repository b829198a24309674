"""The one-time code or link by which a desk account chooses its passphrase, and nobody else does.

Whoever makes the account passes it on and never learns the passphrase. The link holds 256 random
bits in its fragment; the eight digits count only together with the account, whose wrong tries
make it wait.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server import audit, problems
from server.auth import Actor, read_grants
from server.config import HOUR_MS, now_ms
from server.db import db, writing
from server.models import Account, Device, Opening
from server.people import accounts
from server.people.granting import granted_to, held_elsewhere
from server.people.invitations import TOKEN_BYTES, code_hash
from server.people.me import grants_to_json
from server.people.sessions import Opened, open_session
from server.records import earlier

CODE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Made:
    """A way in for one account, with the two secrets that are shown once and stored nowhere."""

    person: Account
    token: str
    code: str
    expires_at: int


def make(session: Session, person: Account, by: int) -> Made:
    """Make the account's only open code, in the caller's transaction."""
    end_open(session, person.key)
    now = now_ms()
    token = urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    expires_at = now + current_app.config["INVITATION_HOURS"] * HOUR_MS
    session.add(
        Opening(
            user_key=person.key,
            token_hash=_token_hash(token),
            code_hash=_code_hash(person.key, code),
            by_user=by,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return Made(person, token, code, expires_at)


def end_open(session: Session, person_key: int) -> None:
    """Void the account's open codes."""
    session.execute(
        update(Opening)
        .where(
            Opening.user_key == person_key,
            Opening.used_at.is_(None),
            Opening.revoked_at.is_(None),
        )
        .values(revoked_at=now_ms())
    )


def look(said: Mapping[str, str]) -> dict[str, object]:
    """Return whose account a code opens, and where, without using it.

    Raises NotFound, OpeningOver, or SlowDown after wrong codes.
    """
    opening = _find(said)
    person = db.session.get_one(Account, opening.user_key)
    by = db.session.get_one(Account, opening.by_user)
    return {
        "account": person.account,
        "name": person.name,
        "by": by.name,
        "again": _signed_in_before(person),
        "grants": grants_to_json(granted_to(person.key)),
    }


def choose(said: Mapping[str, str], passphrase: str, platform: str) -> Opened:
    """Use a code up: the account has this passphrase from now on, and a session is open."""
    hashed = accounts.hash_passphrase(passphrase)
    found = _find(said)
    with writing() as session:
        opening = session.scalars(
            select(Opening).where(Opening.key == found.key).with_for_update()
        ).one()
        _check_open(opening)
        person = session.get_one(Account, opening.user_key)
        opening.used_at = now_ms()
        earlier.keep(session, earlier.OPENED, person.key, 1 if person.passphrase_hash else None)
        person.passphrase_hash = hashed
        accounts.end_try(person)
        device = accounts.add_device(session, person, "desk", platform)
        audit.note(session, "first_sign_in", user_key=person.key, about=person.user_id)
        return open_session(session, person, device)


def _find(said: Mapping[str, str]) -> Opening:
    """Return the opening that a token, or an account with its code, fits."""
    found = _by_token(said["token"]) if "token" in said else _by_code(said["account"], said["code"])
    if found is None:
        raise problems.NotFound("no account has this code")
    _check_open(found)
    if db.session.get_one(Account, found.user_key).disabled_at:
        raise problems.AccountClosed
    return found


def _by_token(token: str) -> Opening | None:
    asked = select(Opening).where(Opening.token_hash == _token_hash(token))
    return db.session.scalar(asked)


def _by_code(account: str, code: str) -> Opening | None:
    """Return the account's newest opening when this is its code; a wrong one is counted."""
    person = accounts.begin_try(account)
    newest = select(Opening).where(Opening.user_key == (person.key if person else 0))
    found = db.session.scalar(newest.order_by(Opening.key.desc()).limit(1))
    wanted = _code_hash(person.key if person else 0, code)
    if person is None or found is None or not hmac.compare_digest(found.code_hash, wanted):
        accounts.note_failure(person)
        return None
    with writing() as session:
        accounts.end_try(session.get_one(Account, person.key))
    return found


def _check_open(opening: Opening) -> None:
    over = opening.used_at or opening.revoked_at or opening.expires_at <= now_ms()
    if over or not _is_backed(opening):
        raise problems.OpeningOver


def _is_backed(opening: Opening) -> bool:
    """Say whether who made the code could still do so: it does not outlive their role.

    Nor does it open an account that has since been given more than they may give.
    """
    by = db.session.get_one(Account, opening.by_user)
    maker = Actor(by.key, by.name, by.account, 0, 0, read_grants(by.key, now_ms()))
    return by.disabled_at is None and not held_elsewhere(maker, {opening.user_key})


def _signed_in_before(person: Account) -> bool:
    desks = select(Device.key).where(Device.user_key == person.key, Device.push_key_hash.is_(None))
    return db.session.scalar(desks.limit(1)) is not None


def _token_hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _code_hash(person_key: int, code: str) -> bytes:
    return code_hash(f"{person_key}/{code}")
