"""How a phone uses an invitation: it may look, and once, and only once, come in."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from server import audit, problems
from server.auth import Actor, read_grants
from server.config import now_ms
from server.database.moments import not_over
from server.db import db, writing
from server.log.gone import note_gone
from server.models import Account, Feed, Grant, Invitation, Place
from server.people import accounts
from server.people.granting import able, held_elsewhere
from server.people.invitations import code_hash, places_of
from server.people.sessions import Opened, open_session
from server.phones.sampled import sampled_wants
from server.projections.places import Places
from server.roles import ROLE_STREAMS
from server.rules import kinds, policy
from server.scope import feeds_in_scope
from server.visible import below_grants
from sync.log import Want

PUSH_KEY_BYTES = 32
CODE_DIGITS = 6
# Measured, compressed: an entry of a feed with its record, and the rules that every phone needs.
ENTRY_BYTES, CATALOGUE_KB = 66, 9


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A phone that was let in: its session, and the key with which it may always push."""

    opened: Opened
    push_key: str


def _find(session: Session, secret: str, *, lock: bool = False) -> Invitation:
    """Return the invitation that a token or code opens; raise NotFound or InvitationOver."""
    wanted = (
        Invitation.code_hash == code_hash(secret)
        if len(secret) == CODE_DIGITS
        else Invitation.token_hash == sha256(secret.encode()).digest()
    )
    query = select(Invitation).where(wanted)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise problems.NotFound("no invitation has this code")
    over = found.used_at or found.revoked_at or found.expires_at <= now_ms()
    if over or not _is_backed(session, found):
        raise problems.InvitationOver
    return found


def _is_backed(session: Session, invitation: Invitation) -> bool:
    """Say whether who invited could still do so: what they gave out does not outlive their role.

    Nor does it let anybody in as somebody who has since been given more than they may give, or
    whose account was closed.
    """
    by = session.get_one(Account, invitation.inviter_key)
    if by.disabled_at is not None:
        return False
    inviter = Actor(by.key, by.name, by.account, 0, 0, read_grants(by.key, now_ms()))
    wanted = set(places_of(invitation))
    mine = below_grants(able(inviter, invitation.role))
    if wanted != set(session.scalars(select(Place.id).where(Place.id.in_(wanted), mine))):
        return False
    if invitation.user_key is None:
        return True
    person = session.get_one(Account, invitation.user_key)
    return person.disabled_at is None and not held_elsewhere(inviter, {person.key})


def look(secret: str) -> dict[str, object]:
    """Return what the invitation offers, without using it."""
    session = db.session()
    found = _find(session, secret)
    inviter = session.get_one(Account, found.inviter_key)
    door = aliased(Place)
    households = (
        select(func.count())
        .where(
            door.type == "household",
            door.left.is_(False),
            or_(door.building_key == Place.key, door.compound_key == Place.key),
        )
        .correlate(Place)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Place.id, Place.name, households).where(Place.id.in_(places_of(found)))
    )
    return {
        "inviter": inviter.name,
        "name": found.name,
        "role": found.role,
        "until": found.valid_to,
        "places": [{"id": id, "name": name, "households": count} for id, name, count in rows],
        "sessions": _sessions_of(found.role),
        "download_kb": _download_kb(session, found),
    }


def _sessions_of(role: str) -> list[dict[str, str]]:
    """Return the words of the rounds of a day, if the role records in rounds."""
    asked = policy().asks
    mine = [one for one in kinds().values() if role in one.record_by]
    in_rounds = any(one.slot == "session" and (not asked or one.id in asked) for one in mine)
    return [session.label.to_json() for session in policy().sessions] if in_rounds else []


def _download_kb(session: Session, invitation: Invitation) -> int:
    """Estimate the first download from how many entries the phone's feeds hold."""
    streams = ROLE_STREAMS.get(invitation.role, {}).items()
    places = places_of(invitation)
    wants = [Want(place, unit, of) for place in places for unit, of in streams]
    wants += sampled_wants((invitation.role, place) for place in places)
    connection = session.connection()
    held = feeds_in_scope(connection, Places(connection), wants, "") if wants else ()
    counted = select(func.sum(Feed.head_q)).where(Feed.key.in_([one.feed for one in held]))
    entries = session.scalar(counted) or 0
    return CATALOGUE_KB + -(-entries * ENTRY_BYTES // 1024)


def _missing_grants(session: Session, person: Account, invitation: Invitation) -> list[str]:
    """Return the places at which the person does not hold the role for as long already."""
    now, wanted = now_ms(), invitation.valid_to
    rows = session.execute(
        select(Place.id, Grant.valid_to)
        .join(Grant, Grant.place_key == Place.key)
        .where(
            Grant.user_key == person.key,
            Grant.role == invitation.role,
            not_over(Grant.valid_to, now),
        )
    )
    held = {id for id, until in rows if until is None or (wanted is not None and until >= wanted)}
    return [id for id in places_of(invitation) if id not in held]


def enrol(
    secret: str, name: str | None, label: str, platform: str, gone: Collection[dict[str, Any]] = ()
) -> Enrolled:
    """Use the invitation up: person, grants, device, push key and session in one transaction.

    `gone` is what the phone held of others before it was cleared.
    """
    push_key = secrets.token_bytes(PUSH_KEY_BYTES)
    with writing() as session:
        invitation = _find(session, secret, lock=True)
        person = session.get(Account, invitation.user_key) if invitation.user_key else None
        if person is None:
            person = accounts.add_person(session, name or invitation.name)
        accounts.add_grants(
            session,
            person,
            invitation.role,
            _missing_grants(session, person, invitation),
            valid_to=invitation.valid_to,
            by=invitation.inviter_key,
        )
        device = accounts.add_device(session, person, label, platform)
        device.push_key_hash = sha256(push_key).digest()
        note_gone(session, gone, person)
        invitation.used_at, invitation.used_by = now_ms(), person.key
        audit.note(session, "enrol", user_key=person.key, about=f"i{invitation.key}")
        opened = open_session(session, person, device)
    return Enrolled(opened, urlsafe_b64encode(push_key).decode().rstrip("="))
