"""Replays a published case list against a policy's zero-occurrence condition.

Rows are `date,district,place`; every row is a case of a counted category. For each day asked, a
place counts when it had a case up to and on that day, and qualifies when the day is at least so
many days after its last one: with 14 days and a case on 1 April, the first is 15 April. A case
after the day asked does not exist yet. Memory grows with the places and the days asked, not with
the rows.

>>> rows = ["date,district,place", "2022-04-01,浦东,甲", "2022-04-09,浦东,乙", "2022-04-02,浦东,乙"]
>>> for line in replay(rows, ["2022-04-15", "2022-04-22", "2022-04-23"], 14):
...     print(line)
2022-04-15,2,1
2022-04-22,2,1
2022-04-23,2,2
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from sync.case_list import BadList, BadRow, read_rows
from sync.days import days_between, is_day
from sync.policy import Policy
from sync.zero import SINCE

Row = tuple[str, str, str]
HEADER = "as_of,places,qualify"
_EVERY = 20_000


@dataclass
class Reading:
    """What a list turned out to hold: rows read, and those passed over, the first few in full.

    `progress` is told the rows so far, every 20,000.
    """

    progress: Callable[[int], None] = lambda rows: None
    kept: int = 100
    rows: int = 0
    bad: int = 0
    faults: list[BadRow] = field(default_factory=list)

    def miss(self, row: BadRow) -> None:
        """Note a row that cannot be read."""
        self.bad += 1
        if len(self.faults) < self.kept:
            self.faults.append(row)

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted as they pass."""
        for number, row in enumerate(rows, start=1):
            self.rows = number
            if number % _EVERY == 0:
                self.progress(number)
            yield row


def min_days(policy: Policy, day: str) -> int:
    """Full days without a case that the policy asks for on the day.

    The strictest of its rules in force; before the policy's start the rules of its first day, so
    that an older list can be replayed. Raises LookupError when it has no such rule.
    """
    judged_on = max(day, policy.versions[0].from_on)
    found = [
        int(str(policy.parameters(criterion, judged_on)["min_days"]))
        for criterion in policy.criteria_on(judged_on)
        if criterion.measure == SINCE
    ]
    if not found:
        raise LookupError(f"{policy.id} has no rule that counts days without a case")
    return max(found)


def check_days(as_of: Sequence[str]) -> None:
    """Raises BadList unless there are days, and each is one."""
    if not as_of:
        raise BadList("as of: no day was named")
    for day in as_of:
        if not is_day(day):
            raise BadList(f"as of: {day!r} is no day like 2020-03-15")


def replay_policy(
    policy: Policy, lines: Iterable[str], as_of: Sequence[str], reading: Reading | None = None
) -> Iterator[str]:
    """CSV lines without the header, one per day asked, each by the rule of that day.

    Raises BadList, and LookupError as `min_days` does. `reading` says afterwards what was read.
    """
    check_days(as_of)
    days = {day: min_days(policy, day) for day in as_of}
    last = last_cases(lines, as_of, reading)
    for day in as_of:
        yield _line(day, last[day], days[day])


def replay(lines: Iterable[str], as_of: Sequence[str], days: int) -> Iterator[str]:
    """The same with one number of days for all."""
    last = last_cases(lines, as_of)
    for day in as_of:
        yield _line(day, last[day], days)


def _line(day: str, last: Sequence[str], days: int) -> str:
    distances = {on: days_between(on, day) for on in set(last)}
    return f"{day},{len(last)},{sum(distances[on] >= days for on in last)}"


def last_cases(
    lines: Iterable[str], as_of: Sequence[str], reading: Reading | None = None
) -> dict[str, list[str]]:
    """For each day asked, the last case day of every place that had one by then; any row order."""
    check_days(as_of)
    asked = sorted(set(as_of))
    reading = reading or Reading()
    newest: dict[tuple[str, str], list[str]] = {}
    slots: dict[str, int] = {}
    for on, district, place in reading.counted(read_rows(lines, reading.miss)):
        slot = slots.get(on)
        if slot is None:
            slot = slots[on] = bisect_left(asked, on)
        if slot < len(asked):
            kept = newest.setdefault((district, place), [""] * len(asked))
            kept[slot] = max(kept[slot], on)
    columns = zip(*(accumulate(kept, max) for kept in newest.values()), strict=True)
    found = {day: [on for on in column if on] for day, column in zip(asked, columns, strict=False)}
    return {day: found.get(day, []) for day in asked}
