"""The two conditions of a place as its evidence stands: ``sync.conditions`` over SQL."""

from sqlalchemy import select

from server import problems
from server.config import now_ms
from server.db import db
from server.evidence import evidence_of
from server.judging.checklist import Ground, policy_at, unknown_at
from server.models import Place
from server.rules import policy
from server.standings.moments import standings_of
from sync.cases import events_known, read_cases
from sync.checklist import assess
from sync.checklist_json import assessment_to_json
from sync.conditions import BELOW, Child, Conditions, of_children, of_compound
from sync.days import day_of
from sync.policy import NotInForce
from sync.zero import earliest


def conditions_of(place: Place, known_at: int | None = None) -> Conditions:
    """Judge a place's conditions as known at a moment (now); raises NotFound before the policy."""
    if place.type != "compound":
        return of_children(children_of(place.key, place.type, known_at or now_ms()))
    evidence = evidence_of(place.id, known_at)
    if evidence is None:
        raise problems.NotFound
    rules, day = policy_at(place), day_of(known_at or now_ms(), policy().tz)
    try:
        assessment = assess(rules, evidence, day)
        cases = read_cases(event for event in events_known(evidence) if event.on <= day)
        first = earliest(rules, cases, day, unknown_at(Ground(rules, evidence, day)))
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error
    return of_compound(assessment, first, assessment_to_json(assessment))


def children_of(key: int, level: str, at: int) -> list[Child]:
    """Return the places directly below, by id, with how they stood, as known then (ms)."""
    asked = (
        select(Place.key, Place.id, Place.name)
        .where(Place.parent_key == key, Place.type.in_(BELOW[level]), Place.left.is_(False))
        .order_by(Place.id)
    )
    rows = db.session.execute(asked).all()
    found = standings_of([row.key for row in rows], at, at)
    children = []
    for row in rows:
        one = found.get(row.key)
        certificate = one.certificate if one else None
        children.append(
            Child(row.id, row.name, one.state if one else "none",
                  certificate.id if certificate else "")
        )  # fmt: skip
    return children
