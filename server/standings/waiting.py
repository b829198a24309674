"""What waits for a reviewer: the places below theirs that stand somewhere on the way."""

from typing import Any

from sqlalchemy import select

from server import problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.models import Place, PStanding
from server.projections.standings import stories
from server.roles import Permission
from server.rules import policy
from server.standings.certificates import number_of
from server.standings.conditions import conditions_of
from server.visible import LEVELS as LEVEL_COLUMNS
from server.visible import below, find_place, path_names
from sync.standing import ACTIVE, STATES, Standing
from sync.standing_steps import LEVELS, Asked, choices

MOST = 500


def waiting_for(actor: Actor, place_id: str) -> dict[str, Any]:
    """List the places at and below a place that stand on the way, what waits for the actor first.

    Places where nobody has taken a step are listed where the actor could declare them.
    """
    top = find_place(actor, Permission.STANDINGS, place_id)
    grants = actor.grants_for(Permission.STANDINGS)
    started = PStanding.place_key.is_not(None)
    own = Place.type.in_(LEVELS) if top.type in ("community", "village", "compound") else False
    asked = (
        select(Place, PStanding)
        .join(PStanding, PStanding.place_key == Place.key, isouter=True)
        .where(below([top.key]), Place.left.is_(False), started | own | (Place.key == top.key))
        .where(Place.type.in_(LEVELS))
        .order_by(Place.type != "compound", PStanding.since_at, Place.sort, Place.id)
        .limit(MOST)
    )
    rows = db.session.execute(asked).all()
    run, now = db.session.connection(), now_ms()
    known = dict(stories(run, policy(), [place.key for place, _ in rows])) if rows else {}
    paths = path_names([place.key for place, _ in rows])
    lines = []
    for place, _ in rows:
        levels = {None, place.key, *(getattr(place, level) for level in LEVEL_COLUMNS)}
        roles = frozenset(grant.role for grant in grants if grant.place_key in levels)
        story = known.get(place.key)
        parts = (story.steps, story.events) if story else ((), ())
        about = Asked(story.policy if story else policy(), place.type, *parts, now)
        standing = story.at(now) if story else Standing("none", ())
        mine = next((one.step for one in choices(about, roles) if one.primary and one.allowed), "")
        lacking = _lacking(place) if mine == "declare" else None
        line = _line(place, paths[place.key], standing, "district" in roles)
        lines.append(line | {"mine": (None if lacking else mine) or None, "lacking": lacking})
    return {"places": sorted(lines, key=_urgency)}


def _urgency(line: dict[str, Any]) -> int:
    """What somebody waits for comes first, then what could be begun."""
    if line["review"] or line["reason"] or line["mine"] not in (None, "declare"):
        return 0
    return 1 if line["mine"] else 2


def _lacking(place: Place) -> dict[str, str] | None:
    """What stands against declaring a place now; None when it may be declared."""
    try:
        lacking = conditions_of(place).lacking
    except problems.NotFound as error:  # a day before the policy, or a place without a feed
        return {"zh": "规则还没开始", "en": error.detail or "the rules have not begun"}
    return lacking.to_json() if lacking else None


def _line(place: Place, path: list[str], now: Standing, settles: bool) -> dict[str, Any]:
    last = now.changes[-1] if now.changes else None
    returned = last is not None and last.words.en == "refuse"
    return {
        "place": {"id": place.id, "name": place.name, "type": place.type},
        "path": path,
        "state": now.state,
        "label": STATES[now.state].to_json(),
        "active": now.state in ACTIVE,
        "since_at": last.at if last else None,
        "reason": last.words.zh if last is not None and returned else None,
        "review": bool(now.review) and settles,
        "number": number_of(now.certificate, place) if now.certificate else None,
    }
