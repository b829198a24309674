"""What is met by the absence of something is known only where somebody would have told of it.

A criterion that names `heard_kinds` and `heard_days` is met only when, in the time it looks at, no
so many days in a row went by without a record of one of these kinds.

>>> sorted(HEARING)
['heard_days', 'heard_kinds']
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sync.evidence import Evidence, Gap, Named
from sync.heard import (
    DAYS_HEARD,
    KINDS_HEARD,
    Hearing,
    hearing_of,
    stretch_words,
    unheard_in,
)
from sync.measures.finding import Finding, Question
from sync.words import Words

# As a measure's `takes`: who would have told, and how many days may go by without a word.
HEARING = frozenset((KINDS_HEARD, DAYS_HEARD))


def unless_unheard(question: Question, evidence: Evidence, finding: Finding) -> Finding:
    """The finding; not yet known where it is met, but days of its time were not heard of.

    Its time is `window_days`, or the last `heard_days`.
    """
    hearing = hearing_of(question.params) if finding.verdict == "met" else None
    if hearing is None:
        return finding
    days = question.window(question.number("window_days", hearing.days))
    silent = unheard_in(evidence, hearing, days)
    if not silent:
        return finding
    reasons = tuple(stretch_words(hearing, stretch) for stretch in silent)
    return replace(
        finding,
        verdict="not_yet_known",
        summary=finding.summary if _is_of_some(finding) else reasons[0],
        reasons=reasons[:5],
        would_change=Words(
            "这些天的记录传上来或补记就能判定;没有的,等这些天移出观察期",
            "it can be judged once the records of these days are sent or written up; "
            "days without any have to leave the window",
        ),
        missing_total=sum(len(stretch) for stretch in silent),
        missing=lambda: _gaps(evidence, hearing, silent),
    )


def _is_of_some(finding: Finding) -> bool:
    """Whether there was anything to judge, so that its count says something."""
    return bool(finding.counts.get("total", finding.counts.get("due")))


def _gaps(evidence: Evidence, hearing: Hearing, silent: Sequence[Sequence[str]]) -> Iterator[Gap]:
    """Each day without a word, the newest first, with who records such things in the compound."""
    responsible = _tellers(evidence, hearing)
    for stretch in reversed(silent):
        for day in reversed(stretch):
            yield Gap(evidence.compound, "unheard", day, responsible=responsible)


def _tellers(evidence: Evidence, hearing: Hearing) -> tuple[Named, ...]:
    """Whoever may record one of the kinds in the compound or in a building of it."""
    places = [evidence.compound.id, *(one.id for one in evidence.places(("building",)))]
    people = (who for place in places for who in evidence.responsible(hearing.kinds, place))
    return tuple(dict.fromkeys(people))
