"""Whether anything was heard of a place lately: of one that says nothing no absence can be told.

No case on the books means no case only where somebody looked: condition one asks that, besides
silent phones, at least one record of some kinds lies within the last days.

>>> unheard_words(Hearing(("screening", "gate_entry"), 3)).zh
'3 天里没有入户排查、门岗登记的记录,不能说没有病例'
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync.days import days_back
from sync.evidence import Evidence, Wanted
from sync.kinds import load_kinds
from sync.policy import Policy, Setting
from sync.words import Words

KINDS, DAYS = "heard_kinds", "heard_days"


@dataclass(frozen=True, slots=True)
class Hearing:
    """Of which kinds a record is wanted within how many days, the day asked about among them."""

    kinds: tuple[str, ...]
    days: int


def hearing_of(params: Mapping[str, Setting]) -> Hearing | None:
    """What the parameters of a criterion ask to be heard; None where they do not."""
    kinds, days = params.get(KINDS), params.get(DAYS)
    if not isinstance(kinds, tuple) or not isinstance(days, int):
        return None
    return Hearing(tuple(str(kind) for kind in kinds), days)


def hearing_on(policy: Policy, day: str, measures: Iterable[str]) -> Hearing | None:
    """The strictest of those of the criteria by these measures that are in force on the day."""
    asked = [
        hearing_of(policy.parameters(criterion, day))
        for criterion in policy.criteria_on(day)
        if criterion.measure in set(measures)
    ]
    return min((one for one in asked if one is not None), key=lambda one: one.days, default=None)


def is_unheard(evidence: Evidence, hearing: Hearing, day: str) -> bool:
    """Whether nothing of the kinds was recorded in the days that end with this one."""
    wanted = Wanted(hearing.kinds, days_back(day, hearing.days)[0], day)
    return evidence.late(wanted, 0)[1] == 0


def unheard_words(hearing: Hearing) -> Words:
    """Says that nothing was recorded, and what therefore cannot be said."""
    labels = [load_kinds()[kind].label for kind in hearing.kinds]
    return Words(
        "{n} 天里没有{zh}的记录,不能说没有病例",
        "no record for {n:day|days} ({en}): it cannot be said that there was no case",
    ).filled(
        n=hearing.days,
        zh="、".join(label["zh"] for label in labels),
        en=", ".join(label["en"].lower() for label in labels),
    )
