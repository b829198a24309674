"""Whether anything was heard of a place lately: of one that says nothing no absence can be told.

No case on the books means no case only where somebody looked: condition one asks that, besides
silent phones, at least one record of some kinds lies within the last days. Criteria about things
that need not happen (a fever at the gate) ask it of every so many days of the time they look at.

>>> unheard_words(Hearing(("screening", "gate_entry"), 3)).zh
'3 天里没有入户排查、门岗登记的记录,不能说没有病例'
>>> stretches(["2020-03-01", "2020-03-02", "2020-03-03", "2020-03-04"], {"2020-03-03"}, 2)
(('2020-03-01', '2020-03-02'),)
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sync.days import days_back
from sync.evidence import Evidence
from sync.kinds import load_kinds
from sync.policy import Policy, Setting
from sync.words import Words, day_words

KINDS_HEARD, DAYS_HEARD = "heard_kinds", "heard_days"


@dataclass(frozen=True, slots=True)
class Hearing:
    """Of which kinds a record is wanted within how many days, the day asked about among them."""

    kinds: tuple[str, ...]
    days: int


def hearing_of(params: Mapping[str, Setting]) -> Hearing | None:
    """What the parameters of a criterion ask to be heard; None where they do not."""
    kinds, days = params.get(KINDS_HEARD), params.get(DAYS_HEARD)
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
    return bool(unheard_in(evidence, hearing, days_back(day, hearing.days)))


def unheard_in(
    evidence: Evidence, hearing: Hearing, days: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """The stretches of these days of which too long nothing of the kinds was recorded.

    Where the days are fewer than may go by, all of them without a record.
    """
    told = evidence.days_told(hearing.kinds, days[0], days[-1])
    return stretches(days, told, min(hearing.days, len(days)))


def stretches(
    days: Iterable[str], told: Collection[str], least: int
) -> tuple[tuple[str, ...], ...]:
    """Days in a row that are not among those told, where they are at least so many."""
    runs = (tuple(run) for is_told, run in groupby(days, told.__contains__) if not is_told)
    return tuple(run for run in runs if len(run) >= least)


def unheard_words(hearing: Hearing) -> Words:
    """Says that nothing was recorded, and what therefore cannot be said."""
    return Words(
        "{n} 天里没有{zh}的记录,不能说没有病例",
        "no record for {n:day|days} ({en}): it cannot be said that there was no case",
    ).filled(n=hearing.days, **_labels(hearing))


def stretch_words(hearing: Hearing, days: Sequence[str]) -> Words:
    """Says of which days nothing was recorded.

    >>> hearing = Hearing(("gate_entry",), 2)
    >>> stretch_words(hearing, ("2020-03-01", "2020-03-02")).zh
    '3月1日到3月2日没有门岗登记的记录,这几天有没有还不知道'
    >>> stretch_words(hearing, ("2020-03-01",)).en
    'no record on 1 Mar (gate entry): what happened then is not known yet'
    """
    (zh_from, en_from), (zh_to, en_to) = day_words(days[0]), day_words(days[-1])
    if days[0] == days[-1]:
        words = Words(
            "{zh_from}没有{zh}的记录,这天有没有还不知道",
            "no record on {en_from} ({en}): what happened then is not known yet",
        )
    else:
        words = Words(
            "{zh_from}到{zh_to}没有{zh}的记录,这几天有没有还不知道",
            "no record from {en_from} to {en_to} ({en}): what happened then is not known yet",
        )
    return words.filled(
        zh_from=zh_from, zh_to=zh_to, en_from=en_from, en_to=en_to, **_labels(hearing)
    )


def _labels(hearing: Hearing) -> dict[str, str]:
    labels = [load_kinds()[kind].label for kind in hearing.kinds]
    return {
        "zh": "、".join(label["zh"] for label in labels),
        "en": ", ".join(label["en"].lower() for label in labels),
    }
