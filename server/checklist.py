"""The checklist of a compound: ``sync.checklist`` over this database's evidence."""

from typing import Any

from sqlalchemy import select

from server import problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.evidence import evidence_of
from server.models import Place
from server.roles import Permission
from server.rules import policy
from server.visible import LEVELS, find_place
from sync.checklist import Assessment, assess
from sync.days import day_of
from sync.policy import NotInForce, Policy


def assess_compound(actor: Actor, said: dict[str, Any]) -> Assessment:
    """Judge a compound of the actor's; raises NotFound for a foreign one or a day without rules."""
    place = find_place(actor, Permission.CHECKLIST, said["compound"], "compound")
    evidence = evidence_of(place.id, said["known_at"])
    if evidence is None:
        raise problems.NotFound
    day = said["day"] or day_of(min(said["known_at"] or now_ms(), now_ms()), policy().tz)
    try:
        return assess(_policy_at(place), evidence, day)
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error


def _policy_at(place: Place) -> Policy:
    """Return the policy with what a district or street above the place has set for itself."""
    keys = {place.key, *(getattr(place, level) for level in LEVELS)}
    return policy().within(db.session.scalars(select(Place.id).where(Place.key.in_(keys))).all())
