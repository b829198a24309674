"""The standing of a place: a state machine over what people decided and what happened.

The answer depends on the set of events and the moment asked about, not on the order in which they
arrived: everything is replayed by when it happened. A step taken in the wrong state or by the
wrong role changes nothing and is listed as refused. A case after the certificate suspends or
revokes at once, as the policy says; one that turns out to lie before it opens a review and leaves
the certificate as it is, because a certificate stands on the evidence it froze.

>>> from sync.policy_file import load_policy
>>> policy = load_policy("wuhan-2020-03")
>>> declared = Step("s1", "declare", 1583900000000, "community", "u1")
>>> standing(policy, "compound", [declared], [], 1583900000000).state
'declared'
>>> standing(policy, "compound", [declared], [], 1583899999999).state
'none'
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.cases import CaseEvent, read_cases
from sync.days import DAY, day_of, days_between
from sync.policy import Policy, Privilege
from sync.words import Words
from sync.zero import Block, blocks_on, rules_on

ACTIVE: Final = frozenset(("certified", "filed", "named"))
HELD: Final = ACTIVE | {"suspended"}
_ASKING: Final = ("declared", "community_checked", "street_reviewed", "on_notice")


@dataclass(frozen=True, slots=True)
class Rule:
    """A step: from which states, to which, and by whose role."""

    before: frozenset[str]
    after: str
    roles: frozenset[str]


def _rule(before: str, after: str, roles: str) -> Rule:
    return Rule(frozenset(before.split()), after, frozenset(roles.split()))


# Compounds, communities and villages: declared below, decided by the district's headquarters,
# filed with the city's. Streets and districts: decided by the city's, after three days' notice.
# Source: HQ community group, 2020-03-06; Changjiang Daily, 2020-03-14.
STEPS: Final = {
    "declare": _rule("none revoked withdrawn", "declared", "community street district"),
    "community_check": _rule("declared", "community_checked", "community"),
    "street_review": _rule("community_checked", "street_reviewed", "street"),
    "certify": _rule("street_reviewed", "certified", "district"),
    "file": _rule("certified", "filed", "district city"),
    "refuse": _rule(" ".join(_ASKING), "none", "community street district city"),
    "put_on_notice": _rule("declared", "on_notice", "city"),
    "name": _rule("on_notice", "named", "city"),
    "suspend": _rule("certified filed named", "suspended", "district city"),
    "restore": _rule("suspended", "", "district city"),
    "revoke": _rule("certified filed named suspended", "revoked", "district city"),
    "withdraw": _rule(
        "declared community_checked street_reviewed on_notice certified filed named suspended",
        "withdrawn",
        "district city",
    ),
    "uphold": _rule("certified filed named suspended", "", "district city"),
}
DECIDED_BY_CITY: Final = frozenset(("street", "district"))


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody decided: at a moment (ms), in a role, with reason and what it rested on.

    `policy` and `version` name the rules, `digest` and `cutoff_at` the frozen evidence, `verdict`
    the assessment it showed.
    """

    id: str
    step: str
    at: int
    role: str
    by: str
    reason: str = ""
    policy: str = ""
    version: int = 0
    digest: str = ""
    cutoff_at: int = 0
    verdict: str = "met"


@dataclass(frozen=True, slots=True)
class Change:
    """A state entered at a moment, because of a step or of a case's record."""

    state: str
    at: int
    cause: str
    words: Words


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that changed nothing, and why."""

    step: Step
    words: Words


@dataclass(frozen=True, slots=True)
class Standing:
    """How a place stands at a moment, how it came to, and what is left to look at.

    `held_days` are whole days since the certificate, suspended ones included; `review` names the
    records that contradict the certificate; `privileges` is what the standing allows now.
    """

    state: str
    changes: tuple[Change, ...]
    refused: tuple[Refused, ...] = ()
    review: tuple[str, ...] = ()
    certificate: Step | None = None
    held_days: int | None = None
    privileges: tuple[Privilege, ...] = ()


def standing(
    policy: Policy,
    level: str,
    steps: Iterable[Step],
    events: Iterable[CaseEvent],
    at: int,
) -> Standing:
    """The standing at a moment (ms) of a compound, community, village, street or district.

    For places above a compound `events` are those of all compounds below; they count only where
    the policy lets them cascade. A pure function of the sets of steps and events.
    """
    machine = _Machine(policy, level, [event for event in set(events) if event.at <= at])
    happenings: list[tuple[int, int, str, Step | CaseEvent]] = [
        *((step.at, 0, step.id, step) for step in set(steps) if step.at <= at),
        *((event.at, 1, event.record, event) for event in machine.events),
    ]
    for _, _, _, happening in sorted(happenings, key=lambda one: one[:3]):
        if isinstance(happening, Step):
            machine.take(happening)
        else:
            machine.hear(happening)
    return machine.result(at)


class _Machine:
    """Replays happenings in the order of their moments."""

    def __init__(self, policy: Policy, level: str, events: Sequence[CaseEvent]) -> None:
        self.policy, self.level, self.events = policy, level, events
        self.state, self.resumes, self.by_case = "none", "", False
        self.changes: list[Change] = []
        self.refused: list[Refused] = []
        self.certificate: Step | None = None
        self.upheld_at = 0
        self.suspects: set[str] = set()

    def take(self, step: Step) -> None:
        """A person's decision, if it may be taken now."""
        fault = self._fault(step)
        if fault is not None:
            self.refused.append(Refused(step, fault))
            return
        if step.step == "uphold":
            self.upheld_at = step.at
            return
        after = STEPS[step.step].after or self.resumes
        if step.step == "suspend":
            self.resumes, self.by_case = self.state, False
        if step.step in ("certify", "name"):
            self.certificate, self.suspects = step, set()
        if after not in HELD:
            self.certificate = None
        self._enter(after, step.at, step.id, Words(step.reason or step.step, step.step))

    def _fault(self, step: Step) -> Words | None:
        rule = STEPS.get(step.step)
        if rule is None:
            return Words("没有这一步", "there is no such step")
        if self.state not in rule.before:
            return Words("现在是{s},走不了这一步", "not possible while {s}").filled(s=self.state)
        if step.role not in self._roles(step.step, rule):
            return Words("这个身份不能办", "this role may not do it")
        if step.step in ("certify", "name") and step.verdict != "met":
            return Words("两个条件没有都到位", "the two conditions are not both met")
        if step.step == "name" and step.at < self.changes[-1].at + self._notice_ms(step):
            return Words("公示还没满", "the public notice is not over")
        return None

    def _roles(self, step: str, rule: Rule) -> frozenset[str]:
        if self.level in DECIDED_BY_CITY and step not in ("declare", "refuse", "withdraw"):
            return frozenset(("city",))
        return rule.roles

    def _notice_ms(self, step: Step) -> int:
        return self.policy.number("notice_days", day_of(step.at, self.policy.tz)) * DAY

    def hear(self, event: CaseEvent) -> None:
        """A case event, as the policy of its day weighs it."""
        if self.state not in HELD or self.certificate is None:
            return
        effect = self._effect(event)
        if effect == "revoke":
            self.certificate, self.suspects = None, set()
            self._enter("revoked", event.at, event.record, _case_words(event))
        elif effect == "suspend":
            self.suspects.add(event.case)
            if self.state in ACTIVE:
                self.resumes, self.by_case = self.state, True
                self._enter("suspended", event.at, event.record, _case_words(event))
        elif event.event in ("released", "excluded") and event.case in self.suspects:
            self.suspects.discard(event.case)
            # What a person suspended, a person restores.
            if not self.suspects and self.state == "suspended" and self.by_case:
                self._enter(self.resumes, event.at, event.record, _case_words(event))

    def _effect(self, event: CaseEvent) -> str:
        if event.event not in ("opened", "converted"):
            return ""
        effect = self.policy.effect_of(event.category, event.on)
        if effect is None or (self.level != "compound" and not effect.cascade):
            return ""
        return effect.effect

    def _enter(self, state: str, at: int, cause: str, words: Words) -> None:
        self.state = state
        self.changes.append(Change(state, at, cause, words))

    def result(self, at: int) -> Standing:
        held = None
        if self.certificate is not None and self.state in HELD:
            held = days_between(self._day(self.certificate.at), self._day(at))
        return Standing(
            state=self.state,
            changes=tuple(self.changes),
            refused=tuple(self.refused),
            review=self._review(),
            certificate=self.certificate,
            held_days=held,
            privileges=self._privileges(at, held),
        )

    def _privileges(self, at: int, held: int | None) -> tuple[Privilege, ...]:
        # Suspended: whatever was relaxed stops at once (HQ, 2020-03-18).
        if self.state not in ACTIVE or held is None:
            return ()
        day = self._day(at)
        return tuple(
            one for one in self.policy.privileges if one.from_on <= day and held >= one.held_days
        )

    def _review(self) -> tuple[str, ...]:
        """Records that contradict the certificate: cases that blocked on the day it was given."""
        if self.certificate is None:
            return ()
        if self.upheld_at >= self.certificate.at:
            return ()
        day = self._day(self.certificate.at)
        cases = read_cases(event for event in self.events if event.at <= self.certificate.at)
        found = blocks_on(rules_on(self.policy, day), cases, day, day)
        doubtful = {block.case.id: block.case for block in found if self._reaches(block, day)}
        return tuple(record for name in sorted(doubtful) for record in doubtful[name].records)

    def _reaches(self, block: Block, day: str) -> bool:
        """Whether a block counts at this level: above compounds only what cascades."""
        if self.level == "compound":
            return True
        stretches = block.case.stretches
        effects = [self.policy.effect_of(one.category, day) for one in stretches]
        return any(effect is not None and effect.cascade for effect in effects)

    def _day(self, at: int) -> str:
        return day_of(at, self.policy.tz)


def _case_words(event: CaseEvent) -> Words:
    return Words(f"{event.on} {event.category} {event.event}", f"{event.category} {event.event}")
