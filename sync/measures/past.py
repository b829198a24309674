"""Records that are restated day after day, as a day gone by has to see them.

A value without a day of its own (a state, a helper, a lead) holds from when it was said. One that
is a day (last used, put up, ended) speaks of that day, whenever it was said.

>>> said = [Statement(1, {"used_on": "2020-03-09"}), Statement(2, {"used_on": "2020-03-10"})]
>>> days_stated(said, "used_on")
('2020-03-09', '2020-03-10')
>>> days_stated([*said, Statement(3, {"used_on": "2020-03-09"})], "used_on")
('2020-03-09', '2020-03-09')
"""

from collections.abc import Iterator, Sequence

from sync.evidence import Evidence, Fact, History, Statement, Wanted
from sync.measures.finding import Question


def histories(question: Question, evidence: Evidence, wanted: Wanted) -> Iterator[History]:
    """The records wanted, with what had been said of each by the end of the day asked about."""
    return evidence.histories(wanted, question.over_at)


def known_then(question: Question, evidence: Evidence, wanted: Wanted) -> Iterator[Fact]:
    """The records wanted as they stood at the end of the day; those not begun are left out."""
    for history in histories(question, evidence, wanted):
        if history.then is not None:
            yield history.then


def days_stated(said: Sequence[Statement], name: str) -> tuple[str, ...]:
    """Every day that the field was said to be, the first first.

    A later statement that goes back, or takes it back, puts right what was said before it.
    """
    found: list[str] = []
    for statement in said:
        if name in statement.fields:
            day = str(statement.fields[name] or "")
            found = [*(one for one in found if one <= day), *([day] if day else [])]
    return tuple(found)


def by_day(value: object, day: str) -> bool:
    """Whether a field names a day, and that has come.

    >>> by_day("2020-03-10", "2020-03-10"), by_day("2020-03-11", "2020-03-10"), by_day(None, "9")
    (True, False, False)
    """
    return isinstance(value, str) and value != "" and value <= day
