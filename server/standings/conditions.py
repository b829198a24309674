"""The two conditions of a place as its evidence stands: ``sync.conditions`` over SQL."""

from sqlalchemy import ColumnElement, select

from server import problems
from server.config import now_ms
from server.db import db
from server.evidence import evidence_of
from server.judging.checklist import Ground, policy_at, unknown_at
from server.models import Place
from server.register.then import these_then
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
        return of_children(children_of(place.key, place.type, known_at))
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


def children_of(key: int, level: str, known_at: int | None = None) -> list[Child]:
    """Return the places directly below, by id, with how they stand, or stood as known then (ms)."""
    names = _names_below((Place.parent_key == key) & Place.type.in_(BELOW[level]), known_at)
    at = now_ms() if known_at is None else known_at
    found = standings_of(list(names), at, at)
    children = []
    for key_, (id, name) in sorted(names.items(), key=lambda pair: pair[1]):
        one = found.get(key_)
        certificate = one.certificate if one else None
        state = one.state if one else "none"
        children.append(Child(id, name, state, certificate.id if certificate else ""))
    return children


def _names_below(here: ColumnElement[bool], known_at: int | None) -> dict[int, tuple[str, str]]:
    """Return id and name of the places that fulfil a condition and stand, or stood then, by key."""
    if known_at is None:
        rows = db.session.execute(
            select(Place.key, Place.id, Place.name).where(here, Place.left.is_(False))
        )
        return {row.key: (row.id, row.name) for row in rows}
    ever = db.session.scalars(select(Place.key).where(here)).all()
    then = these_then(ever, known_at).stated
    stood = (then[key] for key in ever if key in then and not then[key].left)
    return {row.key: (row.id, row.name) for row in stood}
