"""A place's standing as the API says it."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.config import now_ms
from server.db import db
from server.evidence.open import Names
from server.records.readable import openable
from server.register.then import these_then
from server.standings.certificates import certificate_to_json
from server.standings.opened import Opened
from server.visible import path_names
from sync.conditions import Condition
from sync.days import DAY, day_of
from sync.policy import Policy, Privilege
from sync.standing import ACTIVE, STATES, Standing, Step
from sync.standing_steps import Choice


def standing_to_json(opened: Opened) -> dict[str, Any]:
    """The body of GET /standings."""
    now, place, judged = opened.standing, opened.place, opened.conditions
    names, may = Names(db.session.connection()), openable(opened.actor, now.review)
    return {
        **_named(opened),
        "known_at": opened.at if opened.past else None,
        "now": now_ms(),
        "past": opened.past,
        "state": now.state,
        "label": STATES[now.state].to_json(),
        "since_at": now.changes[-1].at if now.changes else None,
        "active": now.state in ACTIVE,
        "held_days": now.held_days,
        "notice_until": _notice_until(opened.story.policy, now),
        "steps": len(opened.story.steps),
        "policy": _policy(opened),
        "conditions": {
            "verdict": judged.verdict,
            "digest": judged.digest,
            "parts": [_condition(one) for one in judged.parts],
            "below": judged.shown.get("below"),
        },
        "privileges": [_privilege(one) for one in now.privileges],
        "must_stop": [_privilege(one) for one in now.stops],
        "review": [id for id in now.review if id in may],
        "review_closed": len(now.review) - len(may),
        "returned": _returned(opened.story.steps, now),
        "certificate": certificate_to_json(now.certificate, place) if now.certificate else None,
        "history": history(opened.story.steps, now, names),
        "actions": [_choice(one) for one in opened.choices],
    }


def _named(opened: Opened) -> dict[str, Any]:
    """The place and those above it, by the names that they had at the moment."""
    place, name = opened.place, opened.place.name
    if opened.past:
        then = these_then([place.key], opened.at)
        path = then.names_above(place.key)
        name = then.stated[place.key].name if place.key in then.stated else name
    else:
        path = path_names([place.key])[place.key]
    return {"place": {"id": place.id, "name": name, "type": place.type}, "path": path}


def history(steps: Iterable[Step], now: Standing, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Everything that happened, newest first: steps, also refused ones, and cases by record."""
    by_id = {step.id: step for step in steps}
    entered = {change.cause: change for change in now.changes}
    refused = {one.step.id: one.words for one in now.refused}
    lines = [
        {
            "at": step.at,
            "step": step.step,
            "state": entered[step.id].state if step.id in entered else None,
            "role": step.role,
            "by": names.get(step.by, step.by),
            "reason": step.reason,
            "policy": {"id": step.policy, "version": step.version},
            "verdict": step.verdict,
            "cutoff_at": step.cutoff_at or None,
            "record": step.id,
            "refused": refused[step.id].to_json() if step.id in refused else None,
            "words": None,
        }
        for step in by_id.values()
    ]
    lines += [
        {
            "at": change.at, "step": None, "state": change.state, "role": None, "by": None,
            "reason": "", "policy": None, "verdict": None, "cutoff_at": None,
            "record": change.cause, "refused": None, "words": change.words.to_json(),
        }
        for change in now.changes
        if change.cause not in by_id
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line["at"], line["record"]), reverse=True)


def _returned(steps: Iterable[Step], now: Standing) -> dict[str, Any] | None:
    """The reason with which it was sent back, while nothing has happened since."""
    last = now.changes[-1] if now.changes else None
    step = next((one for one in steps if last and one.id == last.cause), None)
    if step is None or step.step != "refuse":
        return None
    return {"at": step.at, "role": step.role, "reason": step.reason}


def _notice_until(policy: Policy, now: Standing) -> int | None:
    if now.state != "on_notice":
        return None
    since = now.changes[-1].at
    threshold = policy.thresholds.get("notice_days")
    days = threshold.on(day_of(since, policy.tz)) if threshold else None
    return since + days * DAY if isinstance(days, int) else None


def _policy(opened: Opened) -> dict[str, Any]:
    rules = opened.story.policy
    version = rules.version_on(day_of(opened.at, rules.tz))
    return {"id": rules.id, "version": version.number, "name": rules.name.to_json()}


def _condition(one: Condition) -> dict[str, Any]:
    return {"id": one.id, "verdict": one.verdict, "words": one.words.to_json()}


def _privilege(one: Privilege) -> dict[str, Any]:
    return {
        "id": one.id, "label": one.label.to_json(), "held_days": one.held_days,
        "source": one.source,
    }  # fmt: skip


def _choice(one: Choice) -> dict[str, Any]:
    return {
        "step": one.step,
        "role": one.role,
        "primary": one.primary,
        "needs_reason": one.needs_reason,
        "why": one.why.to_json() if one.why else None,
    }
