"""Evidence kept in memory: folded records, places and phones, answered by plain loops.

It is the slow and obvious twin of `server/evidence/`; both answer the questions of
`sync.evidence.Evidence` and must agree.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sync.days import DAY, WHOLE_DAY, Session, day_end, day_of, session_at
from sync.evidence import (
    Coverage,
    Fact,
    Gap,
    History,
    Named,
    PlaceFact,
    Register,
    SilentPhone,
    Slots,
    SlotTime,
    Statement,
    Tally,
    Value,
    Waiver,
    Wanted,
)
from sync.kinds import Kind
from sync.merge import Record, fold_record, record_id
from sync.ops import Op
from sync.slots import lag_ms


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's phone: responsible for places (None: all), drained at a moment or never."""

    user: str
    drained_at: int | None
    places: tuple[str, ...] | None = None


@dataclass
class MemoryEvidence:
    """All that is known of one compound at `known_at`."""

    kinds: Mapping[str, Kind]
    folded: Sequence[Record]
    stand: Sequence[PlaceFact]
    phones: Sequence[Phone]
    known_at: int
    sessions: tuple[Session, ...]
    received: Mapping[str, int] = field(default_factory=dict)
    waived: Mapping[str, Waiver] = field(default_factory=dict)
    area_sessions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ops: Sequence[Op] = ()

    @property
    def compound(self) -> Named:
        return Named("c1", "华氏儒商花园")

    @property
    def prefix(self) -> Mapping[str, tuple[int, str]]:
        return {"person@b1": (len(self.facts), "AAAA")}

    @cached_property
    def facts(self) -> list[Fact]:
        found = [self._fact(record) for record in self.folded if not record.voided]
        return sorted(found, key=lambda fact: (fact.observed_to, fact.id))

    @cached_property
    def by_id(self) -> dict[str, PlaceFact]:
        return {place.id: place for place in self.stand}

    @cached_property
    def order(self) -> dict[str, int]:
        return {place.id: number for number, place in enumerate(self.stand)}

    def _fact(self, record: Record) -> Fact:
        place = self.by_id.get(record.place, PlaceFact(record.place, record.place, "compound", ""))
        start, end = record.observed
        day, session = record.slot.split("/") if record.slot else (day_of(end), "")
        state = self.kinds[record.kind].slot_state
        fields = {name: one.value for name, one in record.fields.items()}
        return Fact(
            id=record.id,
            kind=record.kind,
            place=Named(place.id, place.name),
            place_type=place.type,
            day=day,
            session=session,
            code=str(fields.get(state.field, "")) if state else "",
            fields=fields,
            observed_from=start,
            observed_to=end,
            received_at=self.received.get(record.id, end),
            by=tuple(Named(user, user) for user in record.by),
            conflicts=record.conflicts,
            pending=record.pending,
            area_kind=place.area_kind,
            subject=record.subject or "",
        )

    def occupancy(self, place: str, until_on: str | None = None) -> str:
        before = day_end(until_on) if until_on else self.known_at
        states = [
            str(said.then.fields.get("state") or "unknown") if said.then else "unknown"
            for said in self.histories(Wanted(("occupancy",), place=place), before)
        ]
        return states[-1] if states else "unknown"

    def _due(self, ask: Slots, time: SlotTime) -> list[PlaceFact]:
        return [
            place
            for place in self.places(ask.place_types, ask.area_kinds)
            if (not ask.tags or set(ask.tags) & set(place.tags))
            and (place.type != "household" or self._is_lived_in(place.id, ask.until_on))
            and time.session in (WHOLE_DAY, *self.area_sessions.get(place.id, (time.session,)))
        ]

    def _is_lived_in(self, door: str, until_on: str | None) -> bool:
        return self.occupancy(door, until_on) in ("occupied", "unknown")

    def _done(self, kind: str, code: str) -> bool:
        state = self.kinds[kind].slot_state
        return state is None or code in state.done

    @cached_property
    def _slots(self) -> dict[tuple[str, str, str, str], list[Fact]]:
        found: dict[tuple[str, str, str, str], list[Fact]] = {}
        for fact in self.facts:
            for session in (fact.session, WHOLE_DAY):
                found.setdefault((fact.kind, fact.place.id, fact.day, session), []).append(fact)
        return found

    def _at(self, ask: Slots, place: str, time: SlotTime) -> list[Fact]:
        return self._slots.get((ask.kind, place, time.day, time.session), [])

    def _horizon(self, place: str) -> int | None:
        drained = [
            phone.drained_at or 0
            for phone in self.phones
            if phone.places is None or place in phone.places
        ]
        return min(drained) if drained else None

    def _state(self, ask: Slots, place: str, time: SlotTime) -> str:
        facts = self._at(ask, place, time)
        done = sum(self._done(ask.kind, fact.code) for fact in facts)
        if done >= ask.min_records:
            return "done"
        if time.ends_at > self.known_at:
            return "open"
        horizon = self._horizon(place)
        if horizon is not None and horizon <= time.ends_at + ask.grace_ms:
            return "not_yet_known"
        return "attempted" if facts and not done else "missed"

    def coverage(self, ask: Slots) -> Sequence[Coverage]:
        return [self._coverage(ask, time) for time in ask.times]

    def _coverage(self, ask: Slots, time: SlotTime) -> Coverage:
        due = self._due(ask, time)
        states = Counter(self._state(ask, place.id, time) for place in due)
        del states["missed"]
        return Coverage(time.day, time.session, due=len(due), **states)

    def gaps(self, ask: Slots) -> Iterator[Gap]:
        for time in sorted(ask.times, key=lambda t: (t.day, t.session), reverse=True):
            for place in self._due(ask, time):
                state = self._state(ask, place.id, time)
                if state != "done":
                    facts = self._at(ask, place.id, time)
                    yield Gap(
                        Named(place.id, place.name),
                        "too_few" if state == "missed" and facts else state,
                        time.day,
                        time.session,
                        record_ids=tuple(fact.id for fact in facts),
                        responsible=tuple(self.responsible((ask.kind,), place.id)),
                    )

    def slot_records(self, ask: Slots) -> Iterator[str]:
        for time in sorted(ask.times, key=lambda t: (t.day, t.session), reverse=True):
            for place in self._due(ask, time):
                for fact in self._at(ask, place.id, time):
                    if self._done(ask.kind, fact.code):
                        yield fact.id

    def _verified_at(self, place: str, until_on: str | None) -> int | None:
        reached = [
            fact.observed_to
            for fact in self.facts
            if fact.place.id == place
            and fact.day <= (until_on or "9999")
            and (fact.kind == "screening" and self._done("screening", fact.code))
        ]
        before = day_end(until_on) if until_on else self.known_at
        stated = self.histories(Wanted(("occupancy",), place=place), before)
        said = [one.then.observed_to for one in stated if one.then is not None]
        return max([*reached, *said], default=None)

    def _register_state(self, place: str, since_on: str, until_on: str | None) -> str:
        verified = self._verified_at(place, until_on)
        if self.occupancy(place, until_on) == "unknown":
            return "unknown"
        return "stale" if verified is None or day_of(verified) < since_on else "fresh"

    def register(self, verified_since_on: str, until_on: str | None = None) -> Register:
        doors = self.places(("household",))
        counts = Counter(self.occupancy(door.id, until_on) for door in doors)
        states = Counter(
            self._register_state(door.id, verified_since_on, until_on) for door in doors
        )
        verified = [moment for door in doors if (moment := self._verified_at(door.id, until_on))]
        return Register(
            counts["occupied"],
            counts["vacant"],
            counts["away"],
            counts["unknown"],
            states["stale"],
            max(verified, default=None),
        )

    def register_gaps(self, verified_since_on: str, until_on: str | None = None) -> Iterator[Gap]:
        for door in self.places(("household",)):
            state = self._register_state(door.id, verified_since_on, until_on)
            if state != "fresh":
                yield Gap(
                    Named(door.id, door.name),
                    state,
                    since_at=self._verified_at(door.id, until_on),
                    responsible=tuple(self.responsible(("screening",), door.id)),
                )

    def unreached(self, kind: str, since_on: str, until_on: str) -> Sequence[Gap]:
        found = []
        for door in self.places(("household",)):
            tries: list[Fact] = []
            for fact in self.facts:
                here = fact.kind == kind and fact.place.id == door.id
                if here and since_on <= fact.day <= until_on:
                    tries = [] if self._done(kind, fact.code) else [*tries, fact]
            if tries and self._is_lived_in(door.id, until_on):
                found.append(self._open_door(kind, door, tries))
        return sorted(found, key=lambda gap: (gap.since_at or 0, gap.place.id))

    def _open_door(self, kind: str, door: PlaceFact, tries: list[Fact]) -> Gap:
        horizon = self._horizon(door.id)
        silent = horizon is not None and horizon < self.known_at - DAY
        return Gap(
            Named(door.id, door.name),
            "not_yet_known" if silent else "attempted",
            tries[-1].day,
            tries[-1].session,
            tries[0].observed_to,
            tuple(fact.id for fact in tries),
            tuple(self.responsible((kind,), door.id)),
            {"tries": len(tries)},
        )

    def records(self, wanted: Wanted) -> Iterator[Fact]:
        return (fact for fact in self.facts if _matches(fact, wanted))

    def histories(self, wanted: Wanted, before: int) -> Iterator[History]:
        for now in self.records(wanted):
            ops = [op for op in self.ops if record_id(op, self.kinds) == now.id]
            if before >= self.known_at or not ops:
                yield History(now, now, (Statement(now.observed_to, now.fields),))
                continue
            early = [op for op in ops if op.at_to < before]
            then = fold_record(now.id, early, self.kinds) if early else None
            yield History(
                now,
                self._fact(then) if then and not then.voided else None,
                tuple(
                    Statement(op.at_to, op.fields)
                    for op in sorted(ops, key=lambda op: (op.at_to, op.rec, op.id))
                ),
            )

    def tally(self, wanted: Wanted, by: Sequence[str]) -> Sequence[Tally]:
        def values(fact: Fact) -> tuple[Value, ...]:
            return tuple(
                fact.area_kind if name == "@area_kind" else _hashable(fact.fields.get(name))
                for name in by
            )

        counts = Counter(values(fact) for fact in self.records(wanted))
        return [Tally(key, counts[key]) for key in sorted(counts, key=repr)]

    def late(self, wanted: Wanted, over_ms: int) -> tuple[int, int]:
        facts = list(self.records(wanted))
        late = [
            lag_ms(f.received_at, f.observed_to, f.day if f.session else None) > over_ms
            for f in facts
        ]
        return sum(late), len(late)

    def days_told(self, kinds: Sequence[str], since_on: str, until_on: str) -> set[str]:
        return {fact.day for fact in self.records(Wanted(tuple(kinds), since_on, until_on))}

    def places(
        self, types: Sequence[str], area_kinds: Sequence[str] = (), until_on: str | None = None
    ) -> Sequence[PlaceFact]:
        return [
            self._lived_in(place, until_on)
            for place in self.stand
            if place.type in types and (not area_kinds or place.area_kind in area_kinds)
        ]

    def _lived_in(self, place: PlaceFact, until_on: str | None) -> PlaceFact:
        if place.type != "household":
            return place
        said = [f for f in self._kind_at.get(place.id, []) if f.kind == "occupancy"]
        tags = tuple(said[-1].fields.get("tags") or ()) if said else ()
        lived_in = self.occupancy(place.id, until_on)
        return replace(place, occupancy=lived_in, tags=(*place.tags, *tags))

    @cached_property
    def _kind_at(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.place.id, []).append(fact)
        return found

    def silent(
        self, kinds: Sequence[str], needed_at: int, place: str | None = None
    ) -> Sequence[SilentPhone]:
        return [
            SilentPhone(f"r-{phone.user}", phone.user, Named(phone.user, phone.user))
            for phone in self.phones
            if (phone.drained_at or 0) <= needed_at
            and (place is None or phone.places is None or place in phone.places)
        ]

    def responsible(self, kinds: Sequence[str], place: str) -> Sequence[Named]:
        return [
            Named(phone.user, phone.user)
            for phone in self.phones
            if phone.places is None or place in phone.places
        ]

    def waivers(self, on: str) -> Mapping[str, Waiver]:
        return {key: one for key, one in self.waived.items() if on <= one.until_on}


def _hashable(value: Value) -> Value:
    return tuple(value) if isinstance(value, list) else value


def _matches(fact: Fact, wanted: Wanted) -> bool:
    return (
        fact.kind in wanted.kinds
        and (wanted.since_on is None or wanted.since_on <= fact.day)
        and (wanted.until_on is None or fact.day <= wanted.until_on)
        and (wanted.place is None or fact.place.id == wanted.place)
        and (not wanted.codes or fact.code in wanted.codes)
        and (not wanted.area_kinds or fact.area_kind in wanted.area_kinds)
        and all(_holds(fact.fields.get(name), any_of) for name, any_of in wanted.where.items())
    )


def _holds(value: Value, any_of: tuple[Value, ...]) -> bool:
    held = value if isinstance(value, list | tuple) else [value]
    return any(each in any_of for each in held)


def session_of(ms: int, sessions: tuple[Session, ...]) -> tuple[str, str]:
    """The slot that a moment falls in, by the policy's sessions."""
    return session_at(ms, sessions)
