"""Sessions that outlive an access token: opaque refresh tokens that change with every use.

A token is ``family · random · tag``. Its successor is derived from it, so a phone whose answer
was lost gets the same successor again; it stays good until that successor is first used. The tag
proves that an old token was ours: whoever brings one later holds a copy, and the family ends.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from flask import Request, Response, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import problems
from server.config import DAY_MS, MINUTE_MS, now_ms, our_secrets
from server.db import writing
from server.models import Account, Credential, Device

KEY_BYTES, RANDOM_BYTES, TAG_BYTES = 8, 32, 16
TOKEN_BYTES = KEY_BYTES + RANDOM_BYTES + TAG_BYTES
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
PHONE, DESK = "phone", "desk"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened or carried on: who, where, and the token that continues it."""

    user_key: int
    name: str
    device_key: int
    credential_key: int
    token: str


def _keyed(purpose: bytes, *parts: bytes) -> bytes:
    return hmac.digest(our_secrets().pepper, purpose + b"".join(parts), "sha256")


def _assemble(key: int, random: bytes) -> str:
    head = key.to_bytes(KEY_BYTES, "big") + random
    return urlsafe_b64encode(head + _keyed(b"tag", head)[:TAG_BYTES]).decode().rstrip("=")


def _family(token: str) -> int:
    """Return the family of a token that was ours once; raise RefreshInvalid for any other."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise problems.RefreshInvalid from error
    head, tag = raw[:-TAG_BYTES], raw[-TAG_BYTES:]
    if len(raw) != TOKEN_BYTES or not hmac.compare_digest(tag, _keyed(b"tag", head)[:TAG_BYTES]):
        raise problems.RefreshInvalid
    return int.from_bytes(head[:KEY_BYTES], "big")


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def open_session(session: Session, person: Account, device: Device) -> Opened:
    """Start a family of tokens for the device, in the caller's transaction."""
    now = now_ms()
    credential = Credential(
        device_key=device.key,
        current_hash=secrets.token_bytes(32),
        issued_at=now,
        used_at=now,
        expires_at=now + current_app.config["REFRESH_DAYS"] * DAY_MS,
    )
    session.add(credential)
    session.flush()
    token = _assemble(credential.key, secrets.token_bytes(RANDOM_BYTES))
    credential.current_hash = _digest(token)
    return Opened(person.key, person.name, device.key, credential.key, token)


def _carry_on(credential: Credential, token: str, now: int) -> str | None:
    """Return the successor of ``token``, or None when it is older than the one before."""
    successor = _assemble(credential.key, _keyed(b"next", token.encode()))
    presented = _digest(token)
    if presented == credential.current_hash:
        credential.previous_hash = presented
        credential.current_hash = _digest(successor)
        credential.used_at = now
        credential.expires_at = now + current_app.config["REFRESH_DAYS"] * DAY_MS
    elif presented != credential.previous_hash:
        return None
    return successor


def refresh_session(token: str) -> Opened:
    """Exchange a refresh token for its successor; raise the 401 that is wrong with it.

    Raises Conflict for an old token within a minute of the last use: another tab was faster.
    """
    key, now = _family(token), now_ms()
    with writing() as session:
        found = session.execute(
            select(Credential, Device, Account)
            .join(Device, Device.key == Credential.device_key)
            .join(Account, Account.key == Device.user_key)
            .where(Credential.key == key)
            .with_for_update()
        ).one_or_none()
        if found is None:
            raise problems.RefreshInvalid
        credential, device, person = found
        if person.disabled_at and device.push_key_hash is None:
            raise problems.AccountClosed
        # A phone that hears "revoked" deletes what it pulled: only the community's word does that.
        if device.revoked_at or person.disabled_at:
            raise problems.TokenRevoked
        if credential.revoked_at or credential.expires_at <= now:
            raise problems.RefreshInvalid
        successor = _carry_on(credential, token, now)
        raced = successor is None and now - credential.used_at < MINUTE_MS
        if successor is None and not raced:
            credential.revoked_at = now
    if successor is None:
        raise problems.Conflict("another tab was faster") if raced else problems.RefreshReused()
    return Opened(person.key, person.name, device.key, credential.key, successor)


def end_session(token: str) -> None:
    """End the token's family; an unknown token is no error, for it is over already."""
    try:
        key = _family(token)
    except problems.RefreshInvalid:
        return
    with writing() as session:
        credential = session.get(Credential, key)
        if credential and credential.revoked_at is None:
            credential.revoked_at = now_ms()


def cookie_name(request: Request, door: str) -> str:
    """Return the cookie of the phone's or the desk's session; ``__Host-`` wherever TLS is."""
    name = "six" if door == PHONE else "six-desk"
    return f"__Host-{name}" if request.is_secure else name


def door_of(request: Request, said: str | None) -> str:
    """Return whose session is meant: the door asked from, else the other if only that is open."""
    asked, other = (DESK, PHONE) if said == DESK else (PHONE, DESK)
    has_other = cookie_name(request, other) in request.cookies
    return other if has_other and cookie_name(request, asked) not in request.cookies else asked


def read_cookie(request: Request, door: str) -> str:
    """Return the refresh token of this door; raise RefreshMissing."""
    token = request.cookies.get(cookie_name(request, door))
    if not token:
        raise problems.RefreshMissing
    return token


def set_cookie(answer: Response, request: Request, door: str, token: str) -> None:
    """Hand the token to the browser; over plain HTTP only where the settings allow it."""
    host = request.host.rsplit(":", 1)[0]
    allowed = request.is_secure or current_app.config["PLAIN_HTTP"] == "any" or host in LOCAL_HOSTS
    if not allowed:
        return
    answer.set_cookie(
        cookie_name(request, door),
        token,
        max_age=current_app.config["REFRESH_DAYS"] * DAY_MS // 1000,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def drop_cookie(answer: Response, request: Request, door: str) -> None:
    """Take the cookie back."""
    answer.delete_cookie(
        cookie_name(request, door),
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
        path="/",
    )
