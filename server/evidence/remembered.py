"""A compound's rows as they are now, asked for again only where something has changed.

Counts and lists of a span are kept day by day, so one more record asks for its own day again.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from server.evidence.ground import (
    FIRST_DAY,
    LAST_DAY,
    STREAMS,
    Asked,
    CoverRow,
    RecordRow,
    SlotRow,
)
from server.evidence.live import LiveGround, prefix_of
from server.evidence.memory import Kept, Remembered
from server.evidence.site import Site
from server.evidence.touched import Spot
from server.projections.records import Arrived
from sync.days import day_plus, days_between, is_day
from sync.kinds import Kind
from sync.slots import lag_ms

FEW_DAYS = 62
Add = Callable[[Any, Sequence[Spot]], Any]


class RememberedGround:
    """`Ground` over the live rows and what is remembered of them; see `Memory.recall`."""

    def __init__(self, live: LiveGround, remembered: Remembered, kinds: Mapping[str, Kind]) -> None:
        self._live = live
        self._mind = remembered
        self._kinds = kinds

    @property
    def site(self) -> Site:
        """See `Ground.site`."""
        return self._mind.site

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Ground.prefix`."""
        return prefix_of(self._mind.feeds)

    def recall(
        self, name: Hashable, asked: Asked, make: Callable[[], Any], add: Add | None = None
    ) -> Any:
        """See `Ground.recall`; ``add`` as in `Kept`."""
        key = name, asked
        kept = self._mind.kept.get(key)
        if kept is not None:
            return kept.value
        value = make()
        # Only what the feeds of the compound tell of can be known to be unchanged.
        if all(is_told(self._kinds.get(kind)) for kind in asked.kinds):
            self._mind.keep(key, Kept(value, asked, add))
        return value

    def _by_day(
        self,
        name: Hashable,
        asked: Asked,
        days: Sequence[str],
        ask: Callable[[Sequence[str]], Mapping[str, Any]],
        nothing: Any,
        add: Add | None = None,
    ) -> list[tuple[str, Any]]:
        """Return the answer of each day; those that are not remembered are asked for at once."""
        each = {day: asked._replace(since=day, until=day) for day in days}
        # Taken out at once: keeping the fresh ones may push these out.
        held = {day: self._mind.kept.get((name, each[day])) for day in days}
        lacking = [day for day, kept in held.items() if kept is None]
        fresh = ask(lacking) if lacking else {}
        return [
            (
                day,
                self.recall(name, each[day], partial(fresh.get, day, nothing), add)
                if kept is None
                else kept.value,
            )
            for day, kept in held.items()
        ]

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """See `Ground.cover`."""

        def ask(lacking: Sequence[str]) -> Mapping[str, list[CoverRow]]:
            return grouped(self._live.cover(kind, lacking))

        asked = Asked(frozenset((kind,)), due=True)
        found = self._by_day(("cover", kind), asked, sorted(days), ask, [])
        return [row for _, rows in found for row in rows]

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """See `Ground.slots`."""

        def ask(lacking: Sequence[str]) -> Mapping[str, list[SlotRow]]:
            return grouped(self._live.slots(kind, lacking))

        asked = Asked(frozenset((kind,)))
        found = self._by_day(("slots", kind), asked, sorted(days), ask, [])
        return [row for _, rows in found for row in rows]

    def records(
        self,
        kinds: Collection[str],
        since: str | None,
        until: str | None,
        place: int | None,
        codes: Collection[str] = (),
    ) -> Sequence[RecordRow]:
        """See `Ground.records`."""
        days, coded = days_of(since, until), tuple(sorted(codes))
        asked = Asked(frozenset(kinds), since or FIRST_DAY, until or LAST_DAY, place, codes=coded)

        def ask(lacking: Sequence[str]) -> Mapping[str, list[RecordRow]]:
            return grouped(self._live.records(kinds, lacking[0], lacking[-1], None, codes))

        if place is None and days:
            found = self._by_day(("records", coded), asked, days, ask, [])
            rows = [row for _, of_day in found for row in of_day]
            return sorted(rows, key=lambda row: (row.observed_to, row.key))
        whole = partial(self._live.records, kinds, since, until, place, codes)
        answer: Sequence[RecordRow] = self.recall(("records", coded), asked, whole)
        return answer

    def ops_of(self, keys: Sequence[bytes]) -> Sequence[Arrived]:
        """See `Ground.ops_of`; what is made of them is remembered where it is made."""
        return self._live.ops_of(keys)

    def late(
        self, kinds: Collection[str], since: str, until: str, over_ms: int
    ) -> Mapping[str, tuple[int, int]]:
        """See `Ground.late`."""

        def ask(lacking: Sequence[str]) -> Mapping[str, tuple[int, int]]:
            return self._live.late(kinds, lacking[0], lacking[-1], over_ms)

        days = days_of(since, until)
        if not days:
            return self._live.late(kinds, since, until, over_ms)
        asked, add = Asked(frozenset(kinds)), partial(with_late, over_ms)
        return dict(self._by_day(("late", over_ms), asked, days, ask, (0, 0), add))

    def tried(
        self, kind: str, codes: Collection[str], since: str, until: str
    ) -> Mapping[str, frozenset[int]]:
        """See `Ground.tried`."""

        def ask(lacking: Sequence[str]) -> Mapping[str, frozenset[int]]:
            return self._live.tried(kind, codes, lacking[0], lacking[-1])

        days = days_of(since, until)
        if not days:
            return self._live.tried(kind, codes, since, until)
        asked = Asked(frozenset((kind,)), codes=tuple(sorted(codes)))
        return dict(self._by_day("tried", asked, days, ask, frozenset(), with_places))

    def newest(
        self, kinds: Collection[str], codes: Collection[str], since: str, until: str
    ) -> Mapping[int, int]:
        """See `Ground.newest`."""
        asked = Asked(frozenset(kinds), since, until, codes=tuple(sorted(codes)))
        ask = partial(self._live.newest, kinds, codes, since, until)
        found: Mapping[int, int] = self.recall("newest", asked, ask, with_newest)
        return found


def with_late(over_ms: int, count: tuple[int, int], new: Sequence[Spot]) -> tuple[int, int]:
    """Return the counts of late records and of all with new ones."""
    late = sum(
        lag_ms(spot.received_at, spot.observed_to, spot.day if spot.session else None) > over_ms
        for spot in new
    )
    return count[0] + late, count[1] + len(new)


def with_places(places: frozenset[int], new: Sequence[Spot]) -> frozenset[int]:
    """Return the places with those of new records."""
    return places | {spot.place_key for spot in new}


def with_newest(newest: Mapping[int, int], new: Sequence[Spot]) -> Mapping[int, int]:
    """Return the newest moments by place with those of new records."""
    found = dict(newest)
    for spot in new:
        found[spot.place_key] = max(spot.observed_to, found.get(spot.place_key, spot.observed_to))
    return found


def is_told(kind: Kind | None) -> bool:
    """Say whether every record of the kind at a place of a compound is in the compound's feeds."""
    if kind is None:
        return False
    return kind.stream in STREAMS and kind.unit in ("building", "by_type", "compound")


def days_of(since: str | None, until: str | None) -> tuple[str, ...]:
    """Return the days of a span, both ends among them; none where it is open or long.

    >>> days_of("2020-02-28", "2020-03-01"), days_of(None, "2020-03-01")
    (('2020-02-28', '2020-02-29', '2020-03-01'), ())
    """
    if since is None or until is None or not is_day(since) or not is_day(until):
        return ()
    count = days_between(since, until) + 1
    return tuple(day_plus(since, number) for number in range(count)) if count <= FEW_DAYS else ()


def grouped(rows: Any) -> dict[str, list[Any]]:
    """Return the rows by their days, in the order that they came in."""
    found: dict[str, list[Any]] = {}
    for row in rows or ():
        found.setdefault(row.day, []).append(row)
    return found
