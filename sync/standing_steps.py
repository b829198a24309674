"""What each role may do next about a standing, and why a step that it waits for cannot be taken.

Whether a step is good is asked of the machine itself: the step is tried on what happened so far.

>>> from sync.policy_file import load_policy
>>> policy = load_policy("wuhan-2020-03")
>>> asked = Asked(policy, "compound", (), (), 1583900000000)
>>> [(one.step, one.allowed) for one in choices(asked, {"community"})]
[('declare', True)]
>>> choices(asked, {"street"})[0].why.zh
'要等社区查过、交上来'
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sync.cases import CaseEvent
from sync.policy import Policy
from sync.standing import (
    DECIDED_BY_CITY,
    JUDGED,
    Standing,
    Step,
    ladder_of,
    roles_for,
    standing,
)
from sync.words import Words

BACKWARD: Final = ("refuse", "uphold", "restore", "suspend", "revoke", "withdraw")
NEED_REASON: Final = frozenset(BACKWARD)
_WAITS: Final = {
    "declare": Words("已经申报了", "it has been declared"),
    "community_check": Words("要先申报", "it has to be declared first"),
    "street_review": Words("要等社区查过、交上来", "waits for the community to check and hand in"),
    "certify": Words("要等街道核过", "waits for the street's review"),
    "file": Words("要先认定", "it has to be certified first"),
    "put_on_notice": Words("要先申报", "it has to be declared first"),
    "name": Words("要先公示", "it has to be on public notice first"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """All that decides which steps are possible at a moment (ms)."""

    policy: Policy
    level: str
    steps: Sequence[Step]
    events: Sequence[CaseEvent]
    at: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A step for somebody in a role; `why` says what is missing when it is not allowed."""

    step: str
    role: str
    primary: bool
    needs_reason: bool
    why: Words | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be taken now."""
        return self.why is None


def objection(asked: Asked, step: Step) -> Words | None:
    """Why the step would change nothing if it were taken now; None when it is good."""
    at = max([asked.at, *(one.at + 1 for one in asked.steps if one.at <= asked.at)])
    step = replace(step, at=at)
    after = standing(asked.policy, asked.level, [*asked.steps, step], asked.events, at)
    return next((one.words for one in after.refused if one.step == step), None)


def choices(
    asked: Asked, roles: Collection[str], lacking: Words | None = None
) -> tuple[Choice, ...]:
    """What somebody with these roles may do: one primary step, and those that undo or settle.

    `lacking` says in words what the two conditions lack; it stands against judged steps only.
    """
    now = standing(asked.policy, asked.level, asked.steps, asked.events, asked.at)
    found = list(_primary(asked, now, roles, lacking))
    for step in BACKWARD:
        role = role_in(asked.level, step, roles)
        if not role or (step == "uphold" and not now.review):
            continue
        why = objection(asked, _tried(step, role, asked.at))
        # A restoring that must wait is shown with what it waits for; the rest is not at hand.
        if why is None or (step == "restore" and now.state == "suspended"):
            found.append(Choice(step, role, primary=False, needs_reason=True, why=why))
    return tuple(found)


def role_in(level: str, step: str, roles: Collection[str]) -> str:
    """The role among these in which the step may be taken, "" when there is none."""
    return min(roles_for(level, step) & frozenset(roles), default="")


def _primary(
    asked: Asked, now: Standing, roles: Collection[str], lacking: Words | None
) -> Iterable[Choice]:
    """The step forward that these roles can take, or else the next that they wait for."""
    waited: Choice | None = None
    reached = [change.state for change in now.changes]
    for step in ladder_of(asked.level):
        role = role_in(asked.level, step, roles)
        if not role:
            continue
        tried = objection(asked, _tried(step, role, asked.at))
        if tried is None:
            why = lacking if step in JUDGED else None
            yield Choice(step, role, primary=True, needs_reason=False, why=why)
            return
        if waited is None and not _is_behind(asked.level, step, now.state):
            why = tried if step == "name" and now.state == "on_notice" else _WAITS[step]
            waited = Choice(step, role, primary=True, needs_reason=False, why=why)
    if waited is not None and now.state != "suspended" and (reached or waited.step != "declare"):
        yield waited


def _is_behind(level: str, step: str, state: str) -> bool:
    """Whether the step lies behind a place in this state."""
    order = {
        "declared": 0,
        "community_checked": 1,
        "street_reviewed": 2,
        "certified": 3,
        "filed": 4,
    }
    if level in DECIDED_BY_CITY:
        order = {"declared": 0, "on_notice": 1, "named": 2}
    return ladder_of(level).index(step) <= order.get(state, -1)


def _tried(step: str, role: str, at: int) -> Step:
    return Step("", step, at, role, "", verdict="met")
