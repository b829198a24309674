"""The register of doors: who lives there, since when that is known, who was not reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from server.evidence.about import About
from server.evidence.ground import FIRST_DAY, LAST_DAY, RecordRow, told
from server.evidence.people import horizon
from server.evidence.site import DOOR
from server.projections.places import PlaceRow
from sync.days import DAY, WHOLE_DAY, day_of, day_plus
from sync.evidence import Gap, Register
from sync.kinds import Kind


class Doors(About):
    """What is known of the households of the compound."""

    @cached_property
    def _reaching(self) -> list[Kind]:
        """The kinds by which a door is reached or not."""
        return [
            kind
            for kind in self.kinds.values()
            if DOOR in kind.places and kind.slot != "none" and kind.slot_state is not None
        ]

    def _verified(self, since: str, until: str | None) -> Mapping[int, int]:
        """Return when each door was last stated or reached, if that was in the days.

        Yesterday and today are asked for by themselves: what came before is seldom added to.
        """
        lately, last = self._lately(since, until)
        found = dict(self._verified_in(since, day_plus(lately, -1)))
        for key, at in self._verified_in(lately, last).items():
            found[key] = max(at, found.get(key, at))
        return with_restated(found, self.restated(until), since)

    def _lately(self, since: str, until: str | None) -> tuple[str, str]:
        """Return the days that are asked for by themselves; the last one has no end today."""
        now = self.known_at
        if until is None or until >= day_of(now):
            return max(since, day_of(now - DAY)), LAST_DAY
        return max(since, day_plus(until, -1)), until

    def _verified_in(self, since: str, until: str) -> Mapping[int, int]:
        found = dict(self.ground.newest(self.stating, [""], since, until))
        for kind in self._reaching:
            done = kind.slot_state.done if kind.slot_state else ()
            for key, at in self.ground.newest([kind.id], done, since, until).items():
                found[key] = max(at, found.get(key, at))
        return found

    def _verified_since(
        self, doors: Iterable[PlaceRow], since: str, until: str | None
    ) -> Mapping[int, int]:
        """Return a moment on or after the day for each door verified then, the newest of all too.

        The last day's rounds and the statements tell it for most compounds; only where a door is
        left is the whole time looked through.
        """
        lately, last = self._lately(since, until)
        found = dict(self.ground.newest(self.stating, [""], since, day_plus(lately, -1)))
        for key, at in self._verified_in(lately, last).items():
            found[key] = max(at, found.get(key, at))
        found = with_restated(found, self.restated(until), since)
        whole = all(door.key in found for door in doors)
        return found if whole and self._any_since(found, lately) else self._verified(since, until)

    def _any_since(self, found: Mapping[int, int], day: str) -> bool:
        return any(day_of(at) >= day for at in found.values())

    def register(self, verified_since_on: str, until_on: str | None = None) -> Register:
        """See `Evidence.register`."""
        doors = self._doors(until_on)
        verified = self._verified_since(doors, verified_since_on, until_on)
        counts = Counter(door.occupancy or "unknown" for door in doors)
        states = Counter(door_state(door, verified, verified_since_on) for door in doors)
        newest = [verified[door.key] for door in doors if door.key in verified]
        return Register(
            counts["occupied"],
            counts["vacant"],
            counts["away"],
            counts["unknown"],
            states["stale"],
            max(newest, default=None) or self._newest_ever(doors, until_on),
        )

    def _doors(self, until: str | None) -> Sequence[PlaceRow]:
        """Return the doors as it had been said by the end of a day who lives there."""
        return self.lived_in(self.ground.site.of((DOOR,)), until)

    def _newest_ever(self, doors: Iterable[PlaceRow], until: str | None) -> int | None:
        ever = self._verified(FIRST_DAY, until)
        return max((ever[door.key] for door in doors if door.key in ever), default=None)

    def register_gaps(self, verified_since_on: str, until_on: str | None = None) -> Iterator[Gap]:
        """See `Evidence.register_gaps`."""
        ever = self._verified(FIRST_DAY, until_on)
        reaching = [kind.id for kind in self._reaching]
        for door in self._doors(until_on):
            state = door_state(door, ever, verified_since_on)
            if state != "fresh":
                yield Gap(
                    self.named(door),
                    state,
                    since_at=ever.get(door.key),
                    responsible=tuple(self.responsible(reaching, door.id)),
                )

    def unreached(self, kind: str, since_on: str, until_on: str) -> Sequence[Gap]:
        """See `Evidence.unreached`."""
        rule = self.kinds[kind].slot_state
        codes = rule.attempted if rule else ()
        days = self.ground.tried(kind, codes, since_on, until_on) if codes else {}
        tried = frozenset().union(*days.values())
        here = [self.by_key[key] for key in tried if key in self.by_key]
        found = []
        for door in self.lived_in(here, until_on):
            if not door.is_due(WHOLE_DAY):
                continue
            tries: list[RecordRow] = []
            for row in self.ground.records((kind,), since_on, until_on, door.key):
                tries = [] if self.is_done(row) else [*tries, row]
            if tries:
                found.append(self._unreached(kind, door, tries))
        return sorted(found, key=lambda gap: (gap.since_at or 0, gap.place.id))

    def _unreached(self, kind: str, door: PlaceRow, tries: Sequence[RecordRow]) -> Gap:
        phones = self.phones_at(kind, door.building_key)
        at = horizon(phones, tries[-1].observed_to, self.known_at)
        silent = at is not None and at < self.known_at - DAY
        return Gap(
            self.named(door),
            "not_yet_known" if silent else "attempted",
            tries[-1].day,
            tries[-1].session or "",
            tries[0].observed_to,
            tuple(told(row).id for row in tries),
            tuple(self.responsible((kind,), door.id)),
            {"tries": len(tries)},
        )


def with_restated(
    found: dict[int, int], restated: Mapping[int, RecordRow | None], since: str
) -> dict[int, int]:
    """Return the moments by door, with those of statements that have been restated since."""
    for key, then in restated.items():
        if then is not None and day_of(then.observed_to) >= since:
            found[key] = max(then.observed_to, found.get(key, then.observed_to))
    return found


def door_state(door: PlaceRow, verified: Mapping[int, int], since: str) -> str:
    """Return unknown, stale or fresh: whether who lives there is known, and since when."""
    if door.occupancy in (None, "unknown"):
        return "unknown"
    at = verified.get(door.key)
    return "stale" if at is None or day_of(at) < since else "fresh"
