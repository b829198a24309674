"""A compound's rows as they are now, from the read models: one snapshot, so one moment."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, select

from server.database.bulk import find
from server.evidence.ground import (
    FIRST_DAY,
    LAST_DAY,
    STREAMS,
    Asked,
    CoverRow,
    RecordRow,
    SlotRow,
    sort_key,
)
from server.evidence.site import Site
from server.models import Feed, Op, PCover, PRecord, PSlot
from server.models import Place as PlaceTable
from server.projections.places import COLUMNS, PlaceRow
from server.projections.records import Arrived, ops_of_records
from server.records.then import few
from sync.ops import bytes_to_text

_EVER = select(*COLUMNS).where(PlaceTable.compound_key == bindparam("compound"))
_PLACES = _EVER.where(PlaceTable.left.is_(False))
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
_RECORDS_AT = _RECORDS.where(PRecord.place_key == bindparam("place"))
_CODED = PRecord.code.in_(bindparam("codes", expanding=True))
_CODED_RECORDS = _RECORDS.where(_CODED, PRecord.place_key.in_(bindparam("places", expanding=True)))
_CODED_RECORDS_AT = _RECORDS_AT.where(_CODED)
_LATE = (
    select(
        PRecord.day,
        func.count(),
        func.sum(case((PRecord.lag_ms > bindparam("over"), 1), else_=0)),
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
    .group_by(PRecord.day)
)
_TRIED = (
    select(PRecord.day, PRecord.place_key)
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
        PRecord.day <= bindparam("until"),
        PRecord.voided.is_(False),
    )
    .group_by(PRecord.place_key)
)
_FEEDS = select(Feed.key, Feed.place, Feed.stream, Feed.head_q, Feed.acc).where(
    Feed.place.in_(bindparam("places", expanding=True)), Feed.stream.in_(STREAMS)
)


class LiveGround:
    """The rows of one compound within the snapshot of a connection."""

    def __init__(self, connection: Connection, compound_key: int) -> None:
        self._run = connection
        self.compound_key = compound_key

    @cached_property
    def site(self) -> Site:
        """See `Ground.site`."""
        rows = find(self._run, _PLACES, compound=self.compound_key)
        return Site(sorted((PlaceRow._make(row) for row in rows), key=sort_key))

    @cached_property
    def ever(self) -> Sequence[PlaceRow]:
        """The places of the compound, those that have left it among them."""
        return find(self._run, _EVER, PlaceRow._make, compound=self.compound_key)

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Ground.prefix`."""
        return prefix_of(feed_rows(self._run, self.site.feed_places))

    def recall(self, name: Hashable, asked: Asked, make: Callable[[], Any]) -> Any:
        """See `Ground.recall`: nothing is remembered here."""
        return make()

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """See `Ground.cover`."""
        rows = find(self._run, _COVER, compound=self.compound_key, kind=kind, days=sorted(days))
        return [CoverRow._make(row) for row in rows]

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """See `Ground.slots`."""
        rows = find(self._run, _SLOTS, compound=self.compound_key, kind=kind, days=sorted(days))
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
            "compound": self.compound_key,
            "kinds": sorted(kinds),
            "since": since or FIRST_DAY,
            "until": until or LAST_DAY,
        }
        statement = _RECORDS if place is None else _RECORDS_AT
        if place is not None:
            asked["place"] = place
        if codes:
            # Statements that are made once: their text is, too.
            statement = _CODED_RECORDS if place is None else _CODED_RECORDS_AT
            asked["codes"] = sorted(codes)
            if place is None:
                # The index tells of which few places; then only their rows are fetched.
                asked["places"] = sorted(self._coded(asked))
                if not asked["places"]:
                    return []
        rows = find(self._run, statement, **asked)
        return sorted((RecordRow._make(row) for row in rows), key=lambda r: (r.observed_to, r.key))

    def _coded(self, asked: Mapping[str, Any]) -> set[int]:
        days = asked["since"], asked["until"]
        of_kinds = (self.tried(kind, asked["codes"], *days) for kind in asked["kinds"])
        return {key for tried in of_kinds for keys in tried.values() for key in keys}

    def ops_of(self, keys: Sequence[bytes]) -> Sequence[Arrived]:
        """See `Ground.ops_of`."""
        return [one for some in few(keys) for one in ops_of_records(self._run, some, some)]

    def late(
        self, kinds: Collection[str], since: str, until: str, over_ms: int
    ) -> Mapping[str, tuple[int, int]]:
        """See `Ground.late`."""
        rows = find(
            self._run, _LATE, compound=self.compound_key, kinds=sorted(kinds), over=over_ms,
            since=since, until=until,
        )  # fmt: skip
        return {day: (int(late or 0), total) for day, total, late in rows}

    def tried(
        self, kind: str, codes: Collection[str], since: str, until: str
    ) -> Mapping[str, frozenset[int]]:
        """See `Ground.tried`."""
        rows = find(
            self._run, _TRIED, compound=self.compound_key, kind=kind, codes=sorted(codes),
            since=since, until=until,
        )  # fmt: skip
        found: defaultdict[str, set[int]] = defaultdict(set)
        for day, key in rows:
            found[day].add(key)
        return {day: frozenset(keys) for day, keys in found.items()}

    def newest(
        self, kinds: Collection[str], codes: Collection[str], since: str, until: str
    ) -> Mapping[int, int]:
        """See `Ground.newest`."""
        rows = find(
            self._run, _NEWEST, compound=self.compound_key, kinds=sorted(kinds),
            codes=sorted(codes), since=since, until=until,
        )  # fmt: skip
        return {row[0]: row[1] for row in rows}


def feed_rows(connection: Connection, places: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the heads of the feeds of these places that tell of a compound."""
    return find(connection, _FEEDS, places=list(places))


def prefix_of(rows: Sequence[Row[Any]]) -> dict[str, tuple[int, str]]:
    """Return the prefix that the heads of feeds say."""
    return {f"{row.stream}@{row.place}": (row.head_q, bytes_to_text(row.acc)) for row in rows}
