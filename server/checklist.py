"""The checklist of a compound: ``sync.checklist`` over this database's evidence."""

from typing import Any, NamedTuple

from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.evidence import evidence_of
from server.models import Place
from server.roles import Permission
from server.rules import policy
from server.visible import LEVELS, find_place
from sync.cases import events_known, read_cases
from sync.checklist import Assessment, assess
from sync.days import day_of
from sync.evidence import Evidence
from sync.policy import NotInForce, Policy
from sync.zero_json import clock_to_json


def assess_compound(actor: Actor, said: dict[str, Any]) -> Assessment:
    """Judge a compound of the actor's; raises NotFound for a foreign one or a day without rules."""
    asked = _asked(actor, said)
    try:
        return assess(asked.policy, asked.evidence, asked.day)
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error


def zero_clock(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Tell when a compound of the actor's could declare zero occurrence, and what blocks it."""
    asked = _asked(actor, said)
    known = events_known(asked.evidence)
    cases = read_cases(event for event in known if event.on <= asked.day)
    try:
        shown = clock_to_json(asked.policy, cases, asked.day, said["released"])
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error
    # Last: writing ends the snapshot that the evidence reads.
    audit.note_glance("watch_zero", user_key=actor.key, place_key=asked.place_key)
    return shown


class _Asked(NamedTuple):
    place_key: int
    policy: Policy
    evidence: Evidence
    day: str


def _asked(actor: Actor, said: dict[str, Any]) -> _Asked:
    place = find_place(actor, Permission.CHECKLIST, said["compound"], "compound")
    evidence = evidence_of(place.id, said["known_at"])
    if evidence is None:
        raise problems.NotFound
    day = said["day"] or day_of(min(said["known_at"] or now_ms(), now_ms()), policy().tz)
    return _Asked(place.key, policy_at(place), evidence, day)


def policy_at(place: Place) -> Policy:
    """Return the policy with what a district or street above the place has set for itself."""
    keys = {place.key, *(getattr(place, level) for level in LEVELS)}
    return policy().within(db.session.scalars(select(Place.id).where(Place.key.in_(keys))).all())
