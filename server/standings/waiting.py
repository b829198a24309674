"""What waits for a reviewer: the places below theirs that stand somewhere on the way.

Looked back at, the list is what it was at that moment: the steps and cases known by then, and the
places that stood then by the names that they had. What waits for the reader follows from their
roles of now; nothing can be done there.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, false, select

from server import problems
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.models import Place, PRecord, PStanding
from server.projections.standings import Story, standing_row, stories
from server.register.then import these_then
from server.roles import Permission
from server.rules import policy
from server.standings.certificates import number_of
from server.standings.conditions import conditions_of
from server.standings.moments import stories_known
from server.visible import LEVELS as LEVEL_COLUMNS
from server.visible import find_ever, find_place, path_names, within
from sync.standing import ACTIVE, LEVELS, STATES, STEP_KIND, Standing
from sync.standing_steps import Asked, choices

MOST = 500
DECLARING: Final = ("community", "village", "compound")
"""Where also those places are listed where nobody has taken a step: they can be declared."""


class Listed(NamedTuple):
    """A place on the list: its name, those above it, and its story where steps were taken."""

    place: Place
    name: str
    path: Sequence[str]
    story: Story | None


def waiting_for(actor: Actor, place_id: str, known_at: int | None = None) -> dict[str, Any]:
    """List the places at and below a place that stand on the way, what waits for the actor first.

    With ``known_at`` (ms) those of that moment. Places where nobody has taken a step are listed
    where the actor could declare them.
    """
    now = now_ms()
    past = known_at if known_at is not None and known_at < now else None
    find = find_place if past is None else find_ever
    top = find(actor, Permission.STANDINGS, place_id)
    listed = _now(top) if past is None else _then(top, past)
    lines = [_line(actor, one, past or now, past) for one in listed]
    return {"places": sorted(lines, key=_urgency)}


def _here(top: Place, begun: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a Place is on the list, given that of having begun."""
    own = Place.type.in_(LEVELS) if top.type in DECLARING else false()
    listed = begun | own | (Place.key == top.key)
    return within(top) & Place.type.in_(LEVELS) & listed


def _now(top: Place) -> list[Listed]:
    rows = db.session.scalars(
        select(Place)
        .join(PStanding, PStanding.place_key == Place.key, isouter=True)
        .where(_here(top, PStanding.place_key.is_not(None)), Place.left.is_(False))
        .order_by(
            Place.type != "compound", PStanding.since_at.nulls_first(), Place.sort, Place.id
        )
        .limit(MOST)
    ).all()  # fmt: skip
    keys = [place.key for place in rows]
    known = dict(stories(db.session.connection(), policy(), keys)) if keys else {}
    paths = path_names(keys)
    return [Listed(one, one.name, paths[one.key], known.get(one.key)) for one in rows]


def _then(top: Place, at: int) -> list[Listed]:
    """Return the list of a moment; steps that were taken back since had been taken."""
    begun = Place.key.in_(select(PRecord.place_key).where(PRecord.kind == STEP_KIND))
    ever = {one.key: one for one in db.session.scalars(select(Place).where(_here(top, begun)))}
    known = dict(stories_known(db.session.connection(), at, list(ever)))
    then = these_then(ever, at)
    listed = []
    for key, place in ever.items():
        was = then.stated.get(key)
        if was is None or was.left:
            continue
        if key in known or key == top.key or top.type in DECLARING:
            one = Listed(place, was.name, then.names_above(key), known.get(key))
            listed.append((_order(one, was.sort), one))
    return [one for _, one in sorted(listed, key=lambda pair: pair[0])[:MOST]]


def _order(one: Listed, sort: int) -> tuple[object, ...]:
    """Return what the places are listed by, as ``_now`` has them."""
    since = standing_row(one.place.key, one.story)["since_at"] if one.story else None
    return one.place.type != "compound", since is not None, since or 0, sort, one.place.id


def _urgency(line: dict[str, Any]) -> int:
    """What somebody waits for comes first, then what could be begun."""
    if line["review"] or line["reason"] or line["mine"] not in (None, "declare"):
        return 0
    return 1 if line["mine"] else 2


def _lacking(place: Place, known_at: int | None) -> dict[str, str] | None:
    """What stands against declaring a place; None when it may be declared."""
    try:
        lacking = conditions_of(place, known_at).lacking
    except problems.NotFound as error:  # a day before the policy, or a place without a feed
        return {"zh": "规则还没开始", "en": error.detail or "the rules have not begun"}
    return lacking.to_json() if lacking else None


def _line(actor: Actor, one: Listed, at: int, known_at: int | None) -> dict[str, Any]:
    place, story = one.place, one.story
    levels = {None, place.key, *(getattr(place, level) for level in LEVEL_COLUMNS)}
    grants = actor.grants_for(Permission.STANDINGS)
    roles = frozenset(grant.role for grant in grants if grant.place_key in levels)
    parts = (story.steps, story.events) if story else ((), ())
    about = Asked(story.policy if story else policy(), place.type, *parts, at)
    mine = next((each.step for each in choices(about, roles) if each.primary and each.allowed), "")
    lacking = _lacking(place, known_at) if mine == "declare" else None
    standing = story.at(at) if story else Standing("none", ())
    told = _standing(place, standing, "district" in roles)
    named = {"place": {"id": place.id, "name": one.name, "type": place.type}, "path": one.path}
    return {**named, **told, "mine": (None if lacking else mine) or None, "lacking": lacking}


def _standing(place: Place, now: Standing, settles: bool) -> dict[str, Any]:
    last = now.changes[-1] if now.changes else None
    returned = last is not None and last.words.en == "refuse"
    return {
        "state": now.state,
        "label": STATES[now.state].to_json(),
        "active": now.state in ACTIVE,
        "since_at": last.at if last else None,
        "reason": last.words.zh if last is not None and returned else None,
        "review": bool(now.review) and settles,
        "number": number_of(now.certificate, place) if now.certificate else None,
    }
