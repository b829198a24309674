"""The roll-up: how many places of each level are epidemic-free, of how many, and what moved.

Every number is the size of a set of place ids, so that each can be opened: the share is the free
ones of all, and previous + new - removed = current holds because all four are sets. A published
round is a snapshot of these sets at its cut-off; what is heard later amends it and leaves it as it
was.

>>> before, after = frozenset("abc"), frozenset("bcde")
>>> moved = bridge(before, after, {"a": "suspended"})
>>> len(moved.previous), len(moved.gained), len(moved.removed), len(moved.current)
(3, 2, 1, 4)
>>> percent(3021, 7102), percent(7101, 7102), percent(7102, 7102), percent(0, 0)
('42.5', '99.9', '100', None)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sync.days import DAY, MINUTE, day_of, day_plus, day_start, days_between
from sync.policy import Policy, Rounds
from sync.standing import ACTIVE, LEVELS

LOST: Final = ("suspended", "revoked", "withdrawn")
"""Why a place that was epidemic-free no longer is; one that left the tree is `gone`."""
GONE: Final = "gone"
NONE: Final = "none"
Ids = frozenset[str]


class Unit(NamedTuple):
    """A place that is counted: its level, the state of its standing, what the checklist says.

    `verdict` is that of the last judging, "" for a place that was never judged.
    """

    id: str
    level: str
    state: str = NONE
    verdict: str = ""

    @property
    def free(self) -> bool:
        """Whether it is epidemic-free: recognised, and neither suspended nor revoked since."""
        return self.state in ACTIVE

    @property
    def incomplete(self) -> bool:
        """Whether too little has been heard of it to say: a compound only, and never a free one."""
        known = self.verdict in ("met", "not_met", "waived")
        return self.level == "compound" and not self.free and not known


@dataclass(slots=True)
class Count:
    """How many places of one level there are, and how many in each condition."""

    all: int = 0
    free: int = 0
    incomplete: int = 0
    lost: dict[str, int] = field(default_factory=dict)

    def add(self, unit: Unit, times: int) -> None:
        """Count a place, or that many which stand alike."""
        self.all += times
        self.free += times * unit.free
        self.incomplete += times * unit.incomplete
        if unit.state in LOST:
            self.lost[unit.state] = self.lost.get(unit.state, 0) + times


@dataclass(frozen=True, slots=True)
class Tally:
    """The places of one level below a place, by id: all of them, and those in each condition."""

    all: Ids = frozenset()
    free: Ids = frozenset()
    incomplete: Ids = frozenset()
    lost: Mapping[str, Ids] = field(default_factory=dict)

    @property
    def percent(self) -> str | None:
        """The share that is free, with one decimal; None without a denominator."""
        return percent(len(self.free), len(self.all))

    @property
    def count(self) -> Count:
        """The sizes of the sets."""
        lost = {state: len(ids) for state, ids in self.lost.items()}
        return Count(len(self.all), len(self.free), len(self.incomplete), lost)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Previous + gained - removed = current, each side a set; `removed` says why, by place."""

    previous: Ids
    gained: Ids
    removed: Mapping[str, str]
    current: Ids

    def because(self, reason: str) -> Ids:
        """The removed places for one reason: suspended, revoked, withdrawn or gone."""
        return frozenset(id for id, why in self.removed.items() if why == reason)


def tally(units: Iterable[Unit]) -> dict[str, Tally]:
    """The tally of every level that occurs among the places, in the order of the levels."""
    of: dict[str, list[Unit]] = {}
    for unit in units:
        of.setdefault(unit.level, []).append(unit)
    return {level: _tally(of[level]) for level in LEVELS if level in of}


def count(units: Iterable[tuple[Unit, int]]) -> dict[str, Count]:
    """The sizes that the sets of `tally` have, from places that stand alike and how many they are.

    >>> count([(Unit("", "compound", "filed"), 3), (Unit("", "compound"), 4)])
    {'compound': Count(all=7, free=3, incomplete=4, lost={})}
    """
    of: dict[str, Count] = {}
    for unit, times in units:
        of.setdefault(unit.level, Count()).add(unit, times)
    return {level: of[level] for level in LEVELS if level in of}


def _tally(units: list[Unit]) -> Tally:
    return Tally(
        all=frozenset(unit.id for unit in units),
        free=frozenset(unit.id for unit in units if unit.free),
        incomplete=frozenset(unit.id for unit in units if unit.incomplete),
        lost={
            state: found
            for state in LOST
            if (found := frozenset(unit.id for unit in units if unit.state == state))
        },
    )


def bridge(before: Ids, after: Ids, states: Mapping[str, str]) -> Bridge:
    """How the set of free places came from one to the other.

    `states` are the present states of places that stand; one without a state has left the tree.
    """
    return Bridge(
        previous=before,
        gained=after - before,
        removed={id: states.get(id, GONE) for id in sorted(before - after)},
        current=after,
    )


def percent(part: int, whole: int) -> str | None:
    """The share with one decimal, rounded half up; 100 is said only of all, 0 only of none."""
    if not whole:
        return None
    if part in (0, whole):
        return "100" if part else "0"
    tenths = min(max((part * 2000 + whole) // (2 * whole), 1), 999)
    return f"{tenths // 10}.{tenths % 10}"


def last_cut_off(policy: Policy, at: int) -> int | None:
    """The newest cut-off (ms) that a round has had by the moment; None before the first."""
    found = None
    for rhythm in policy.rounds:
        first = _moment(rhythm, rhythm.from_on, policy.tz)
        if first > at:
            break
        day = day_of(at - (first - day_start(rhythm.from_on, policy.tz)), policy.tz)
        past = days_between(rhythm.from_on, day) // rhythm.every_days * rhythm.every_days
        found = _moment(rhythm, day_plus(rhythm.from_on, past), policy.tz)
    return found


def next_cut_off(policy: Policy, at: int) -> int | None:
    """The first cut-off (ms) after the moment; None when the policy has no rhythm."""
    if not policy.rounds:
        return None
    held = last_cut_off(policy, at)
    if held is None:
        return _moment(policy.rounds[0], policy.rounds[0].from_on, policy.tz)
    rhythm = rhythm_on(policy, day_of(held, policy.tz))
    following = held + rhythm.every_days * DAY
    later = (_moment(one, one.from_on, policy.tz) for one in policy.rounds)
    return min([following, *(moment for moment in later if moment > held)])


def rhythm_on(policy: Policy, day: str) -> Rounds:
    """The rhythm in force on the day: the newest begun by then, the first one before all."""
    begun = [one for one in policy.rounds if one.from_on <= day]
    return begun[-1] if begun else policy.rounds[0]


def _moment(rhythm: Rounds, day: str, tz: int) -> int:
    hour, minute = rhythm.at.split(":")
    return day_start(day, tz) + (int(hour) * 60 + int(minute)) * MINUTE
