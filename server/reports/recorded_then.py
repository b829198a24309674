"""Records on their way into a table as they were known at an earlier moment.

Only what has come since is folded again, from what had come by then; the rest is as it is now.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge
from itertools import chain, groupby, islice
from typing import Any

from sqlalchemy import Select, func, select

from server.board.then import Asked, Then
from server.database.keys import record_key
from server.db import db
from server.evidence.ground import RecordRow, Told, told
from server.evidence.histories import recorded
from server.models import Place, PRecord
from server.projections.records import record_row
from server.projections.slots import SlotName
from server.records.then import changed_in, few, fold_then
from server.register.then import RegisterThen
from server.reports.atlas import Atlas, Spot
from server.reports.records import AT_ONCE, Recorded, Span
from server.rules import kinds, sessions
from server.visible import within


class RecordedThen(Recorded):
    """What was known of a place at ``at`` (ms)."""

    def __init__(self, place: Place, at: int) -> None:
        super().__init__(place)
        self._at = at
        self._register = RegisterThen(place, at)

    @cached_property
    def atlas(self) -> Atlas:
        """See `Recorded.atlas`: the places that had been stated, as they had been stated."""
        stated = self._register.stated.values()
        return Atlas(Spot(*(getattr(one, part) for part in Spot._fields)) for one in stated)

    def count(self, kind: str, span: Span) -> int:
        """See `Recorded.count`."""
        keys = sorted(self._changed(kind))
        unseen = self._of(select(func.count()).select_from(PRecord), kind, span)
        twice = (
            int(db.session.scalar(unseen.where(PRecord.key.in_(some))) or 0) for some in few(keys)
        )
        return super().count(kind, span) - sum(twice) + len(self._were(kind, span))

    def read(
        self, kind: str, span: Span, codes: Collection[str] = ()
    ) -> Iterator[Sequence[RecordRow]]:
        """See `Recorded.read`."""
        changed = self._changed(kind)
        now = chain.from_iterable(self._portions(kind, span, codes))
        same = (row for row in now if row.key not in changed)
        rows = merge(same, self._were(kind, span, codes), key=_observed)
        # Where they stand in their order may have changed since, so no statement can tell it.
        floors = (sorted(floor, key=self._order) for _, floor in groupby(rows, _observed))
        ordered = chain.from_iterable(floors)
        return iter(lambda: list(islice(ordered, AT_ONCE)), [])

    def tell(self, ids: Collection[str]) -> Mapping[str, Told]:
        """See `Recorded.tell`."""
        keys = [record_key(id) for id in ids]
        folded = fold_then(db.session.connection(), kinds(), keys, self._at)
        rows = ((one.record.id, record_row(one, 0, kinds()), one) for one in folded)
        return {id: told(recorded(row, one)) for id, row, one in rows if not row["voided"]}

    def _slots(self, kind: str, day: str) -> dict[SlotName, str]:
        asked = Asked((kind,), (day,), [window.id for window in sessions()])
        places = list(self._register.stated.values())
        then = Then(db.session.connection(), kinds(), places, self._at, asked).slots()
        found = {name: code for name, code in super()._slots(kind, day).items() if name not in then}
        return found | {name: row["code"] for name, row in then.items() if row is not None}

    def _of(
        self, statement: Select[*tuple[Any, ...]], kind: str, span: Span
    ) -> Select[*tuple[Any, ...]]:
        return super()._of(statement, kind, span).where(PRecord.received_at <= self._at)

    @cached_property
    def _came(self) -> Mapping[str, Mapping[bytes, int]]:
        """The places of the records that may have been other ones then, by kind."""
        found: dict[str, dict[bytes, int]] = {}
        here = within(self.place)
        for one in changed_in(db.session.connection(), here, self._at):
            found.setdefault(one.kind, {})[one.key] = one.place_key
        return found

    def _changed(self, kind: str) -> Mapping[bytes, int]:
        return self._came.get(kind, {})

    def _were(self, kind: str, span: Span, codes: Collection[str] = ()) -> list[RecordRow]:
        """Return what those records of the span were then, in the order of the statement."""
        places = self._changed(kind)
        folded = fold_then(db.session.connection(), kinds(), sorted(places), self._at)
        rows = ((record_row(one, places[one.key], kinds()), one) for one in folded)
        kept = [
            recorded(row, one)
            for row, one in rows
            if span.since <= row["day"] <= span.until
            and not row["voided"]
            and not row["pending"]
            and (not codes or row["code"] in codes)
        ]
        return sorted(kept, key=_observed)

    def _order(self, row: RecordRow) -> tuple[Any, ...]:
        spot = self.atlas.spots.get(row.place_key)
        return (spot.sort, spot.name, row.key) if spot else (0, "", row.key)


def _observed(row: RecordRow) -> tuple[str, int]:
    return row.day, row.observed_to


def recorded_at(place: Place, known_at: int | None) -> Recorded:
    """Return what is known of a place: now, or what was known at an earlier moment (ms)."""
    return Recorded(place) if known_at is None else RecordedThen(place, known_at)
