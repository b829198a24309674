"""`sync.evidence.Evidence` over rows: what a measure asks of one compound, answered in SQL."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from server.evidence.doors import Doors
from server.evidence.ground import FIRST_DAY, LAST_DAY, Asked, RecordRow, Told, told
from server.evidence.histories import said_before
from server.evidence.remembered import days_of
from server.evidence.rounds import Rounds
from server.evidence.site import keys_above
from sync.evidence import Fact, History, Named, SilentPhone, Statement, Tally, Value, Waiver, Wanted
from sync.slots import lag_ms


class SqlEvidence(Rounds, Doors):
    """All that is known of one compound at `known_at` (ms)."""

    def records(self, wanted: Wanted) -> Iterator[Fact]:
        """See `Evidence.records`."""
        facts = self._remembered("records", wanted, lambda: list(self._facts(wanted)))
        # Somebody may have been given another name since.
        yield from facts if all(map(self._as_named, facts)) else self._facts(wanted)

    def histories(self, wanted: Wanted, before: int) -> Iterator[History]:
        """See `Evidence.histories`."""
        if before >= self.known_at:
            for fact in self.records(wanted):
                yield History(fact, fact, (Statement(fact.observed_to, fact.fields),))
            return
        make = partial(self._histories, wanted, before)
        found = self._remembered("histories", wanted, lambda: list(make()), before)
        named = all(self._as_named(history.now) for history in found)
        yield from found if named else make()

    def _histories(self, wanted: Wanted, before: int) -> Iterator[History]:
        rows = [row for row in self._rows(wanted) if is_wanted(row, wanted)]
        ops = self.ground.ops_of([row.key for row in rows if self._may_differ(row, before)])
        for now, then, statements in said_before(rows, ops, self.kinds, before):
            earlier = self._fact(then, told(then)) if then is not None else None
            yield History(self._fact(now, told(now)), earlier, statements)

    def _may_differ(self, row: RecordRow, before: int) -> bool:
        """Say whether the record may have said something else; the span of one place tells."""
        by_place = self.kinds[row.kind].identity == "place"
        return row.doc is not None and not (by_place and row.observed_to < before)

    def _as_named(self, fact: Fact) -> bool:
        return all(self.names.get(who.id, who.id) == who.name for who in fact.by)

    def _facts(self, wanted: Wanted) -> Iterator[Fact]:
        for row in self._rows(wanted):
            if is_wanted(row, wanted):
                yield self._fact(row, told(row))

    def _remembered(self, name: str, wanted: Wanted, make: Callable[[], Any], *more: Any) -> Any:
        """Return the answer to a question about records, remembered while nothing wanted changed.

        An answer tells of places by what only their own records state: names, types, areas.
        """
        place = self.by_id.get(wanted.place) if wanted.place is not None else None
        asked = Asked(
            frozenset(wanted.kinds),
            wanted.since_on or FIRST_DAY,
            wanted.until_on or LAST_DAY,
            place.key if place else None,
            codes=tuple(wanted.codes),
        )
        where = tuple(sorted(wanted.where.items()))
        narrowed = wanted.codes, where, wanted.area_kinds, wanted.place, wanted.kinds
        return self.ground.recall((name, narrowed, *asked[1:], *more), asked, make)

    def _rows(self, wanted: Wanted) -> Iterator[RecordRow]:
        place = self.by_id.get(wanted.place) if wanted.place is not None else None
        if wanted.place is not None and place is None:
            return
        rows = self.ground.records(
            wanted.kinds,
            wanted.since_on,
            wanted.until_on,
            place.key if place else None,
            wanted.codes,
        )
        for row in rows:
            at = self.by_key.get(row.place_key)
            if at and (not wanted.area_kinds or at.area_kind in wanted.area_kinds):
                yield row

    def _fact(self, row: RecordRow, said: Told) -> Fact:
        place = self.by_key[row.place_key]
        return Fact(
            id=said.id if "/" not in said.id else f"{row.kind}/{place.id}",
            kind=row.kind,
            place=self.named(place),
            place_type=place.type,
            day=row.day,
            session=row.session or "",
            code=row.code,
            fields=said.fields,
            observed_from=row.observed_from,
            observed_to=row.observed_to,
            received_at=row.received_at,
            by=tuple(Named(user, self.names.get(user, user)) for user in said.by),
            conflicts=said.conflicts,
            pending=row.pending,
            area_kind=place.area_kind or "",
            subject=said.subject,
        )

    def tally(self, wanted: Wanted, by: Sequence[str]) -> Sequence[Tally]:
        """See `Evidence.tally`."""
        counts: Counter[tuple[Value, ...]] = Counter()
        for part in day_by_day(wanted):
            counts.update(
                self._remembered("tally", part, partial(self._tally, part, by), tuple(by))
            )
        return [Tally(key, counts[key]) for key in sorted(counts, key=repr)]

    def _tally(self, wanted: Wanted, by: Sequence[str]) -> Counter[tuple[Value, ...]]:
        counts: Counter[tuple[Value, ...]] = Counter()
        for row in self._rows(wanted):
            fields = told(row).fields
            if is_wanted(row, wanted):
                area = self.by_key[row.place_key].area_kind or ""
                counts[
                    tuple(area if n == "@area_kind" else hashable(fields.get(n)) for n in by)
                ] += 1
        return counts

    def late(self, wanted: Wanted, over_ms: int) -> tuple[int, int]:
        """See `Evidence.late`."""
        if wanted == Wanted(wanted.kinds, wanted.since_on, wanted.until_on):
            since, until = wanted.since_on or FIRST_DAY, wanted.until_on or LAST_DAY
            days = self.ground.late(wanted.kinds, since, until, over_ms).values()
            return sum(late for late, _ in days), sum(total for _, total in days)
        late = [
            lag_ms(fact.received_at, fact.observed_to, fact.day if fact.session else None) > over_ms
            for fact in self.records(wanted)
        ]
        return sum(late), len(late)

    def days_told(self, kinds: Sequence[str], since_on: str, until_on: str) -> Collection[str]:
        """See `Evidence.days_told`."""
        days = self.ground.late(kinds, since_on, until_on, 0)
        return {day for day, (_, total) in days.items() if total}

    def silent(
        self, kinds: Sequence[str], needed_at: int, place: str | None = None
    ) -> Sequence[SilentPhone]:
        """See `Evidence.silent`."""
        row = None if place is None else self.by_id.get(place)
        above = self.people.everywhere if row is None else keys_above(row)
        roles = {role for kind in kinds for role in self.kinds[kind].record_by}
        found: dict[tuple[int, str], SilentPhone] = {}
        places: defaultdict[tuple[int, str], list[Named]] = defaultdict(list)
        for phone in self.people.phones_of(roles, above):
            heard = phone.drained_at is not None and phone.drained_at > needed_at
            if heard or not phone.granted.holds_in(needed_at, self.known_at):
                continue
            key = (phone.device_key, phone.replica)
            if here := self.by_key.get(phone.granted.place_key):
                places[key].append(self.named(here))
            found[key] = SilentPhone(
                phone.replica, phone.label, phone.granted.user, tuple(places[key]),
                phone.drained_at, phone.held,
            )  # fmt: skip
        return list(found.values())

    def waivers(self, on: str) -> Mapping[str, Waiver]:
        """See `Evidence.waivers`."""
        return {
            criterion: waiver
            for criterion, from_on, waiver in self.waivers_kept
            if from_on <= on <= waiver.until_on
        }


def is_wanted(row: RecordRow, wanted: Wanted) -> bool:
    """Say whether a record's values are among those wanted."""
    fields = told(row).fields
    return all(holds(fields.get(name), any_of) for name, any_of in wanted.where.items())


def holds(value: Value, any_of: Collection[Value]) -> bool:
    """Say whether a value, or one of a list of values, is among those wanted."""
    held = value if isinstance(value, list | tuple) else [value]
    return any(each in any_of for each in held)


def hashable(value: Value) -> Value:
    """Return the value as something that can be counted by."""
    return tuple(value) if isinstance(value, list) else value


def day_by_day(wanted: Wanted) -> list[Wanted]:
    """Return what asks for the same, a day at a time where the days are few."""
    days = days_of(wanted.since_on, wanted.until_on)
    return [replace(wanted, since_on=day, until_on=day) for day in days] or [wanted]
