"""What came back from above: declarations sent back, and certificates that stopped.

Looked back at, the steps and the case events are those that had been received by then.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from server.db import db
from server.matters.matter import HIGH, MIDDLE, MOST, Matter, Scope, mark
from server.matters.then import Then
from server.models import Place, PRecord, PStanding
from server.projections.standings import Story, stories
from server.records.single import names_of
from server.rules import policy
from server.standings.moments import stories_known
from sync.standing import STATES, STEP_KIND, Change

STOPPED: Final = ("suspended", "revoked", "withdrawn")
OWN: Final = ("community", "village", "compound")


def returned_standings(scope: Scope) -> Iterator[Matter]:
    """Yield the places here whose declaration came back, or whose certificate holds no more."""
    if STEP_KIND not in scope.kinds:
        return
    told = _told_then(scope.then) if scope.then else _told(scope)
    names = names_of(step.by for _, story in told for step in story.steps)
    for key, story in told:
        changes = story.at(scope.now).changes
        if changes and (matter := _matter(key, story, changes[-1], names)):
            yield matter


def _told(scope: Scope) -> list[tuple[int, Story]]:
    keys = db.session.scalars(
        select(PStanding.place_key)
        .join(Place, Place.key == PStanding.place_key)
        .where(scope.within, PStanding.state.in_(("none", *STOPPED)), PStanding.steps > 0)
        .order_by(PStanding.since_at)
        .limit(MOST)
    ).all()
    return stories(db.session.connection(), policy(), list(keys)) if keys else []


def _told_then(then: Then) -> list[tuple[int, Story]]:
    """Return the stories, as told then, of the places that stood and where steps had been taken."""
    places = db.session.scalars(
        select(Place)
        .join(PRecord, PRecord.place_key == Place.key)
        .where(then.here, PRecord.kind == STEP_KIND, Place.type.in_(OWN))
        .distinct()
    )
    keys = [place.key for place in places if then.stood(place)]
    told = stories_known(db.session.connection(), then.at, keys) if keys else []
    states = ("none", *STOPPED)
    return [(key, story) for key, story in told if story.at(then.at).state in states][:MOST]


def _matter(key: int, story: Story, last: Change, names: dict[str, str]) -> Matter | None:
    step = next((one for one in story.steps if one.id == last.cause), None)
    returned = step is not None and step.step == "refuse"
    if not returned and last.state not in STOPPED:
        return None
    return Matter(
        id=mark("returned", last.cause, last.at),
        type="returned" if returned else "stopped",
        severity=MIDDLE if returned else HIGH,
        since=last.at,
        place_key=key,
        kind=STEP_KIND,
        records=(last.cause,),
        actions=("seen", "open"),
        said={
            "state": last.state,
            "state_label": STATES[last.state].to_json(),
            "why": step.reason if step else last.words.zh,
            **({"who": {"id": step.by, "name": names.get(step.by, step.by)}} if step else {}),
        },
    )
