"""The rows that a compound's evidence stands on, as they are now: places, slots, records."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, case, func, select

from server.bulk import find
from server.models import Feed, Op, PCover, PRecord, PSlot
from server.models import Place as PlaceTable
from server.projections.places import COLUMNS, PlaceRow
from sync.merge import Record
from sync.ops import bytes_to_text, read_op

STREAMS = ("case", "person", "ref", "work")


class SlotRow(NamedTuple):
    """What the records of a slot come to; see ``p_slot``."""

    kind: str
    place_key: int
    day: str
    session: str
    code: str
    state: str
    done: int


class CoverRow(NamedTuple):
    """How many due places of a scope are done or attempted in a slot time; see ``p_cover``."""

    scope_key: int
    day: str
    session: str
    done: int
    attempted: int


class RecordRow(NamedTuple):
    """A record that is not voided; ``body`` is that of its first op, ``doc`` its fold, if any."""

    key: bytes
    kind: str
    place_key: int
    day: str
    session: str | None
    code: str
    pending: bool
    observed_from: int
    observed_to: int
    received_at: int
    by_user: str
    body: bytes | None
    doc: str | None


class Told(NamedTuple):
    """What a record says, beyond its row."""

    id: str
    fields: Mapping[str, Any]
    subject: str
    by: tuple[str, ...]
    conflicts: tuple[str, ...]


class Ground(Protocol):
    """Rows of one compound from one prefix of its feeds."""

    @property
    def places(self) -> Sequence[PlaceRow]:
        """The places that stand, the compound itself among them, in their sort order."""
        ...

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """Feed -> (last number, digest) of every feed that tells of the compound."""
        ...

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """Counts of the days; None where they are not kept and slots must be counted."""
        ...

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """The slots of the days that have records."""
        ...

    def records(
        self,
        kinds: Collection[str],
        since: str | None,
        until: str | None,
        place: int | None,
        codes: Collection[str] = (),
    ) -> Sequence[RecordRow]:
        """The records of the days (and codes) that are not voided, by observed_to and key."""
        ...

    def late(
        self, kinds: Collection[str], since: str | None, until: str | None, over_ms: int
    ) -> tuple[int, int]:
        """How many of these records arrived more than so long after they were observed, of all."""
        ...

    def tried(self, kind: str, codes: Collection[str], since: str, until: str) -> set[int]:
        """Keys of the places with a record of one of the codes in the days."""
        ...

    def newest(self, kinds: Collection[str], codes: Collection[str], since: str) -> dict[int, int]:
        """Newest observed_to by place, of records with one of the codes, from a day on."""
        ...


_PLACES = select(*COLUMNS).where(
    PlaceTable.compound_key == bindparam("compound"), PlaceTable.left.is_(False)
)
_HERE = PlaceTable.compound_key == bindparam("compound")
_COVER = (
    select(PCover.scope_key, PCover.day, PCover.session, PCover.done, PCover.attempted)
    .join(PlaceTable, PlaceTable.key == PCover.scope_key)
    .where(
        _HERE, PCover.kind == bindparam("kind"), PCover.day.in_(bindparam("days", expanding=True))
    )
)
_SLOTS = (
    select(
        PSlot.kind, PSlot.place_key, PSlot.day, PSlot.session, PSlot.code, PSlot.state, PSlot.done
    )
    .join(PlaceTable, PlaceTable.key == PSlot.place_key)
    .where(_HERE, PSlot.kind == bindparam("kind"), PSlot.day.in_(bindparam("days", expanding=True)))
)
_RECORDS = (
    select(
        PRecord.key, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session, PRecord.code,
        PRecord.pending, PRecord.observed_from, PRecord.observed_to, PRecord.received_at,
        PRecord.by_user, Op.body, PRecord.doc,
    )
    .join(PlaceTable, PlaceTable.key == PRecord.place_key)
    .join(Op, (Op.replica_key == PRecord.replica_key) & (Op.n == PRecord.n))
    .where(
        _HERE,
        PRecord.kind.in_(bindparam("kinds", expanding=True)),
        PRecord.day >= bindparam("since"),
        PRecord.day <= bindparam("until"),
        PRecord.voided.is_(False),
    )
)  # fmt: skip
_CODED = PRecord.code.in_(bindparam("codes", expanding=True))
_AMONG = PRecord.place_key.in_(bindparam("places", expanding=True))
_RECORDS_AT = _RECORDS.where(PRecord.place_key == bindparam("place"))
_LATE = (
    select(
        func.count(),
        func.sum(case((PRecord.received_at - PRecord.observed_to > bindparam("over"), 1), else_=0)),
    )
    .select_from(PRecord)
    .join(PlaceTable, PlaceTable.key == PRecord.place_key)
    .where(
        _HERE,
        PRecord.kind.in_(bindparam("kinds", expanding=True)),
        PRecord.day >= bindparam("since"),
        PRecord.day <= bindparam("until"),
        PRecord.voided.is_(False),
    )
)
_TRIED = (
    select(PRecord.place_key)
    .join(PlaceTable, PlaceTable.key == PRecord.place_key)
    .where(
        _HERE,
        PRecord.kind == bindparam("kind"),
        PRecord.day >= bindparam("since"),
        PRecord.day <= bindparam("until"),
        PRecord.code.in_(bindparam("codes", expanding=True)),
    )
    .distinct()
)
_NEWEST = (
    select(PRecord.place_key, func.max(PRecord.observed_to))
    .join(PlaceTable, PlaceTable.key == PRecord.place_key)
    .where(
        _HERE,
        PRecord.kind.in_(bindparam("kinds", expanding=True)),
        PRecord.code.in_(bindparam("codes", expanding=True)),
        PRecord.day >= bindparam("since"),
        PRecord.voided.is_(False),
    )
    .group_by(PRecord.place_key)
)
_FEEDS = select(Feed.key, Feed.place, Feed.stream, Feed.head_q, Feed.acc).where(
    Feed.place.in_(bindparam("places", expanding=True)), Feed.stream.in_(STREAMS)
)
FIRST_DAY, LAST_DAY = "0000-00-00", "9999-99-99"


class LiveGround:
    """The rows as they are now, from the read models; one snapshot, so one moment."""

    def __init__(self, connection: Connection, compound_key: int) -> None:
        self._run = connection
        self._compound = compound_key

    @cached_property
    def places(self) -> Sequence[PlaceRow]:
        """See `Ground.places`."""
        rows = find(self._run, _PLACES, compound=self._compound)
        return sorted((PlaceRow._make(row) for row in rows), key=sort_key)

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Ground.prefix`."""
        rows = find(self._run, _FEEDS, places=feed_places(self.places))
        return {f"{row.stream}@{row.place}": (row.head_q, bytes_to_text(row.acc)) for row in rows}

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """See `Ground.cover`."""
        rows = find(self._run, _COVER, compound=self._compound, kind=kind, days=sorted(days))
        return [CoverRow._make(row) for row in rows]

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """See `Ground.slots`."""
        rows = find(self._run, _SLOTS, compound=self._compound, kind=kind, days=sorted(days))
        return [SlotRow._make(row) for row in rows]

    def records(
        self,
        kinds: Collection[str],
        since: str | None,
        until: str | None,
        place: int | None,
        codes: Collection[str] = (),
    ) -> Sequence[RecordRow]:
        """See `Ground.records`."""
        asked: dict[str, Any] = {
            "compound": self._compound,
            "kinds": sorted(kinds),
            "since": since or FIRST_DAY,
            "until": until or LAST_DAY,
        }
        statement = _RECORDS if place is None else _RECORDS_AT
        if place is not None:
            asked["place"] = place
        if codes:
            statement, asked["codes"] = statement.where(_CODED), sorted(codes)
            if place is None:
                # The index tells of which few places; then only their rows are fetched.
                asked["places"] = sorted(self._coded(asked))
                statement = statement.where(_AMONG)
        rows = find(self._run, statement, **asked)
        return sorted((RecordRow._make(row) for row in rows), key=lambda r: (r.observed_to, r.key))

    def _coded(self, asked: Mapping[str, Any]) -> set[int]:
        return {
            key
            for kind in asked["kinds"]
            for key in self.tried(kind, asked["codes"], asked["since"], asked["until"])
        }

    def late(
        self, kinds: Collection[str], since: str | None, until: str | None, over_ms: int
    ) -> tuple[int, int]:
        """See `Ground.late`."""
        rows = find(
            self._run, _LATE, compound=self._compound, kinds=sorted(kinds), over=over_ms,
            since=since or FIRST_DAY, until=until or LAST_DAY,
        )  # fmt: skip
        total, late = next(iter(rows))
        return late or 0, total

    def tried(self, kind: str, codes: Collection[str], since: str, until: str) -> set[int]:
        """See `Ground.tried`."""
        rows = find(
            self._run, _TRIED, compound=self._compound, kind=kind, codes=sorted(codes),
            since=since, until=until,
        )  # fmt: skip
        return {row[0] for row in rows}

    def newest(self, kinds: Collection[str], codes: Collection[str], since: str) -> dict[int, int]:
        """See `Ground.newest`."""
        rows = find(
            self._run, _NEWEST, compound=self._compound, kinds=sorted(kinds), codes=sorted(codes),
            since=since,
        )  # fmt: skip
        return {row[0]: row[1] for row in rows}


def sort_key(place: PlaceRow) -> tuple[int, str]:
    """Return what places are listed by: their stated order, then their ids."""
    return place.sort, place.id


def feed_places(places: Iterable[PlaceRow]) -> list[str]:
    """Return the places whose feeds tell of a compound: itself and its buildings."""
    return [place.id for place in places if place.type in ("building", "compound")]


def told(row: RecordRow) -> Told:
    """Return what a record says: from its fold, or straight from the body of its only op."""
    if row.doc is None:
        op = read_op((row.body or b"").decode())
        return Told(op.id, op.fields, op.subject or "", (op.by,), ())
    record = Record.from_json(json.loads(row.doc))
    return Told(
        record.id,
        {name: field.value for name, field in record.fields.items()},
        record.subject or "",
        record.by,
        record.conflicts,
    )
