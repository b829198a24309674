"""One place opened: its story, its conditions and what the person looking may do next."""

from dataclasses import dataclass
from functools import cached_property

from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.models import Place
from server.projections.places import LEVEL_COLUMNS
from server.projections.standings import Story, stories
from server.roles import Permission
from server.rules import policy
from server.standings.conditions import conditions_of
from server.standings.moments import stories_known
from server.visible import find_ever, find_place, roles_at
from sync.conditions import Conditions
from sync.standing import LEVELS, Standing
from sync.standing_steps import Asked, Choice, choices


@dataclass
class Opened:
    """A place of the actor's at a moment (ms); ``past`` when it is looked back at."""

    actor: Actor
    place: Place
    story: Story
    at: int
    past: bool
    roles: frozenset[str]

    @cached_property
    def standing(self) -> Standing:
        """How it stands at the moment."""
        return self.story.at(self.at)

    @cached_property
    def conditions(self) -> Conditions:
        """The two conditions as known at the moment."""
        return conditions_of(self.place, self.at if self.past else None)

    @property
    def asked(self) -> Asked:
        """What decides which steps are possible."""
        return Asked(
            self.story.policy, self.story.level, self.story.steps, self.story.events, self.at
        )

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the actor may do; nothing while looking back."""
        return () if self.past else choices(self.asked, self.roles, self.conditions.lacking)


def open_place(actor: Actor, place_id: str, known_at: int | None = None) -> Opened:
    """Open a place of the actor's; raises NotFound for a foreign one, or a day without rules."""
    now = now_ms()
    past = known_at is not None and known_at < now
    # What was taken away since stood at the moment looked at.
    find = find_ever if past else find_place
    place = find(actor, Permission.STANDINGS, place_id, *LEVELS)
    roles = roles_at(actor, Permission.STANDINGS, place)
    at = known_at if past and known_at is not None else now
    return Opened(actor, place, story_of(place, at if past else None), at, past, roles)


def story_of(place: Place, known_at: int | None = None) -> Story:
    """Return the story of a place, also of one where nobody took a step."""
    run = db.session.connection()
    if known_at is None:
        found = stories(run, policy(), [place.key])
    else:
        found = stories_known(run, known_at, [place.key])
    if found:
        return found[0][1]
    above = {getattr(place, column) for column in LEVEL_COLUMNS} - {None}
    ids = [row.id for row in db.session.query(Place.id).where(Place.key.in_(above))]
    return Story(policy().within(ids), place.type, (), ())
