"""Known then, known now: what has arrived since a verdict was shown, and what it changed.

The two assessments are of one compound, day and policy, from two prefixes of the same feeds. The
earlier one is never changed by the later; it is set beside it.

>>> arrived({"person@b1": (3, "AA")}, {"person@b1": (5, "BB"), "work@c1": (2, "CC")})
{'person@b1': 2, 'work@c1': 2}
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.checklist import Assessment
from sync.measures.finding import Verdict

Prefix = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Flip:
    """A criterion whose verdict is another one now; None where one of the two did not have it."""

    criterion: str
    then: Verdict | None
    now: Verdict | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Records that came since, by feed, and the verdicts they changed."""

    arrived: Mapping[str, int]
    flips: tuple[Flip, ...]

    @property
    def total(self) -> int:
        """How many records came since."""
        return sum(self.arrived.values())


def arrived(then: Prefix, now: Prefix) -> dict[str, int]:
    """Feed -> how many entries it has grown by; feeds that did not grow are left out."""
    grown = {feed: mark[0] - then.get(feed, (0, ""))[0] for feed, mark in sorted(now.items())}
    return {feed: count for feed, count in grown.items() if count > 0}


def difference(then: Assessment, now: Assessment) -> Difference:
    """What arrived between two assessments, and the criteria it changed, in the policy's order."""
    before, after = _verdicts(then), _verdicts(now)
    names = dict.fromkeys([*before, *after])
    flips = (Flip(name, before.get(name), after.get(name)) for name in names)
    return Difference(
        arrived(then.evidence.prefix, now.evidence.prefix),
        tuple(flip for flip in flips if flip.then != flip.now),
    )


def _verdicts(assessment: Assessment) -> dict[str, Verdict]:
    return {one.criterion.id: one.verdict for group in assessment.groups for one in group.judged}
