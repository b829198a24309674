"""Temperatures worth a look: high for anybody, high for this person, or always the same number.

Dots and no curve: a household tick carries no number, so what lies between two readings is not
known. A run of equal readings asks a human to look (copied numbers), and blames nobody.

>>> readings = [Reading("张**", "d1", at, at, 365 + 10 * (at == 4), f"r{at}") for at in range(5)]
>>> [strip.rises for strip in strips(readings, fever_from=373, rise=8, same_run=9)]
[frozenset({'r4'})]
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median_low

from sync.evidence import Fact


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature: whose (as written, may be empty), at which door, when, in tenths of °C."""

    who: str
    place: str
    observed_to: int
    received_at: int
    tenths: int
    record: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One person's readings in order of time, and which of them are worth a look.

    `high` and `rises` hold record ids: at or above fever, and so much above the person's own
    median. `same` is the longest run of one value when it is long enough to ask, else 0.
    """

    place: str
    who: str
    median: int
    readings: tuple[Reading, ...]
    high: frozenset[str]
    rises: frozenset[str]
    same: int


def readings_of(fact: Fact) -> Iterator[Reading]:
    """The temperatures that one record holds: one for the door, or one for each person."""
    said: list[tuple[str, object]] = [("", fact.fields.get("temperature"))]
    for one in fact.fields.get("readings") or ():
        if isinstance(one, dict):
            said.append((str(one.get("who") or ""), one.get("tenths")))
    for who, tenths in said:
        if isinstance(tenths, int) and not isinstance(tenths, bool):
            yield Reading(who, fact.place.id, fact.observed_to, fact.received_at, tenths, fact.id)


def strips(
    readings: Iterable[Reading], *, fever_from: int, rise: int, same_run: int
) -> list[Strip]:
    """Those persons who have a reading worth a look, the hottest first; others are left out."""
    persons: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        persons[reading.place, reading.who].append(reading)
    found = [
        _strip(place, who, sorted(taken, key=_by_time), fever_from, rise, same_run)
        for (place, who), taken in persons.items()
    ]
    worth = [strip for strip in found if strip.high or strip.rises or strip.same]
    return sorted(worth, key=lambda one: (-max(r.tenths for r in one.readings), one.place, one.who))


def _by_time(reading: Reading) -> tuple[int, int, str]:
    return reading.observed_to, reading.received_at, reading.record


def _strip(
    place: str, who: str, taken: Sequence[Reading], fever_from: int, rise: int, same_run: int
) -> Strip:
    usual = median_low([one.tenths for one in taken])
    longest = max(len(list(run)) for _, run in groupby(taken, key=lambda one: one.tenths))
    return Strip(
        place,
        who,
        usual,
        tuple(taken),
        frozenset(one.record for one in taken if one.tenths >= fever_from),
        frozenset(one.record for one in taken if one.tenths >= usual + rise),
        longest if longest >= same_run else 0,
    )
