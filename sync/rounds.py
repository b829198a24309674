"""Published rounds: what stood at the cut-off, against the round before, never rewritten.

A round is a snapshot of standings. Its figures are counted from two snapshots, so that previous +
new − suspended or revoked = current holds by construction; evidence that comes later makes
amendments with a note and leaves the published figures as they were.

>>> figure = Figure("compound", total=7102, current=3021, previous=2076, new=1027)
>>> figure.removed, figure.percent
(82, '42.5')
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sync.days import MINUTE, day_start
from sync.standing import ACTIVE

CUT_OFF: Final = 16 * 60  # minutes; HQ community group: "截至16时", from the second round on


@dataclass(frozen=True, slots=True)
class PlaceStanding:
    """A place with its level, its state at the cut-off and the places above it."""

    place: str
    level: str
    state: str
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """How many places of a level stand in an area, and how that came from the round before."""

    level: str
    total: int
    current: int
    previous: int
    new: int

    @property
    def removed(self) -> int:
        """Suspended, revoked or withdrawn since the round before."""
        return self.previous + self.new - self.current

    @property
    def percent(self) -> str:
        """The share of the total as notices print it: one decimal, half rounded up, 100 bare.

        Empty when there is no total.
        """
        if not self.total:
            return ""
        tenths = (2000 * self.current + self.total) // (2 * self.total)
        if self.current < self.total:
            tenths = min(tenths, 999)  # not everybody is never printed as 100
        return "100" if tenths == 1000 else f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published round: its number, cut-off (ms) and the standings it froze."""

    number: int
    cutoff_at: int
    standings: tuple[PlaceStanding, ...]

    @property
    def states(self) -> dict[str, str]:
        """Place -> state."""
        return {one.place: one.state for one in self.standings}


@dataclass(frozen=True, slots=True)
class Amendment:
    """What later evidence says about a place in a published round, beside what was published."""

    round: int
    place: str
    published: str
    now: str


def cutoff_at(day: str, tz: int, minute: int = CUT_OFF) -> int:
    """The moment (ms) at which evidence for a round of the day closes."""
    return day_start(day, tz) + minute * MINUTE


def figures(
    now: Snapshot, before: Snapshot | None, area: str | None = None
) -> Mapping[str, Figure]:
    """Level -> figure for all places of the snapshot, or for those within an area.

    A place that was not in the round before counts as not standing then.
    """
    earlier = before.states if before else {}
    rows: dict[str, list[tuple[bool, bool]]] = {}
    for one in now.standings:
        if area is None or area == one.place or area in one.above:
            stood = earlier.get(one.place, "none") in ACTIVE
            rows.setdefault(one.level, []).append((stood, one.state in ACTIVE))
    return {level: _figure(level, pairs) for level, pairs in rows.items()}


def _figure(level: str, pairs: Iterable[tuple[bool, bool]]) -> Figure:
    known = list(pairs)
    return Figure(
        level,
        total=len(known),
        current=sum(stands for _, stands in known),
        previous=sum(stood for stood, _ in known),
        new=sum(stands and not stood for stood, stands in known),
    )


def amendments(published: Snapshot, recomputed: Snapshot) -> tuple[Amendment, ...]:
    """Where a recomputation at the same cut-off differs from what was published, by place."""
    states = recomputed.states
    return tuple(
        Amendment(published.number, one.place, one.state, states[one.place])
        for one in sorted(published.standings, key=lambda each: each.place)
        if states.get(one.place, one.state) != one.state
    )
