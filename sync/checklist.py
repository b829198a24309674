"""Judges a compound by a policy from its evidence: a pure function of the three and a day.

Missing evidence never passes, and what has not been heard yet is never shown as not done. A
verdict names the policy version, the evidence prefix and the day; its counts are made at once,
what is missing and the records it rests on are drawn from the evidence only when asked for.

>>> standing_of(["met", "waived"]), standing_of(["met", "not_yet_known"]), standing_of([])
('met', 'not_yet_known', 'not_yet_known')
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from sync.evidence import Evidence, Named, SilentPhone, Waiver
from sync.measures import MEASURES
from sync.measures.finding import Finding, Question, Verdict
from sync.ops import bytes_to_text
from sync.policy import Criterion, Group, Policy, Version
from sync.words import Words


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion with its verdict; the finding stays visible below a waiver."""

    criterion: Criterion
    rule: Words
    in_force_from: str
    finding: Finding
    waiver: Waiver | None = None

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict, or waived while a waiver holds and it is not met anyway."""
        if self.waiver is not None and self.finding.verdict != "met":
            return "waived"
        return self.finding.verdict


@dataclass(frozen=True, slots=True)
class JudgedGroup:
    """A pillar or gate with its criteria in the order of the policy."""

    group: Group
    judged: tuple[Judged, ...]

    @property
    def verdict(self) -> Verdict:
        """Met when every hard criterion is met or waived.

        Criteria that only warn count in a group that has no others, which decides nothing.
        """
        return standing_of(one.verdict for one in self._hard or self.judged)

    @property
    def decides(self) -> bool:
        """Whether the group has a hard criterion, so that its verdict counts for the whole."""
        return bool(self._hard)

    @property
    def short(self) -> int:
        """How many hard criteria are not met."""
        return sum(one.verdict == "not_met" for one in self._hard)

    @property
    def not_known(self) -> int:
        """How many hard criteria are not yet known."""
        return sum(one.verdict == "not_yet_known" for one in self._hard)

    @property
    def _hard(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.criterion.hard)


@dataclass(frozen=True, slots=True)
class Points:
    """The scored part: points reached, still possible, out of, and the mark to pass."""

    reached: int
    possible: int
    total: int
    pass_mark: int

    @property
    def verdict(self) -> Verdict:
        """Met at the mark; not yet known while what is unknown could still reach it."""
        if self.total and self.reached * 100 >= self.pass_mark * self.total:
            return "met"
        reachable = (self.reached + self.possible) * 100 >= self.pass_mark * self.total
        return "not_yet_known" if reachable else "not_met"


@dataclass(frozen=True, slots=True)
class Assessment:
    """All verdicts of a compound on a day, with what they rest on."""

    policy: Policy
    version: Version
    evidence: Evidence
    day: str
    groups: tuple[JudgedGroup, ...]
    points: Points | None = None
    vetoed: tuple[str, ...] = ()

    @property
    def pillars(self) -> tuple[JudgedGroup, ...]:
        """The pillars, in the order of the policy."""
        return tuple(one for one in self.groups if not one.group.gate)

    @property
    def gates(self) -> tuple[JudgedGroup, ...]:
        """The gates beside the pillars."""
        return tuple(one for one in self.groups if one.group.gate)

    @property
    def verdict(self) -> Verdict:
        """The whole: every gate, and the pillars or, in a scored policy, the points; no veto."""
        if self.vetoed:
            return "not_met"
        groups = self.gates if self.points else self.groups
        parts = [one.verdict for one in groups if one.decides]
        return standing_of([*parts, *([self.points.verdict] if self.points else [])])

    @property
    def prefix(self) -> dict[str, list[int | str]]:
        """The evidence prefix as JSON: feed -> [last sequence number, its digest], sorted."""
        return {feed: list(mark) for feed, mark in sorted(self.evidence.prefix.items())}

    @property
    def digest(self) -> str:
        """The digest of the evidence prefix: equal evidence, equal digest."""
        return digest_of(self.prefix)

    def criterion(self, criterion_id: str) -> Judged:
        """One judged criterion; raises KeyError when the policy of the day has none so called."""
        for group in self.groups:
            for one in group.judged:
                if one.criterion.id == criterion_id:
                    return one
        raise KeyError(criterion_id)

    def silent(self, judged: Judged) -> tuple[SilentPhone, ...]:
        """The phones that may still hold records the criterion needs."""
        needed_at = judged.finding.needed_at
        if needed_at is None or not judged.criterion.kinds:
            return ()
        return tuple(self.evidence.silent(judged.criterion.kinds, needed_at))

    def responsible(self, judged: Judged, first: int = 200) -> tuple[Named, ...]:
        """Who can mend what is missing: distinct people behind the first gaps."""
        people = (who for gap in islice(judged.finding.missing(), first) for who in gap.responsible)
        return tuple(dict.fromkeys(people))

    def tiers(self) -> tuple[tuple[str, Words, Verdict], ...]:
        """The policy's further titles: (id, label, verdict), on top of the whole being met."""
        return tuple(
            (
                tier.id,
                tier.label,
                standing_of(
                    [self.verdict, *(self.criterion(each).verdict for each in tier.criteria)]
                ),
            )
            for tier in self.policy.tiers
        )


def digest_of(value: object) -> str:
    """Base64url SHA-256 of a value as JSON: equal evidence, equal digest.

    >>> digest_of({"a": 1}) == digest_of({"a": 1}), len(digest_of([]))
    (True, 43)
    """
    text = json.dumps(value, separators=(",", ":"))
    return bytes_to_text(sha256(text.encode()).digest())


def assess(policy: Policy, evidence: Evidence, day: str) -> Assessment:
    """Judge every criterion in force on the day; raises NotInForce before the policy's start.

    Costs one count-level question or two per criterion; details cost when they are drawn.
    """
    version = policy.version_on(day)
    waivers = evidence.waivers(day)
    judged = [_judge(policy, evidence, day, one, waivers) for one in policy.criteria_on(day)]
    groups = tuple(
        JudgedGroup(group, tuple(one for one in judged if one.criterion.group == group.id))
        for group in policy.groups
    )
    failed = {one.criterion.id for one in judged if one.verdict == "not_met"}
    vetoed = tuple(veto.criterion for veto in policy.vetoes if veto.criterion in failed)
    return Assessment(policy, version, evidence, day, groups, _points(policy, judged, day), vetoed)


def _judge(
    policy: Policy,
    evidence: Evidence,
    day: str,
    criterion: Criterion,
    waivers: Mapping[str, Waiver],
) -> Judged:
    if criterion.missing_kinds:
        finding = cannot_be_recorded(criterion.missing_kinds)
    else:
        params = policy.parameters(criterion, day)
        question = Question(params, day, policy.windows, policy.tz)
        finding = MEASURES[criterion.measure].judge(question, evidence)
    return Judged(
        criterion,
        policy.rule_words(criterion, day),
        policy.in_force_from(criterion, day),
        finding,
        waivers.get(criterion.id) if criterion.waivable else None,
    )


def cannot_be_recorded(kinds: Iterable[str]) -> Finding:
    """The finding for a criterion whose records cannot be entered yet: never met."""
    names = ", ".join(kinds)
    return Finding(
        verdict="not_yet_known",
        counts={},
        summary=Words("还不能登记", "cannot be recorded yet"),
        reasons=(
            Words(
                f"这类记录({names})还不能登记,所以不能判定",
                f"records of this kind ({names}) cannot be recorded yet, so nothing is judged",
            ),
        ),
        would_change=Words("等系统能登记这类记录", "the system has to offer this kind of record"),
    )


def _points(policy: Policy, judged: Iterable[Judged], day: str) -> Points | None:
    if policy.score is None:
        return None
    weights = [(one.criterion.weight, one.verdict) for one in judged]
    return Points(
        reached=sum(weight for weight, verdict in weights if verdict in ("met", "waived")),
        possible=sum(weight for weight, verdict in weights if verdict == "not_yet_known"),
        total=sum(weight for weight, _ in weights),
        pass_mark=policy.number(policy.score.pass_mark, day),
    )


def standing_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Not met over not yet known over met; a waived one counts as met; nothing is not known."""
    seen = set(verdicts)
    if "not_met" in seen:
        return "not_met"
    return "met" if seen and "not_yet_known" not in seen else "not_yet_known"
