"""Replays a published case list against a policy's zero-occurrence condition.

Rows are `date,district,place`; every row is a case of a counted category. For each day asked, a
place counts when it had a case up to that day, and qualifies when its last one is far enough back.
Memory grows with the places and the days asked, not with the rows.

>>> rows = ["date,district,place", "2022-04-01,浦东,甲", "2022-04-09,浦东,乙", "2022-04-02,浦东,乙"]
>>> for line in replay(rows, ["2022-04-15", "2022-04-22", "2022-04-23"], 14):
...     print(line)
2022-04-15,2,1
2022-04-22,2,1
2022-04-23,2,2
"""

import codecs
import csv
import gzip
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import BinaryIO

from sync.days import days_between, is_day
from sync.policy import Policy
from sync.zero import SINCE

HEADER = "as_of,places,qualify"
_COLUMNS = ("date", "district", "place")
_EVERY = 20_000


class BadRow(ValueError):
    """A row that cannot be read; the text names the line, the column and the value."""


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


def replay_policy(
    policy: Policy,
    lines: Iterable[str],
    as_of: Sequence[str],
    progress: Callable[[int], None] | None = None,
) -> Iterator[str]:
    """CSV lines without the header, one per day asked, each by the rule of that day."""
    days = {day: min_days(policy, day) for day in as_of}
    last = last_cases(lines, as_of, progress)
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
    lines: Iterable[str],
    as_of: Sequence[str],
    progress: Callable[[int], None] | None = None,
) -> dict[str, list[str]]:
    """For each day asked, the last case day of every place that had one by then; any row order.

    `progress` is told the rows read, every 20,000. Raises BadRow.
    """
    asked = sorted(set(as_of))
    for day in asked:
        if not is_day(day):
            raise BadRow(f"as of: {day!r} is no day like 2020-03-15")
    newest: dict[tuple[str, str], list[str]] = {}
    slots: dict[str, int] = {}
    for number, (on, district, place) in enumerate(read_rows(lines), start=1):
        slot = slots.get(on)
        if slot is None:
            slot = slots[on] = bisect_left(asked, on)
        if slot < len(asked):
            kept = newest.setdefault((district, place), [""] * len(asked))
            kept[slot] = max(kept[slot], on)
        if progress and number % _EVERY == 0:
            progress(number)
    columns = zip(*(accumulate(kept, max) for kept in newest.values()), strict=True)
    found = {day: [on for on in column if on] for day, column in zip(asked, columns, strict=False)}
    return {day: found.get(day, []) for day in asked}


def read_rows(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(day, district, place) of every row of a CSV with these columns among others.

    Blank lines are passed over; raises BadRow with line, column and value.
    """
    reader = csv.reader(lines)
    header = [name.strip().lstrip("\ufeff").lower() for name in next(reader, [])]
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise BadRow(f"line 1: no column {', '.join(missing)}; the columns are date,district,place")
    at = [header.index(name) for name in _COLUMNS]
    good: set[str] = set()
    for row in reader:
        if not row:
            continue
        if len(row) <= max(at):
            raise BadRow(f"line {reader.line_num}: {len(row)} columns, {len(header)} expected")
        on, district, place = (row[index].strip() for index in at)
        if on not in good:
            if not is_day(on):
                raise BadRow(f"line {reader.line_num}, column date: {on!r} is no day")
            good.add(on)
        if not place:
            raise BadRow(f"line {reader.line_num}, column place: empty")
        yield on, district, place


def open_lines(stream: BinaryIO) -> Iterator[str]:
    """The text lines of a CSV in UTF-8, with or without a mark, gzipped or not.

    `stream` must be able to seek. Raises BadRow for other encodings and broken archives; reads as
    it goes.
    """
    zipped = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    source = gzip.GzipFile(fileobj=stream) if zipped else stream
    try:
        yield from codecs.iterdecode(source, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRow(f"not UTF-8 ({error.reason}): save the list as UTF-8") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadRow(f"the archive is broken: {error}") from error
