"""Bring the read models up to a batch of ops that count: the records, places and slots they touch.

Every step asks and writes in bulk: a fixed number of statements, whatever the batch size.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select

from server.database.bulk import find, put, upsert
from server.database.keys import record_key
from server.models import PCover, PRecord, PSlot
from server.projections.places import PlaceRow, Places, describes_place, place_values
from server.projections.records import (
    Arrived,
    Folded,
    lone_row,
    ops_of_records,
    record_row,
    refold,
)
from server.projections.slots import (
    FILLER_OF,
    NONE,
    SLOT_OF,
    Filler,
    SlotName,
    Tally,
    exceptional,
    slot_row,
    tallies,
)
from server.projections.standings import Standings, touched_by_moves
from sync.kinds import Kind
from sync.merge import Record, fold
from sync.policy import Policy

SLOT_COLUMNS = tuple(column.name for column in PSlot.__table__.columns)
_SLOTS = select(PSlot).where(
    PSlot.kind.in_(bindparam("kinds", expanding=True)),
    PSlot.place_key.in_(bindparam("places", expanding=True)),
    PSlot.day.in_(bindparam("days", expanding=True)),
)
_FILLERS = select(
    PRecord.key, PRecord.code, PRecord.voided, PRecord.pending, PRecord.conflict,
    PRecord.observed_to, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session,
).where(
    PRecord.place_key.in_(bindparam("places", expanding=True)),
    PRecord.kind.in_(bindparam("kinds", expanding=True)),
    PRecord.day.in_(bindparam("days", expanding=True)),
    PRecord.session.is_not(None),
)  # fmt: skip
_SLOTS_OF_PLACES = select(PSlot).where(
    PSlot.kind.in_(bindparam("kinds", expanding=True)),
    PSlot.place_key.in_(bindparam("places", expanding=True)),
)

DayName = tuple[str, int, str]  # kind, place_key, day
CoverName = tuple[int, str, str, str]  # scope_key, kind, day, session


class Projector:
    """Keeps the read models within one write transaction."""

    def __init__(self, connection: Connection, kinds: Mapping[str, Kind], policy: Policy) -> None:
        self._run = connection
        self._kinds = kinds
        self._standings = Standings(connection, policy)
        self.places = Places(connection)

    def project(self, arrived: Sequence[Arrived]) -> None:
        """Bring every read model up to these ops, which are stored by now."""
        if not arrived:
            return
        self.places.hold({one.op.place for one in arrived})
        lone, records = refold(self._run, self._kinds, arrived)
        change: defaultdict[CoverName, Tally] = defaultdict(Tally)
        moved = self._project_places(records, change)
        rows = self._project_records(lone, records)
        self._project_slots(rows, change)
        self._project_cover(change)
        self._standings.project(rows, self.places.by_key(), moved)

    # ------------------------------------------------------------ places

    def _project_places(
        self, records: Iterable[Folded], change: defaultdict[CoverName, Tally]
    ) -> set[int]:
        """Restate the places that records describe; return those that cases came to or left."""
        about: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        for one in records:
            if describes_place(self._kinds.get(one.record.kind)):
                about[one.record.place][one.record.kind] = one.record
        if not about:
            return set()
        for place, others in self._other_statements(about).items():
            about[place] = others | about[place]
        stated = {id: values for id, of in about.items() if (values := place_values(of))}
        changed = self.places.state(stated)
        moved = [
            (before, after)
            for before, after in changed
            if (before.scope_key, before.occupancy, before.left, before.attrs)
            != (after.scope_key, after.occupancy, after.left, after.attrs)
        ]
        self._recount(moved, change)
        return touched_by_moves(changed)

    def _other_statements(
        self, about: Mapping[str, Mapping[str, Record]]
    ) -> dict[str, dict[str, Record]]:
        """Fold the records on these places that this batch does not touch."""
        kinds = [id for id, kind in self._kinds.items() if describes_place(kind)]
        wanted = {
            record_key(f"{kind}/{place}")
            for place, records in about.items()
            for kind in kinds
            if kind not in records
        }
        found: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        for record in self._fold_keys(wanted):
            found[record.place][record.kind] = record
        return found

    def _fold_keys(self, keys: Iterable[bytes]) -> Iterable[Record]:
        ops = ops_of_records(self._run, sorted(keys), [])
        return fold([one.op for one in ops], self._kinds).values()

    def _recount(
        self,
        moved: Sequence[tuple[PlaceRow, PlaceRow]],
        change: defaultdict[CoverName, Tally],
    ) -> None:
        """Take places out of the cover they were counted in, and into the one they belong to."""
        if not moved:
            return
        with_slots = [id for id, kind in self._kinds.items() if kind.slot != "none"]
        keys = [before.key for before, _ in moved]
        days: defaultdict[DayName, list[Mapping[str, Any]]] = defaultdict(list)
        wanted = {"kinds": with_slots, "places": keys}
        for row in find(self._run, _SLOTS_OF_PLACES, **wanted):
            days[row.kind, row.place_key, row.day].append(dict(zip(SLOT_COLUMNS, row, strict=True)))
        pairs = {before.key: (before, after) for before, after in moved}
        for name, rows in days.items():
            before, after = pairs[name[1]]
            self._count(change, before, name, rows, [])
            self._count(change, after, name, [], rows)

    # ------------------------------------------------------------ records and slots

    def _project_records(
        self, lone: Sequence[Arrived], records: Sequence[Folded]
    ) -> list[dict[str, Any]]:
        here = {one.op.place for one in lone} | {one.record.place for one in records}
        places = self.places.rows(here)
        rows = [
            lone_row(one, places[one.op.place].key, self._kinds)
            for one in lone
            if one.op.place in places
        ] + [
            record_row(one, places[one.record.place].key, self._kinds)
            for one in records
            if one.record.place in places
        ]
        put(self._run, upsert(self._run.dialect.name, PRecord), rows)
        return rows

    def _project_slots(
        self, rows: Sequence[Mapping[str, Any]], change: defaultdict[CoverName, Tally]
    ) -> None:
        names = {SlotName._make(SLOT_OF(row)) for row in rows if row["session"] is not None}
        if not names:
            return
        before = self._slots(_parts(names))
        after = dict(before)
        for name, fillers in self._fillers(names, rows, before).items():
            row = slot_row(self._kinds[name.kind], name, fillers)
            if row is None:
                after.pop(name, None)
            else:
                after[name] = row
        self._write_slots(names, before, after)
        self._count_days(names, before, after, change)

    def _slots(self, wanted: Mapping[str, Any]) -> dict[SlotName, Mapping[str, Any]]:
        return {
            SlotName._make(row[:4]): dict(zip(SLOT_COLUMNS, row, strict=True))
            for row in find(self._run, _SLOTS, **wanted)
        }

    def _fillers(
        self,
        names: set[SlotName],
        rows: Iterable[Mapping[str, Any]],
        before: Mapping[SlotName, Mapping[str, Any]],
    ) -> dict[SlotName, list[Filler]]:
        """Return the records of each slot: of one without a row, those that were written now.

        A slot has no row while none of its records counts, so no other can count now either.
        """
        found: dict[SlotName, dict[bytes, Filler]] = {name: {} for name in names}
        kept = [name for name in names if name in before]
        if kept:
            for row in find(self._run, _FILLERS, **_parts(kept)):
                of = found.get(SlotName._make(row[6:10]))
                if of is not None:
                    of[row[0]] = Filler._make(row[:6])
        for one in rows:
            if one["session"] is not None:
                found[SLOT_OF(one)][one["key"]] = Filler._make(FILLER_OF(one))
        return {name: list(of.values()) for name, of in found.items()}

    def _write_slots(
        self,
        names: set[SlotName],
        before: Mapping[SlotName, Mapping[str, Any]],
        after: Mapping[SlotName, Mapping[str, Any]],
    ) -> None:
        changed = [
            after[name] for name in names if name in after and after[name] != before.get(name)
        ]
        emptied = [name._asdict() for name in names if name in before and name not in after]
        put(self._run, upsert(self._run.dialect.name, PSlot), changed)
        put(self._run, _DELETE_SLOT, emptied)

    # ------------------------------------------------------------ cover

    def _count_days(
        self,
        names: set[SlotName],
        before: Mapping[SlotName, Mapping[str, Any]],
        after: Mapping[SlotName, Mapping[str, Any]],
        change: defaultdict[CoverName, Tally],
    ) -> None:
        places = self.places.by_key()
        old, new = _by_day(before), _by_day(after)
        for name in {(name.kind, name.place_key, name.day) for name in names}:
            self._count(change, places[name[1]], name, old.get(name, []), new.get(name, []))

    def _count(
        self,
        change: defaultdict[CoverName, Tally],
        place: PlaceRow,
        name: DayName,
        before: Sequence[Mapping[str, Any]],
        after: Sequence[Mapping[str, Any]],
    ) -> None:
        kind, _, day = name
        scope = place.scope_key
        if scope is None or before == after:
            return
        odd = exceptional(self._kinds[kind])
        old = tallies(odd, before) if before else {}
        new = tallies(odd, after)
        for session in old.keys() | new.keys() if old else new:
            if place.is_due(session):
                difference = new.get(session, NONE)
                if session in old:
                    difference = difference.minus(old[session])
                if difference != NONE:
                    key = (scope, kind, day, session)
                    change[key] = change[key].plus(difference)

    def _project_cover(self, change: Mapping[CoverName, Tally]) -> None:
        rows = [
            {"scope_key": scope, "kind": kind, "day": day, "session": session, **tally._asdict()}
            for (scope, kind, day, session), tally in sorted(change.items())
            if tally != NONE
        ]
        if not rows:
            return
        put(self._run, upsert(self._run.dialect.name, PCover, add=True), rows)
        if shrunk := [row for row in rows if min(row[name] for name in Tally._fields) < 0]:
            put(
                self._run,
                _DELETE_EMPTY,
                [{name: row[name] for name in _COVER_KEY} for row in shrunk],
            )


_COVER_KEY = ("scope_key", "kind", "day", "session")
_DELETE_SLOT = delete(PSlot).where(
    and_(*(getattr(PSlot, name) == bindparam(name) for name in SlotName._fields))
)
_DELETE_EMPTY = delete(PCover).where(
    and_(*(getattr(PCover, name) == bindparam(name) for name in _COVER_KEY)),
    PCover.done == 0,
    PCover.attempted == 0,
    PCover.exceptions == 0,
)


def _parts(names: Iterable[SlotName]) -> dict[str, list[Any]]:
    """Return what the names are made of: the rows of all combinations hold those of the names."""
    return {
        "kinds": sorted({name.kind for name in names}),
        "places": sorted({name.place_key for name in names}),
        "days": sorted({name.day for name in names}),
    }


def _by_day(
    slots: Mapping[SlotName, Mapping[str, Any]],
) -> dict[DayName, list[Mapping[str, Any]]]:
    days: defaultdict[DayName, list[Mapping[str, Any]]] = defaultdict(list)
    for name, row in slots.items():
        days[name.kind, name.place_key, name.day].append(row)
    return days
