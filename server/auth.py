"""Who is asking: access tokens, the actor behind them, and the guard in front of every route.

The token is a claim about a device and a person; whether both still stand is read from the
database on every request, so an ended sign-in ends at once. Its signature is checked when a process
first sees it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, current_app, g, request
from flask_jwt_extended import JWTManager, create_access_token, verify_jwt_in_request
from flask_jwt_extended.exceptions import (
    JWTExtendedException,
    NoAuthorizationError,
    RevokedTokenError,
)
from jwt import ExpiredSignatureError, PyJWTError
from sqlalchemy import and_, bindparam, select

from server import problems
from server.config import Secrets, now_ms, our_secrets
from server.database.bulk import find
from server.database.moments import not_over
from server.db import db
from server.models import Account, Credential, Device, Grant, Place
from server.people.strangers import Strangers
from server.roles import ROLES, ROUTES, Permission

ISSUER = "six-in-place"
LEEWAY_S = 30
KEY_MAX = 2**31
MOST_VERIFIED = 4096  # tokens whose signature is not checked again, in each process
CLAIMS: Mapping[str, type] = {
    "exp": int,
    "iat": int,
    "jti": str,
    "type": str,
    "iss": str,
    "aud": str,
    "sub": str,
    "dev": int,
    "fam": int,
}
"""What every access token holds; one that lacks any, or has it of another type, is not ours."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A role in force at a place; no place means everywhere (an operator)."""

    role: str
    place_key: int | None
    place: str | None
    place_type: str | None
    valid_from: int
    valid_to: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person asking, on which device, with the grants in force at this moment."""

    key: int
    name: str
    account: str | None
    device_key: int
    credential_key: int
    grants: tuple[Granted, ...]

    @property
    def id(self) -> str:
        """The id that ops and answers use."""
        return f"u{self.key}"

    @property
    def roles(self) -> frozenset[str]:
        """Every role in force anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def may(self, permission: Permission) -> bool:
        """Say whether any role in force holds the permission, somewhere."""
        if permission in (Permission.PUBLIC, Permission.SIGNED_IN, Permission.PUSH):
            return True
        return any(permission in ROLES.get(role, ()) for role in self.roles)

    def grants_for(self, permission: Permission) -> tuple[Granted, ...]:
        """Return the grants whose role holds the permission."""
        return tuple(grant for grant in self.grants if permission in ROLES.get(grant.role, ()))


# Made once: building a statement costs more than running it.
_IN_FORCE = and_(
    Grant.valid_from <= bindparam("at"),
    not_over(Grant.valid_to, bindparam("at")),
)
_GRANTED = (Grant.role, Place.key, Place.id, Place.type, Grant.valid_from, Grant.valid_to)
_GRANTS = (
    select(*_GRANTED)
    .join(Place, Place.key == Grant.place_key, isouter=True)
    .where(Grant.user_key == bindparam("user"), _IN_FORCE)
    .order_by(Grant.key)
)
_SIGNED_IN = (
    select(Account.key, Account.name, Account.account, *_GRANTED)
    .select_from(Credential)
    .join(Device, Device.key == Credential.device_key)
    .join(Account, Account.key == Device.user_key)
    .join(Grant, and_(Grant.user_key == Account.key, _IN_FORCE), isouter=True)
    .join(Place, Place.key == Grant.place_key, isouter=True)
    .where(
        Credential.key == bindparam("family"),
        Device.key == bindparam("device"),
        Credential.revoked_at.is_(None),
        Device.revoked_at.is_(None),
        Account.disabled_at.is_(None),
    )
    .order_by(Grant.key)
)


def read_grants(user_key: int, at: int) -> tuple[Granted, ...]:
    """Return the person's grants that are in force at ``at`` (ms UTC), oldest first."""
    rows = find(db.session.connection(), _GRANTS, user=user_key, at=at)
    return tuple(Granted(*row) for row in rows)


def issue_access(user_key: int, device_key: int, credential_key: int) -> str:
    """Return a signed access token of this person on this device."""
    token: str = create_access_token(
        f"u{user_key}",
        expires_delta=timedelta(minutes=current_app.config["ACCESS_MINUTES"]),
        additional_claims={"dev": device_key, "fam": credential_key},
        additional_headers={"kid": our_secrets().kid},
    )
    return token


def actor() -> Actor:
    """Return who is asking; the guard has put it there for every route that is not public."""
    found: Actor = g.six_actor
    return found


def _signing_key(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """Return the key that the token names; a missing claim is as bad as a wrong signature."""
    for name, kind in CLAIMS.items():
        # bool is an int to Python, not to us
        if type(claims.get(name)) is not kind:
            raise problems.TokenInvalid
    if claims["type"] != "access":
        raise problems.TokenInvalid
    kid = header.get("kid")
    key = our_secrets().signing.get(kid) if isinstance(kid, str) else None
    if key is None:
        raise problems.TokenInvalid
    return key


def _is_ended(_header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """Say whether person, device or session behind the token were ended; keep the person."""
    device, family = claims["dev"], claims["fam"]
    if not (0 < device < KEY_MAX and 0 < family < KEY_MAX):
        return True
    connection = db.session.connection()
    rows = find(connection, _SIGNED_IN, family=family, device=device, at=now_ms())
    if not rows or f"u{rows[0][0]}" != claims["sub"]:
        return True
    # A person without any grant is one row whose role is NULL.
    grants = tuple(Granted(*row[3:]) for row in rows if row[3] is not None)
    key, name, account = rows[0][:3]
    g.six_actor = Actor(key, name, account, device, family, grants)
    return False


def _seen_before() -> bool:
    """Say whether this very token was found good, is not over, and its person stands today.

    Raises RevokedTokenError when its person, device or session was ended since.
    """
    secrets, claims = _verified().get(_fingerprint(), (None, {}))
    # With other keys it has to show again that one of them signed it.
    if secrets is not our_secrets() or claims["exp"] + LEEWAY_S <= time.time():
        return False
    if _is_ended({}, claims):
        raise RevokedTokenError({}, dict(claims))
    return True


def _remember(claims: Mapping[str, Any]) -> None:
    found = _verified()
    if len(found) >= MOST_VERIFIED:
        found.clear()
    found[_fingerprint()] = our_secrets(), claims


def _fingerprint() -> bytes:
    return sha256(request.headers.get("Authorization", "").encode()).digest()


def _verified() -> dict[bytes, tuple[Secrets | None, Mapping[str, Any]]]:
    found: dict[bytes, tuple[Secrets | None, Mapping[str, Any]]] = current_app.extensions[
        "six_verified"
    ]
    return found


def authenticate() -> Actor:
    """Return the actor of the request's token; raise the 401 that is wrong with it."""
    try:
        if not _seen_before():
            _, claims = verify_jwt_in_request() or ({}, {})
            _remember(claims)
    except NoAuthorizationError as error:
        raise problems.TokenMissing from error
    except ExpiredSignatureError as error:
        raise problems.TokenExpired from error
    except RevokedTokenError as error:
        raise problems.TokenRevoked from error
    except (JWTExtendedException, PyJWTError, ValueError, TypeError) as error:
        raise problems.TokenInvalid from error
    return actor()


def push_key() -> str | None:
    """Return the push key that the request brings instead of a token (``Authorization: Push …``).

    It only lets records in: whoever takes it looks the device up, and sends nothing back.
    """
    said = request.authorization
    return said.token if said is not None and said.type == "push" else None


def guard() -> None:
    """Let the request through only where the table of routes and the actor's roles allow it."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    permission = ROUTES.get(request.endpoint)
    if permission is None:
        raise problems.NotFound
    if permission is Permission.PUBLIC:
        return
    if permission is Permission.PUSH and push_key() is not None:
        return
    if not authenticate().may(permission):
        raise problems.Forbidden


def check_own_page() -> None:
    """Raise CrossSite unless our own page sent this: a cookie alone proves nothing."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.headers.get("X-Six") != "1" or site not in ("same-origin", "none"):
        raise problems.CrossSite


def init_auth(app: Flask) -> None:
    """Set Flask-JWT-Extended up and put the guard in front of every route of ``app``."""
    app.config.update(
        JWT_TOKEN_LOCATION=["headers"],
        JWT_ALGORITHM="HS256",
        JWT_DECODE_ALGORITHMS=["HS256"],
        JWT_DECODE_LEEWAY=LEEWAY_S,
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_DECODE_ISSUER=ISSUER,
        JWT_ENCODE_AUDIENCE=ISSUER,
        JWT_DECODE_AUDIENCE=ISSUER,
        # Never used: each key has an id. The extension wants something that is set.
        JWT_SECRET_KEY=next(iter(app.extensions["six_secrets"].signing.values())),
    )
    app.extensions["six_verified"] = {}
    app.extensions["six_strangers"] = Strangers()
    manager = JWTManager(app)
    manager.encode_key_loader(lambda _: our_secrets().signing[our_secrets().kid])
    manager.decode_key_loader(_signing_key)
    manager.token_in_blocklist_loader(_is_ended)
    manager.invalid_token_loader(lambda _: problems.TokenInvalid().to_response())
    manager.unauthorized_loader(lambda _: problems.TokenMissing().to_response())
    manager.expired_token_loader(lambda *_: problems.TokenExpired().to_response())
    manager.revoked_token_loader(lambda *_: problems.TokenRevoked().to_response())
    manager.token_verification_failed_loader(lambda *_: problems.TokenInvalid().to_response())
    app.before_request(guard)
