"""Spot checks: the server draws places that were recorded done, somebody from outside looks.

How a sample stands is the rule of the checklist's criterion; nothing here names a worker. Looked
back at, samples, checks, their corrections, the doors' names and how many doors there are come from
the records received by that moment; the policy's versions go by its days. How accounts are called,
and who may look, is as it is now.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from secrets import SystemRandom
from typing import Any, Final, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from server import problems
from server.auth import Actor
from server.board.answers import NOT_DUE
from server.config import now_ms
from server.db import db
from server.evidence import SqlEvidence, evidence_of
from server.judging.checklist import policy_at, question_on
from server.log.amendments import note_change, seal
from server.log.authoring import Draft
from server.models import Place, PSlot
from server.personal import mask_fields
from server.records.then import restated_since
from server.roles import Permission
from server.rules import kinds
from server.visible import find_at, find_place, roles_at, within
from sync.days import day_of
from sync.evidence import Wanted
from sync.kinds import Kind
from sync.measures.checks import CHECKED, Sample, doors_in_turn, sample_size, samples_in
from sync.measures.finding import Question
from sync.policy import Policy

SAMPLE, CHECK = "spot_sample", "spot_check"
# What is checked where neither the policy nor the asker names a kind.
USUAL_KIND: Final = "screening"
MEASURE: Final = "sample"


class _Read(NamedTuple):
    """The samples of a compound, oldest first, and the numbers that they are judged by."""

    samples: list[Sample]
    kinds: list[str]
    evidence: SqlEvidence
    question: Question
    spares: int
    most_misses: int
    day: str


def _read(place: Place, known_at: int | None = None) -> _Read:
    policy = policy_at(place)
    day = day_of(now_ms() if known_at is None else known_at, policy.tz)
    evidence = evidence_of(place.id, known_at)
    if evidence is None:
        raise problems.NotFound
    question = question_on(policy, MEASURE, day)
    if question is None:
        raise problems.Invalid("the policy of that day asks for no spot check")
    samples = samples_in(question, evidence, Wanted((SAMPLE,)))
    spares = question.number("spares", 0)
    most = question.number("most_misses")
    return _Read(samples, _checkable(question, policy), evidence, question, spares, most, day)


def _checkable(question: Question, policy: Policy) -> list[str]:
    """Return the kinds of round that the campaign asks for, the criterion's own first."""
    usual = question.text("checked_kind", USUAL_KIND)
    asked = policy.asks or tuple(kinds())
    rounds = [id for id in asked if id in kinds() and _types_of(id) and _is_round(kinds()[id])]
    return sorted(rounds, key=lambda id: id != usual)


def _is_round(kind: Kind) -> bool:
    return kind.slot == "session" or kind.tap is not None


def _types_of(kind: str) -> tuple[str, ...]:
    """Return the types of place of a kind that may be checked."""
    return tuple(type for type in CHECKED if type in kinds()[kind].places)


def draw_sample(actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Draw doors of a compound that were recorded done on a day, and record what was drawn.

    Raises NotFound for a foreign compound, Invalid where there is nothing to draw from, or for a
    second sample after one that did not fail.
    """
    place = find_place(actor, Permission.SPOT, said["place"], "compound")
    read = _read(place)
    if said["day"] > read.day:
        raise problems.Invalid("the day has not come yet")
    failed = {one.fact.id for one in read.samples if one.state == "failed"}
    if said["second_of"] is not None and said["second_of"] not in failed:
        raise problems.Invalid("a second sample follows one that failed in this compound")
    kind = said["kind"] or next(iter(read.kinds), USUAL_KIND)
    if kind not in read.kinds:
        raise problems.Invalid("the campaign asks for no rounds of that kind")
    done = _recorded(place, kind, said["day"], read.evidence)
    if not done:
        raise problems.Invalid("no place is recorded as done on that day, so none can be drawn")
    size = sample_size(read.question, read.evidence, _types_of(kind))
    # Those in reserve come last: each takes the place of one where nobody is met.
    drawn = SystemRandom().sample(done, min(size + read.spares, len(done)))
    fields = {
        "drawn": drawn,
        "round_on": said["day"],
        "checked_kind": kind,
        "checker": said["checker"] or actor.name,
    }
    if said["second_of"] is not None:
        fields["second_of"] = said["second_of"]
    (op,) = seal(actor, [Draft(SAMPLE, place.id, fields)])
    note_change(actor, "sample_drawn", op)
    return {"sample": op, "drawn": min(size, len(drawn))}


def _recorded(place: Place, kind: str, day: str, evidence: SqlEvidence) -> list[str]:
    """Return the due places with a done record of the kind in any round of the day."""
    due = select(Place.id).where(
        within(place),
        Place.left.is_(False),
        Place.type.in_(_types_of(kind)),
        or_(Place.occupancy.is_(None), Place.occupancy.not_in(sorted(NOT_DUE))),
    )
    if kinds()[kind].slot == "session":
        done = (PSlot.kind == kind, PSlot.day == day, PSlot.state == "done")
        joined = due.join(PSlot, PSlot.place_key == Place.key).where(*done)
        return list(db.session.scalars(joined.distinct()))
    seen = {fact.place.id for fact in evidence.records(Wanted((kind,), day, day))}
    return [id for id in db.session.scalars(due) if id in seen]


def list_samples(actor: Actor, place_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return the samples of a compound, newest first; raises NotFound for a foreign one.

    With ``known_at`` (ms) as they were known then; nothing is drawn or entered there.
    """
    asked = {"place": place_id, "known_at": known_at}
    place = find_at(actor, Permission.SPOT, asked, "compound")
    past = known_at if known_at is not None and known_at < now_ms() else None
    read, roles = _read(place, past), roles_at(actor, Permission.SPOT, place)
    names = _door_names({id for one in read.samples for id in one.drawn}, past)
    followed = {one.fact.fields.get("second_of") for one in read.samples}
    return {
        "known_at": now_ms() if past is None else past,
        "draws": past is None,
        "day": read.day,
        "size": sample_size(read.question, read.evidence),
        "kinds": [_kind_to_json(id) for id in read.kinds],
        "most_misses": read.most_misses,
        "samples": [
            {
                **_to_json(one, names, roles),
                "asks_second": one.state == "failed" and one.fact.id not in followed,
            }
            for one in reversed(read.samples)
        ],
    }


def _door_names(ids: set[str], known_at: int | None) -> dict[str, str]:
    """Return how doors are called, their building before them; as sorted as the board is."""
    building = aliased(Place)
    rows = db.session.execute(
        select(Place.key, Place.id, Place.name, Place.sort, Place.building_key, building.name)
        .join(building, building.key == Place.building_key, isouter=True)
        .where(Place.id.in_(ids))
    ).all()
    doors = {row[0]: row[1] for row in rows}
    names = {row[0]: row[2] for row in rows} | {row[4]: row[5] for row in rows if row[4]}
    order = {row[0]: (row[4] or 0, row[3], row[0]) for row in rows}
    above = {row[0]: row[4] or 0 for row in rows}
    if known_at is not None:
        run = db.session.connection()
        for key, values in restated_since(run, kinds(), names, known_at).items():
            names[key] = values["name"] if values else names[key]
            if values and key in order:
                order[key] = (order[key][0], values["sort"], key)
    return {
        doors[key]: " ".join(filter(None, (names.get(above[key]), names[key])))
        for key in sorted(doors, key=order.__getitem__)
    }


def _to_json(one: Sample, names: Mapping[str, str], roles: frozenset[str]) -> dict[str, Any]:
    said = mask_fields(kinds()[SAMPLE], one.fact.fields, roles)
    outcomes = _outcomes(one)
    counts = Counter(outcomes.values())
    turn = set(doors_in_turn(_drawn(one), outcomes, one.size))
    order: Sequence[str] = [id for id in names if id in turn]
    return {
        "id": one.fact.id,
        "day": said["round_on"],
        "kind": _kind_to_json(str(said.get("checked_kind") or USUAL_KIND)),
        "drawn_at": one.fact.observed_to,
        "checker": said.get("checker"),
        "second_of": said.get("second_of"),
        "doors": [
            {"place": {"id": id, "name": names[id]}, "outcome": outcomes.get(id)} for id in order
        ],
        "checked": len(outcomes),
        **{name: counts[name] for name in ("agrees", "disagrees", "not_reached")},
        "verdict": one.state,
    }


def _kind_to_json(id: str) -> dict[str, Any]:
    return {"id": id, "label": kinds()[id].label if id in kinds() else {"zh": id, "en": id}}


def _drawn(one: Sample) -> list[str]:
    """Return the doors in the order in which they were drawn, those in reserve last."""
    return [str(id) for id in one.fact.fields.get("drawn") or ()]


def _outcomes(one: Sample) -> dict[str, str]:
    """Return what was found at each drawn door; of several checks the last one counts."""
    return {
        check.place.id: str(check.fields.get("outcome"))
        for check in one.checks
        if check.place.id in one.drawn
    }


def record_check(actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Record what was found at a drawn door.

    Raises NotFound for a foreign door, Invalid for one that this sample has not drawn.
    """
    door = find_place(actor, Permission.SPOT, said["place"], *CHECKED)
    compound = db.session.get(Place, door.compound_key)
    samples = _read(compound).samples if compound is not None else []
    if not any(one.fact.id == said["sample"] and door.id in one.drawn for one in samples):
        raise problems.Invalid("this door was not drawn in that sample")
    fields = {"sample": said["sample"], "outcome": said["outcome"]}
    (op,) = seal(actor, [Draft(CHECK, door.id, fields)])
    note_change(actor, "spot_checked", op)
    return {"record": op}
