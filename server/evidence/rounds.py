"""What was due, done and not, slot by slot."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from server.evidence.about import About
from server.evidence.ground import RecordRow, told
from server.evidence.people import horizon
from server.evidence.site import DOOR, tags_of
from server.projections.places import PlaceRow
from sync.days import WHOLE_DAY, day_start
from sync.evidence import Coverage, Gap, Slots, SlotTime

Counts: TypeAlias = Mapping[tuple[int, str, str], tuple[int, bool]]
"""Place, day and session -> how many records are done, and whether there are any."""


class Rounds(About):
    """Coverage of slots, the gaps in it, and the records that it counts."""

    def coverage(self, ask: Slots) -> Sequence[Coverage]:
        """See `Evidence.coverage`."""
        if ask not in self._counted:
            self._counted[ask] = self._coverage(ask)
        return self._counted[ask]

    @cached_property
    def _counted(self) -> dict[Slots, Sequence[Coverage]]:
        return {}

    def _coverage(self, ask: Slots) -> Sequence[Coverage]:
        kept = self._kept_counts(ask)
        if kept is None:
            return [self._count(ask, time) for time in ask.times]
        due = self._due_counts(ask)
        return [self._sum(ask, time, kept, due) for time in ask.times]

    def _kept_counts(self, ask: Slots) -> Mapping[tuple[int, str, str], tuple[int, int]] | None:
        """Return the counts by scope and time where the question is the one they are kept for."""
        kind = self.kinds[ask.kind]
        plain = ask.min_records == 1 and not ask.area_kinds and not ask.tags
        if not plain or not set(kind.places) <= set(ask.place_types):
            return None
        if DOOR in ask.place_types and self.restated(ask.until_on):
            return None
        rows = self.ground.cover(ask.kind, {time.day for time in ask.times})
        if rows is None:
            return None
        return {(row.scope_key, row.day, row.session): (row.done, row.attempted) for row in rows}

    def _due_counts(self, ask: Slots) -> Mapping[tuple[int | None, str], int]:
        """Return how many places are due by scope and session."""
        return self.ground.site.due(ask.place_types, frozenset(t.session for t in ask.times))

    def _sum(
        self,
        ask: Slots,
        time: SlotTime,
        kept: Mapping[tuple[int, str, str], tuple[int, int]],
        due: Mapping[tuple[int | None, str], int],
    ) -> Coverage:
        counts: Counter[str] = Counter()
        for (scope, session), count in due.items():
            if session != time.session or scope is None:
                continue
            done, attempted = kept.get((scope, time.day, time.session), (0, 0))
            counts["due"] += count
            counts["done"] += done
            silent = self._waits(ask, time, scope)
            if silent:
                counts[silent] += count - done
            else:
                counts["attempted"] += attempted
        return Coverage(time.day, time.session, counts.pop("due", 0), **counts)

    def _waits(self, ask: Slots, time: SlotTime, scope: int | None) -> str:
        """Say why what is not done may still come: the slot is open, or a phone is silent."""
        if time.ends_at > self.known_at:
            return "open"
        at = horizon(self.phones_at(ask.kind, scope), day_start(time.day), time.ends_at)
        return "not_yet_known" if at is not None and at <= time.ends_at + ask.grace_ms else ""

    def _count(self, ask: Slots, time: SlotTime) -> Coverage:
        slots = self._slots_of(ask)
        states = Counter(self._state(slots, ask, time, place) for place in self._due(ask, time))
        due = states.total()
        del states["missed"]
        return Coverage(time.day, time.session, due, **states)

    def _due(self, ask: Slots, time: SlotTime) -> Iterator[PlaceRow]:
        places = self.ground.site.of(ask.place_types, ask.area_kinds)
        for place in self.lived_in(places, ask.until_on) if DOOR in ask.place_types else places:
            tagged = not ask.tags or set(ask.tags) & set(tags_of(place))
            if tagged and place.is_due(time.session):
                yield place

    def _state(self, slots: Counts, ask: Slots, time: SlotTime, place: PlaceRow) -> str:
        done, tried = slots.get((place.key, time.day, time.session), (0, False))
        if done >= ask.min_records:
            return "done"
        waits = self._waits(ask, time, place.building_key or place.compound_key)
        return waits or ("attempted" if tried and not done else "missed")

    def _slots_of(self, ask: Slots) -> Counts:
        days = frozenset(time.day for time in ask.times)
        if (ask.kind, days) not in self._slot_counts:
            found: dict[tuple[int, str, str], tuple[int, bool]] = {}
            for row in self.ground.slots(ask.kind, days):
                for session in {row.session, WHOLE_DAY}:
                    key = (row.place_key, row.day, session)
                    found[key] = (found.get(key, (0, True))[0] + row.done, True)
            self._slot_counts[ask.kind, days] = found
        return self._slot_counts[ask.kind, days]

    @cached_property
    def _slot_counts(self) -> dict[tuple[str, frozenset[str]], Counts]:
        return {}

    def gaps(self, ask: Slots) -> Iterator[Gap]:
        """See `Evidence.gaps`."""
        slots = self._slots_of(ask)
        for time in newest_first(ask.times):
            states = (
                (self._state(slots, ask, time, place), place) for place in self._due(ask, time)
            )
            lacking = [(state, place) for state, place in states if state != "done"]
            # Of a round without gaps no record is read.
            records = self._slot_records(ask, time) if lacking else {}
            for state, place in lacking:
                some = records.get(place.key, ())
                yield Gap(
                    self.named(place),
                    "too_few" if state == "missed" and some else state,
                    time.day,
                    time.session,
                    record_ids=tuple(told(row).id for row in some),
                    responsible=tuple(self.responsible((ask.kind,), place.id)),
                )

    def slot_records(self, ask: Slots) -> Iterator[str]:
        """See `Evidence.slot_records`."""
        for time in newest_first(ask.times):
            records = self._slot_records(ask, time)
            for place in self._due(ask, time):
                for row in records.get(place.key, ()):
                    if self.is_done(row):
                        yield told(row).id

    def _slot_records(self, ask: Slots, time: SlotTime) -> Mapping[int, Sequence[RecordRow]]:
        found: defaultdict[int, list[RecordRow]] = defaultdict(list)
        for row in self.ground.records((ask.kind,), time.day, time.day, None):
            if row.session is not None and time.session in (row.session, WHOLE_DAY):
                found[row.place_key].append(row)
        return found


def newest_first(times: Iterable[SlotTime]) -> list[SlotTime]:
    """Return the times, the latest first."""
    return sorted(times, key=lambda time: (time.day, time.session), reverse=True)
