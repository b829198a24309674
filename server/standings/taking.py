"""Take a step: judged again at this moment, frozen with its evidence, sealed as a record."""

from typing import Any

from sqlalchemy import Connection, select

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.db import refresh_reads, writing
from server.log.authoring import Draft
from server.models import PStanding
from server.standings.frozen import freeze
from server.standings.opened import Opened, open_place
from server.store import current_store
from sync.days import day_of
from sync.standing import JUDGED, STEP_KIND, Step
from sync.standing_steps import NEED_REASON, objection, role_in
from sync.words import Words


def take_step(actor: Actor, said: dict[str, Any]) -> Opened:
    """Take a step at a place of the actor's and return how it stands then.

    Raises Forbidden for another role's step, Invalid without the reason that it needs, and the
    problems of a standing: moved on meanwhile, not possible now, conditions not met.
    """
    opened = open_place(actor, said["place"])
    role = role_in(opened.place.type, said["step"], opened.roles)
    if not role:
        raise problems.Forbidden
    if said["step"] in NEED_REASON and not said["reason"]:
        raise problems.Invalid(errors=[{"field": "reason", "detail": "say why"}])
    _refuse_if_moved(len(opened.story.steps), said["seen"])
    draft = _judged(opened, said["step"], role, said["reason"])
    key = opened.place.key

    def still(run: Connection) -> None:
        """Nobody has taken a step between the look and this transaction."""
        steps = run.scalar(select(PStanding.steps).where(PStanding.place_key == key)) or 0
        _refuse_if_moved(steps, said["seen"])

    [record] = current_store().author([draft], actor.id, guard=still)
    with writing() as session:
        audit.note(session, "standing", user_key=actor.key, place_key=key, about=record,
                   details={"step": said["step"], "role": role})  # fmt: skip
    refresh_reads()
    return open_place(actor, said["place"])


def _refuse_if_moved(steps: int, seen: int) -> None:
    if steps != seen:
        raise problems.StandingMoved


def _judged(opened: Opened, name: str, role: str, reason: str) -> Draft:
    """Return the step as a record, if it may be taken now; freezes what it rests on."""
    conditions, now, rules = opened.conditions, now_ms(), opened.story.policy
    tried = Step("", name, opened.at, role, "", verdict="met")
    if words := objection(opened.asked, tried):
        raise problems.StandingRefused(words.en, why=words.to_json())
    if name in JUDGED and conditions.verdict != "met":
        lacking = conditions.lacking or Words("数据没齐", "not everything is known yet")
        raise problems.StandingNotMet(lacking.en, why=lacking.to_json())
    return Draft(
        STEP_KIND,
        opened.place.id,
        {
            "step": name,
            "role": role,
            "reason": reason,
            "policy": rules.id,
            "policy_version": rules.version_on(day_of(now, rules.tz)).number,
            "verdict": conditions.verdict,
            "digest": conditions.digest,
            "cutoff_at": opened.at,
            "frozen": freeze(opened.place, conditions, opened.at),
        },
    )
