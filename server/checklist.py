"""The checklist of a compound: ``sync.checklist`` over this database's evidence."""

from typing import Any, NamedTuple

from sqlalchemy import Row, select

from server import audit, problems
from server.auth import Actor
from server.board import DOOR_KIND
from server.config import now_ms
from server.db import db
from server.evidence import evidence_of
from server.models import Place
from server.readable import openable
from server.roles import Permission
from server.rules import policy, sessions
from server.visible import LEVELS, find_place
from sync.cases import KIND as CASE_KIND
from sync.cases import events_known, read_cases
from sync.checklist import Assessment, assess
from sync.days import HOUR, day_of, session_window
from sync.evidence import Coverage, Evidence, Slots, SlotTime
from sync.policy import NotInForce, Policy
from sync.slots import WHOLE_DAY
from sync.zero import silence_hours
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
        shown = clock_to_json(asked.policy, cases, asked.day, said["released"], silent_at(asked))
    except NotInForce as error:
        raise problems.NotFound(str(error)) from error
    shown["days"] = [
        day | covered
        for day, covered in zip(shown["days"], _covered(asked, shown["days"]), strict=True)
    ]
    _keep_openable(actor, shown["blocks"], *(one["blocks"] for one in [shown["what_if"]] if one))
    # Last: writing ends the snapshot that the evidence reads.
    audit.note_glance("watch_zero", user_key=actor.key, place_key=asked.place_key)
    return shown


def _keep_openable(actor: Actor, *lists: list[dict[str, Any]]) -> None:
    """Name of each block only the records that the actor may open; ``closed`` counts the rest."""
    blocks = [block for blocks in lists for block in blocks]
    may = openable(actor, {id for block in blocks for id in block["records"]})
    for block in blocks:
        all_of_them = block["records"]
        block["records"] = [id for id in all_of_them if id in may]
        block["closed"] = len(all_of_them) - len(block["records"])


def _covered(asked: "_Asked", days: list[dict[str, Any]]) -> list[dict[str, int]]:
    """Return how far the doors due were visited on each of the days, in any session of it."""
    windows, tz = sessions(), policy().tz
    times = tuple(
        SlotTime(one["day"], WHOLE_DAY, session_window(one["day"], windows[-1].id, windows, tz)[1])
        for one in days
    )
    rows = {row.day: row for row in asked.evidence.coverage(Slots(DOOR_KIND, times))}
    return [
        {
            "due": row.due,
            "done": row.done,
            "not_yet_known": row.not_yet_known,
            "open": row.open,
        }
        for row in (rows.get(day["day"]) or Coverage(day["day"], WHOLE_DAY, 0) for day in days)
    ]


def silent_at(asked: "_Asked") -> int:
    """Return how many phones that may hold a case have been silent for too long."""
    hours = silence_hours(asked.policy, asked.day)
    if hours is None:
        return 0
    windows = asked.policy.windows
    _, ends_at = session_window(asked.day, WHOLE_DAY, windows, asked.policy.tz)
    heard_since = min(asked.evidence.known_at, ends_at) - hours * HOUR
    return len(asked.evidence.silent((CASE_KIND,), heard_since))


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


def policy_at(place: Place | Row[Any]) -> Policy:
    """Return the policy with what a district or street above the place has set for itself."""
    if not policy().overrides:
        return policy()
    keys = {place.key, *(getattr(place, level) for level in LEVELS)}
    return policy().within(db.session.scalars(select(Place.id).where(Place.key.in_(keys))).all())
