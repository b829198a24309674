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
from sync.days import DAY, day_end, day_of, days_between
from sync.evidence import Fact
from sync.policy import Effect, Policy, Privilege
from sync.words import Words, day_words
from sync.zero import Block, blocks_on, category_words, rules_on

ACTIVE: Final = frozenset(("certified", "filed", "named"))
HELD: Final = ACTIVE | {"suspended"}
ENDED: Final = frozenset(("suspended", "revoked", "withdrawn"))
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
# The types of place that may have a standing, from the bottom up.
LEVELS: Final = ("compound", "community", "village", "street", "district")
DECIDED_BY_CITY: Final = frozenset(("street", "district"))
# With a compound its community and its street fall, where the policy says so; the district does not
# (Xinhua, 2020-04-06).
CASCADES_TO: Final = frozenset(("community", "village", "street"))
STATES: Final = {
    "none": Words("没有申报", "not declared"),
    "declared": Words("已申报", "declared"),
    "community_checked": Words("社区已查", "checked by the community"),
    "street_reviewed": Words("街道已核", "reviewed by the street"),
    "certified": Words("已认定", "certified"),
    "filed": Words("已认定、已备案", "certified and filed"),
    "on_notice": Words("公示中", "on public notice"),
    "named": Words("已命名", "named"),
    "suspended": Words("已暂停", "suspended"),
    "revoked": Words("已取消", "revoked"),
    "withdrawn": Words("已撤回", "withdrawn"),
}
LADDER: Final = ("declare", "community_check", "street_review", "certify", "file")
CITY_LADDER: Final = ("declare", "put_on_notice", "name")
_SAID: Final = {
    "opened": "新增{what}", "converted": "转为{what}", "released": "{what}解除",
    "excluded": "{what}排除",
}  # fmt: skip
# Who declares: the level itself, or the community for what lies in it.
_DECLARED_BY: Final = {"street": "street", "district": "district"}
JUDGED: Final = frozenset(("declare", "certify", "name"))
STEP_KIND: Final = "standing_step"


def ladder_of(level: str) -> tuple[str, ...]:
    """The steps forward at a level, in their order."""
    return CITY_LADDER if level in DECIDED_BY_CITY else LADDER


def roles_for(level: str, step: str) -> frozenset[str]:
    """The roles that may take a step at a level; nobody may take one that it does not have."""
    if step not in ladder_of(level) and step in {*LADDER, *CITY_LADDER}:
        return frozenset()
    if step == "declare":
        return frozenset((_DECLARED_BY.get(level, "community"),))
    if level in DECIDED_BY_CITY and step not in ("refuse", "withdraw"):
        return frozenset(("city",))
    return STEPS[step].roles


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
    frozen: str = ""


def step_of(fact: Fact) -> Step:
    """A folded record of the kind standing_step as a step, at the moment it was taken."""
    said = fact.fields
    version, cutoff = said.get("policy_version"), said.get("cutoff_at")
    return Step(
        id=fact.id,
        step=str(said.get("step", "")),
        at=fact.observed_to,
        role=str(said.get("role", "")),
        by=fact.by[0].id if fact.by else "",
        reason=str(said.get("reason") or ""),
        policy=str(said.get("policy", "")),
        version=version if isinstance(version, int) else 0,
        digest=str(said.get("digest") or ""),
        cutoff_at=cutoff if isinstance(cutoff, int) else 0,
        verdict=str(said.get("verdict") or ""),
        frozen=str(said.get("frozen") or ""),
    )


def moment_of(event: CaseEvent, tz: int) -> int:
    """When a case event happened (ms): when it was observed, but no later than its day.

    A case told of on the 9th that happened on the 1st belongs to the 1st.
    """
    return min(event.at, day_end(event.on, tz) - 1)


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
    records that contradict the certificate; `privileges` is what it allows, `stops` what it did.
    """

    state: str
    changes: tuple[Change, ...]
    refused: tuple[Refused, ...] = ()
    review: tuple[str, ...] = ()
    certificate: Step | None = None
    held_days: int | None = None
    privileges: tuple[Privilege, ...] = ()
    stops: tuple[Privilege, ...] = ()


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
    happened = [event for event in set(events) if moment_of(event, policy.tz) <= at]
    machine = _Machine(policy, level, happened)
    tz = policy.tz
    happenings: list[tuple[int, int, int, str, Step | CaseEvent]] = [
        *((step.at, 0, _rank(step), step.id, step) for step in set(steps) if step.at <= at),
        *((moment_of(one, tz), 1, one.at, one.record, one) for one in machine.events),
    ]
    for moment, *_, happening in sorted(happenings, key=lambda one: one[:4]):
        if isinstance(happening, Step):
            machine.take(happening)
        else:
            machine.hear(happening, moment)
    return machine.result(at)


class _Machine:
    """Replays happenings in the order of their moments."""

    def __init__(self, policy: Policy, level: str, events: Sequence[CaseEvent]) -> None:
        self.policy, self.level, self.events = policy, level, events
        self.state, self.resumes, self.by_case = "none", "", False
        self.changes: list[Change] = []
        self.refused: list[Refused] = []
        self.certificate: Step | None = None
        self.ended: tuple[Step, int] | None = None  # and until when it was relied on
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
        self._end(after, step.at)
        if after not in HELD:
            self.certificate = None
        self._enter(after, step.at, step.id, Words(step.reason or step.step, step.step))

    def _fault(self, step: Step) -> Words | None:
        rule = STEPS.get(step.step)
        if rule is None:
            return Words("没有这一步", "there is no such step")
        if self.state not in rule.before:
            return _impossible(self.state)
        if step.role not in roles_for(self.level, step.step):
            return Words("这个身份不能办", "this role may not do it")
        if step.step in JUDGED and step.verdict != "met":
            return Words("两个条件没有都到位", "the two conditions are not both met")
        if step.step == "restore" and self.suspects:
            return _still_open(len(self.suspects))
        if step.step == "name" and step.at < self.changes[-1].at + self._notice_ms(step):
            return Words("公示还没满", "the public notice is not over")
        return None

    def _notice_ms(self, step: Step) -> int:
        threshold = self.policy.thresholds.get("notice_days")
        days = threshold.on(self._day(step.at)) if threshold else None
        return days * DAY if isinstance(days, int) else 0

    def hear(self, event: CaseEvent, moment: int) -> None:
        """A case event of a moment, as the policy of its day weighs it."""
        if self.state not in HELD or self.certificate is None:
            return
        effect = self._effect(event)
        if effect == "revoke":
            self._end("revoked", event.at)
            self.certificate, self.suspects = None, set()
            self._enter("revoked", moment, event.record, _case_words(event))
        elif effect == "suspend":
            self.suspects.add(event.case)
            if self.state in ACTIVE:
                self.resumes, self.by_case = self.state, True
                self._end("suspended", event.at)
                self._enter("suspended", moment, event.record, _case_words(event))
        elif event.event in ("released", "excluded") and event.case in self.suspects:
            self.suspects.discard(event.case)
            # What a person suspended, a person restores.
            if not self.suspects and self.state == "suspended" and self.by_case:
                self._enter(self.resumes, moment, event.record, _case_words(event))

    def _effect(self, event: CaseEvent) -> str:
        if event.event not in ("opened", "converted"):
            return ""
        effect = self.policy.effect_of(event.category, event.on)
        return effect.effect if effect is not None and self._falls(effect) else ""

    def _falls(self, effect: Effect) -> bool:
        """Whether the effect on a compound is one on this level too."""
        return self.level == "compound" or (self.level in CASCADES_TO and effect.cascade)

    def _enter(self, state: str, at: int, cause: str, words: Words) -> None:
        self.state = state
        self.changes.append(Change(state, at, cause, words))

    def _end(self, after: str, until: int) -> None:
        """Keep what is about to end; a case told of late was relied on until it was told of."""
        if after not in ENDED:
            self.ended = None
        elif self.state in ACTIVE and self.certificate is not None:
            self.ended = (self.certificate, until)

    def result(self, at: int) -> Standing:
        day = self._day(at)
        held = None
        if self.certificate is not None and self.state in HELD:
            held = days_between(self._day(self.certificate.at), day)
        active = self.state in ACTIVE and held is not None
        return Standing(
            state=self.state,
            changes=tuple(self.changes),
            refused=tuple(self.refused),
            review=self._review(),
            certificate=self.certificate,
            held_days=held,
            privileges=self.policy.allowed_on(day, held or 0) if active else (),
            stops=self._stops(day),
        )

    def _stops(self, day: str) -> tuple[Privilege, ...]:
        # Suspended: whatever was relaxed stops at once (HQ, 2020-03-18).
        if self.state not in ENDED or self.ended is None:
            return ()
        certificate, until = self.ended
        last = min(self._day(until), day)
        return self.policy.allowed_on(last, days_between(self._day(certificate.at), last))

    def _review(self) -> tuple[str, ...]:
        """Records that contradict the certificate: cases that blocked on the day it was given.

        Upholding it settles what had been observed by then, and nothing that is told of later.
        """
        if self.certificate is None:
            return ()
        day = self._day(self.certificate.at)
        until = self.certificate.at
        cases = read_cases(one for one in self.events if moment_of(one, self.policy.tz) <= until)
        found = blocks_on(rules_on(self.policy, day), cases, day, day)
        unsettled = {event.case for event in self.events if event.at > self.upheld_at}
        doubtful = {
            block.case.id: block.case
            for block in found
            if block.case.id in unsettled and self._reaches(block, day)
        }
        return tuple(record for name in sorted(doubtful) for record in doubtful[name].records)

    def _reaches(self, block: Block, day: str) -> bool:
        """Whether a block counts at this level: above compounds only what cascades."""
        stretches = block.case.stretches
        effects = [self.policy.effect_of(one.category, day) for one in stretches]
        return self.level == "compound" or any(one and self._falls(one) for one in effects)

    def _day(self, at: int) -> str:
        return day_of(at, self.policy.tz)


def _rank(step: Step) -> int:
    """The order of steps of one moment: as one leads to the other."""
    return list(STEPS).index(step.step) if step.step in STEPS else len(STEPS)


def _impossible(state: str) -> Words:
    named = STATES[state]
    return Words(f"现在是“{named.zh}”,走不了这一步", f"not possible while {named.en}")


def _still_open(people: int) -> Words:
    return Words(
        f"还有 {people} 人没解除或排除,解除后自动恢复",
        f"{people} not yet released or excluded; it is restored when they are",
    )


def _case_words(event: CaseEvent) -> Words:
    (zh, _), what = day_words(event.on), category_words(event.category)
    said = _SAID.get(event.event, "{what}").format(what=what.zh)
    return Words(f"{zh}{said}", f"{event.category} {event.event}")
