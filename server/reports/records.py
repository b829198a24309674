"""Records on their way into a table: read in portions, with what a portion needs beside them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, select

from server.database.keys import record_key
from server.db import db
from server.evidence.ground import RecordRow, Told, told
from server.models import Op, Place, PRecord, PSlot
from server.projections.slots import SlotName
from server.reports.atlas import Atlas, spots_of
from server.visible import within

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """The days of an export, both included."""

    since: str
    until: str


class Recorded:
    """What is known now of a place: its places, their records, and what those come to."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def atlas(self) -> Atlas:
        """The places at and below, those that were taken away among them."""
        return Atlas(spots_of(self.place))

    def count(self, kind: str, span: Span) -> int:
        """Return how many rows ``read`` will give."""
        statement = self._of(select(func.count()).select_from(PRecord), kind, span)
        return int(db.session.scalar(statement) or 0)

    def read(
        self, kind: str, span: Span, codes: Collection[str] = ()
    ) -> Iterator[Sequence[RecordRow]]:
        """Yield the records in portions, oldest first; one statement, never all in memory."""
        # A whole floor may be written down at one moment.
        return self._portions(kind, span, codes, Place.sort, Place.name, PRecord.key)

    def tell(self, ids: Collection[str]) -> Mapping[str, Told]:
        """Return what these records say, by id; those that do not stand are left out."""
        keys = {record_key(id): id for id in ids}
        statement = _rows().where(PRecord.key.in_(keys), PRecord.voided.is_(False))
        rows = (RecordRow._make(row) for row in db.session.execute(statement))
        return {keys[row.key]: told(row) for row in rows}

    def codes(self, kind: str, day: str) -> Mapping[int, Sequence[str]]:
        """Return what the rounds of a day came to, by place."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for name, code in self._slots(kind, day).items():
            found[name.place_key].append(code)
        return found

    def _slots(self, kind: str, day: str) -> dict[SlotName, str]:
        columns = [getattr(PSlot, part) for part in SlotName._fields]
        rows = db.session.execute(
            select(*columns, PSlot.code)
            .join(Place, Place.key == PSlot.place_key)
            .where(PSlot.kind == kind, PSlot.day == day, within(self.place))
        )
        return {SlotName._make(row[:-1]): row[-1] for row in rows}

    def _portions(
        self, kind: str, span: Span, codes: Collection[str], *ties: Any
    ) -> Iterator[Sequence[RecordRow]]:
        statement = self._of(_rows(), kind, span)
        if codes:
            statement = statement.where(PRecord.code.in_(codes))
        statement = statement.order_by(PRecord.day, PRecord.observed_to, *ties)
        found = db.session.execute(statement, execution_options={"yield_per": AT_ONCE})
        for portion in found.partitions():
            yield [RecordRow._make(row) for row in portion]

    def _of(
        self, statement: Select[*tuple[Any, ...]], kind: str, span: Span
    ) -> Select[*tuple[Any, ...]]:
        """Narrow a statement over records to those of a kind at the place in the days.

        The places are found first: asked of each record in turn, every record there is is read.
        """
        places = select(Place.key).where(within(self.place))
        return statement.join(Place, Place.key == PRecord.place_key).where(
            PRecord.kind == kind,
            PRecord.day >= span.since,
            PRecord.day <= span.until,
            PRecord.voided.is_(False),
            PRecord.pending.is_(False),
            PRecord.place_key.in_(places),
        )


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        PRecord.key, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session, PRecord.code,
        PRecord.pending, PRecord.observed_from, PRecord.observed_to, PRecord.received_at,
        PRecord.by_user, Op.body, PRecord.doc,
    ).join(Op, (Op.replica_key == PRecord.replica_key) & (Op.n == PRecord.n))  # fmt: skip
