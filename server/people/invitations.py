"""Invitations: a single-use way in for one person, bound to a role, places and an end.

The token is 256 random bits in the fragment of a URL, so no log of any server on the way holds
it; the six digits are for a phone that cannot scan, and are worth guessing to nobody because
tries are limited and an invitation lasts a day.
"""

import hmac
import io
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson
import segno
from flask import Request, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import audit, problems
from server.auth import Actor
from server.config import HOUR_MS, now_ms, our_secrets
from server.db import db, writing
from server.models import Account, Invitation, Place
from server.people.granting import able, held_elsewhere, known_here
from server.roles import Permission
from server.visible import visible
from sync.words import Words

TOKEN_BYTES = 32
CODES = 1_000_000


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation with the two secrets that are shown once and stored nowhere."""

    id: str
    token: str
    code: str
    expires_at: int


def code_hash(code: str) -> bytes:
    """Return what is stored of a code: worthless without the secrets of this installation."""
    return hmac.digest(our_secrets().pepper, b"code" + code.encode(), "sha256")


def _free_code(session: Session) -> str:
    """Return six digits that no invitation bears."""
    while True:
        code = f"{secrets.randbelow(CODES):06}"
        taken = select(Invitation.key).where(Invitation.code_hash == code_hash(code))
        if session.scalar(taken) is None:
            return code


def invite(
    actor: Actor,
    name: str,
    role: str,
    place_ids: Sequence[str],
    valid_to: int | None,
    person: Account | None = None,
) -> Made:
    """Make an invitation; who may invite whom and where was checked before."""
    now = now_ms()
    expires_at = now + current_app.config["INVITATION_HOURS"] * HOUR_MS
    token = urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")
    with writing() as session:
        code = _free_code(session)
        invitation = Invitation(
            token_hash=sha256(token.encode()).digest(),
            code_hash=code_hash(code),
            inviter_key=actor.key,
            user_key=person.key if person else None,
            name=name,
            role=role,
            places=orjson.dumps(list(place_ids)).decode(),
            valid_to=valid_to,
            created_at=now,
            expires_at=expires_at,
        )
        session.add(invitation)
        session.flush()
        id = f"i{invitation.key}"
        audit.note(session, "invite", user_key=actor.key, about=id, details={"role": role})
    return Made(id, token, code, expires_at)


def home_of(request: Request) -> str:
    """Return the address of the phone's page."""
    return str(current_app.config["PUBLIC_URL"] or request.host_url)


def url_of(request: Request, token: str) -> str:
    """Return the address that opens the phone's page with the token in its fragment."""
    return f"{home_of(request).rstrip('/')}/#i={token}"


def qr_svg(url: str) -> str:
    """Return the QR of the address as an SVG element without inline style."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def made_to_json(made: Made, request: Request) -> dict[str, object]:
    """Return the invitation with its address and QR, as it is shown once."""
    url = url_of(request, made.token)
    return {
        "id": made.id,
        "token": made.token,
        "url": url,
        "code": made.code,
        "qr_svg": qr_svg(url),
        "expires_at": made.expires_at,
    }


def places_of(invitation: Invitation) -> list[str]:
    """Return the ids of the places that it grants."""
    found: list[str] = orjson.loads(invitation.places)
    return found


def find_person(actor: Actor, person_id: str | None) -> Account | None:
    """Return the known person that an invitation is for; raise NotFound for a stranger.

    Known are those with a grant, past or present, where the actor may invite. Whoever scans it is
    in as that person: Forbidden where they hold a role that the actor could not grant, Conflict
    where their account is closed.
    """
    if person_id is None:
        return None
    found = known_here(actor, int(person_id[1:]))
    if found is None:
        raise problems.NotFound("there is no such person, or not at your places")
    if held_elsewhere(actor, {found.key}):
        raise problems.Forbidden(
            Words(
                "这个人还有别处给的岗位,请给岗位的人来办",
                "this person also holds a role that is not yours to grant",
            )
        )
    if found.disabled_at is not None:
        raise problems.Conflict(
            Words(
                "这个人的账号停用着;请先恢复,或当作新的人邀请",
                "this person's account is closed; open it again, or invite them as somebody new",
            )
        )
    return found


def find(actor: Actor, invitation_id: str) -> Invitation:
    """Return the invitation; raise NotFound unless all its places are the actor's."""
    key = invitation_id[1:]
    plausible = invitation_id[:1] == "i" and key.isascii() and key.isdecimal() and len(key) < 10
    found = db.session.get(Invitation, int(key)) if plausible else None
    if found is not None:
        wanted = set(places_of(found))
        mine = db.session.scalars(
            select(Place.id).where(Place.id.in_(wanted), visible(actor, Permission.INVITE))
        )
        if wanted == set(mine):
            return found
    raise problems.NotFound


def withdraw(actor: Actor, invitation: Invitation) -> None:
    """End an invitation that nobody used; raise Conflict when somebody did, Forbidden where the
    actor could not have made it."""
    if not able(actor, invitation.role):
        raise problems.Forbidden
    with writing() as session:
        # Whoever is coming in by it at this moment holds the row.
        found = session.get_one(Invitation, invitation.key, with_for_update=True)
        if found.used_at:
            raise problems.Conflict(
                Words(
                    "这张邀请已经用过了;要停用,在下面「已经在用的人」里点停用",
                    "this invitation was used already; end the role in the list below instead",
                )
            )
        found.revoked_at = now_ms()
        audit.note(session, "withdraw", user_key=actor.key, about=f"i{found.key}")
