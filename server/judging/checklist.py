"""The checklist of a compound: ``sync.checklist`` over this database's evidence."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from server import audit, problems
from server.auth import Actor
from server.board.session import DOOR_KIND
from server.config import now_ms
from server.db import db
from server.evidence import Watch, evidence_of
from server.models import Place
from server.records.readable import openable
from server.roles import Permission
from server.rules import policy, sessions
from server.visible import LEVELS, find_at
from sync.cases import KIND as CASE_KIND
from sync.cases import events_known, read_cases
from sync.checklist import Assessment, assess
from sync.days import HOUR, WHOLE_DAY, day_of, session_window
from sync.evidence import Coverage, Evidence, Slots, SlotTime
from sync.heard import hearing_on, is_unheard
from sync.measures.finding import Question, short_of
from sync.policy import NotInForce, Policy
from sync.zero import OPEN, SINCE, Unknown, silence_hours
from sync.zero_json import clock_to_json


class Asked(NamedTuple):
    """A compound, the day that it is judged for, and as known at which moment (ms; None: now)."""

    place: Place
    day: str
    known_at: int | None


class Ground(NamedTuple):
    """What a compound is judged by on a day."""

    policy: Policy
    evidence: Evidence
    day: str


def find_asked(actor: Actor, said: dict[str, Any]) -> Asked:
    """Return which compound of the actor's is asked about.

    Raises NotFound for a foreign one, DayAhead for a day that lies after the moment looked at.
    """
    place = find_at(
        actor,
        Permission.CHECKLIST,
        {"place": said["compound"], "known_at": said["known_at"]},
        "compound",
    )
    today = day_of(min(said["known_at"] or now_ms(), now_ms()), policy().tz)
    day = said["day"] or today
    if day > today:
        raise problems.DayAhead(today=today)
    return Asked(place, day, said["known_at"])


def assess_compound(actor: Actor, said: dict[str, Any]) -> Assessment:
    """Judge a compound of the actor's; raises NotFound for a foreign one or a day without rules."""
    return assess_asked(find_asked(actor, said))


def assess_asked(asked: Asked, watch: Watch | None = None) -> Assessment:
    """Judge the compound; ``watch`` notes until when the verdict stays so by the clock."""
    ground = _ground(asked, watch)
    try:
        return assess(ground.policy, ground.evidence, asked.day)
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error


def zero_clock(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Tell when a compound of the actor's could declare zero occurrence, and what blocks it."""
    asked = find_asked(actor, said)
    shown = read_zero(actor, asked, said["released"])
    # Last: writing ends the snapshot that the evidence reads.
    note_zero(actor, asked.place)
    return shown


def note_zero(actor: Actor, place: Place) -> None:
    """Note that somebody looks at the compound's clock."""
    audit.note_glance("watch_zero", user_key=actor.key, place_key=place.key)


def read_zero(
    actor: Actor, asked: Asked, released: Sequence[str], watch: Watch | None = None
) -> dict[str, Any]:
    """Return the clock of the compound for a reader; ``watch`` as in ``assess_asked``."""
    ground = _ground(asked, watch)
    known = events_known(ground.evidence)
    cases = read_cases(event for event in known if event.on <= asked.day)
    try:
        shown = clock_to_json(ground.policy, cases, asked.day, released, unknown_at(ground))
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error
    shown["days"] = [
        day | covered
        for day, covered in zip(shown["days"], _covered(ground, shown["days"]), strict=True)
    ]
    _keep_openable(actor, shown["blocks"], *(one["blocks"] for one in [shown["what_if"]] if one))
    return shown


def _keep_openable(actor: Actor, *lists: list[dict[str, Any]]) -> None:
    """Name of each block only the records that the actor may open; ``closed`` counts the rest."""
    blocks = [block for blocks in lists for block in blocks]
    may = openable(actor, {id for block in blocks for id in block["records"]})
    for block in blocks:
        all_of_them = block["records"]
        block["records"] = [id for id in all_of_them if id in may]
        block["closed"] = len(all_of_them) - len(block["records"])


def _covered(ground: Ground, days: list[dict[str, Any]]) -> list[dict[str, int]]:
    """Return how far the doors due were visited on each of the days, in any session of it.

    ``wanted`` is how many are enough by the rule that the checklist judges them by.
    """
    windows, tz = sessions(), policy().tz
    times = tuple(
        SlotTime(one["day"], WHOLE_DAY, session_window(one["day"], windows[-1].id, windows, tz)[1])
        for one in days
    )
    rows = {row.day: row for row in ground.evidence.coverage(Slots(DOOR_KIND, times))}
    share = _share_wanted(ground)
    return [
        {
            "due": row.due,
            "wanted": short_of(0, row.due, share),
            "done": row.done,
            "not_yet_known": row.not_yet_known,
            "open": row.open,
        }
        for row in (rows.get(day["day"]) or Coverage(day["day"], WHOLE_DAY, 0) for day in days)
    ]


def _share_wanted(ground: Ground) -> int:
    """Return how many percent of the doors due are enough on a day; all where no rule says so."""
    asked = (
        ground.policy.parameters(criterion, ground.day)
        for criterion in ground.policy.criteria_on(ground.day)
        if criterion.measure == "coverage"
    )
    of_doors = (one["share"] for one in asked if one["kind"] == DOOR_KIND)
    return next((share for share in of_doors if isinstance(share, int)), 100)


def unknown_at(ground: Ground) -> Unknown:
    """Return what may hide a case: how many phones are silent, and whether nothing was heard."""
    hearing = hearing_on(ground.policy, ground.day, (SINCE, OPEN))
    unheard = hearing if hearing and is_unheard(ground.evidence, hearing, ground.day) else None
    return Unknown(silent_at(ground), unheard)


def silent_at(ground: Ground) -> int:
    """Return how many phones that may hold a case have been silent for too long."""
    hours = silence_hours(ground.policy, ground.day)
    if hours is None:
        return 0
    windows = ground.policy.windows
    _, ends_at = session_window(ground.day, WHOLE_DAY, windows, ground.policy.tz)
    heard_since = min(ground.evidence.known_at, ends_at) - hours * HOUR
    return len(ground.evidence.silent((CASE_KIND,), heard_since))


def _ground(asked: Asked, watch: Watch | None) -> Ground:
    evidence = evidence_of(asked.place.id, asked.known_at, watch)
    if evidence is None:
        raise problems.NotFound
    return Ground(policy_at(asked.place), evidence, asked.day)


def policy_at(place: Place | Row[Any]) -> Policy:
    """Return the policy with what a district or street above the place has set for itself."""
    if not policy().overrides:
        return policy()
    keys = {place.key, *(getattr(place, level) for level in LEVELS)}
    return policy().within(db.session.scalars(select(Place.id).where(Place.key.in_(keys))).all())


def question_on(policy: Policy, measure: str, day: str) -> Question | None:
    """Return what the criterion with this measure asks on a day; None where none is in force."""
    rule = next((one for one in policy.criteria_on(day) if one.measure == measure), None)
    try:
        asked = policy.parameters(rule, day) if rule else None
    except NotInForce:
        return None
    return None if asked is None else Question(asked, day, policy.windows, policy.tz)
