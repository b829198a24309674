"""A compound's rows as they were known at an earlier moment: its feeds' prefixes, folded again."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, select

from server.bulk import find
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
from server.evidence.live import LiveGround
from server.evidence.site import Site
from server.keys import record_key
from server.log_rows import COUNTED_CODES
from server.models import Feed, FeedEntry, Op
from server.projections.places import describes_place, place_values
from server.projections.records import Arrived, Folded, folded, record_row
from server.projections.slots import Filler, SlotName, slot_row
from sync.kinds import Kind
from sync.merge import Record, record_id
from sync.ops import bytes_to_text, read_op

_ENTRIES = (
    select(
        Feed.stream, Feed.place, FeedEntry.q, FeedEntry.acc, Op.replica_key, Op.n, Op.body,
        Op.received_at, Op.status,
    )
    .join(FeedEntry, FeedEntry.feed_key == Feed.key)
    .join(Op, (Op.replica_key == FeedEntry.replica_key) & (Op.n == FeedEntry.n))
    .where(
        Feed.place.in_(bindparam("places", expanding=True)),
        Feed.stream.in_(bindparam("streams", expanding=True)),
        FeedEntry.rx <= bindparam("at"),
    )
    .order_by(FeedEntry.feed_key, FeedEntry.q)
)  # fmt: skip


class PastGround:
    """The rows as known at ``at`` (ms): the same rules over the ops received by then."""

    def __init__(
        self,
        connection: Connection,
        live: LiveGround,
        kinds: Mapping[str, Kind],
        at: int,
        streams: Sequence[str] = STREAMS,
    ) -> None:
        self._places = live.ever
        self._kinds = kinds
        self._prefix: dict[str, tuple[int, str]] = {}
        groups: defaultdict[str, list[Arrived]] = defaultdict(list)
        places = Site(self._places).feed_places
        for row in find(connection, _ENTRIES, places=places, at=at, streams=list(streams)):
            self._prefix[f"{row.stream}@{row.place}"] = (row.q, bytes_to_text(row.acc))
            if row.status in COUNTED_CODES and row.body is not None:
                op = read_op(row.body.decode())
                one = Arrived(op, row.replica_key, row.n, row.received_at)
                groups[record_id(op, kinds)].append(one)
        self._folded = [folded(record_key(id), id, ops, kinds) for id, ops in groups.items()]

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Ground.prefix`."""
        heard = set(self.site.feed_places)
        return {
            feed: mark for feed, mark in self._prefix.items() if feed.partition("@")[2] in heard
        }

    @cached_property
    def site(self) -> Site:
        """See `Ground.site`: the places that had been stated, as they had been stated."""
        about: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        for one in self._folded:
            if describes_place(self._kinds.get(one.record.kind)):
                about[one.record.place][one.record.kind] = one.record
        found = []
        for place in self._places:
            values = place_values(about.get(place.id, {}))
            if values is not None and not values["left"]:
                found.append(place._replace(**values))
        return Site(sorted(found, key=sort_key))

    @cached_property
    def _rows(self) -> list[tuple[dict[str, Any], Folded]]:
        keys = {place.id: place.key for place in self._places}
        return [
            (record_row(one, keys[one.record.place], self._kinds), one)
            for one in self._folded
            if one.record.place in keys
        ]

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """See `Ground.cover`: not kept for the past."""
        return None

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """See `Ground.slots`."""
        names: defaultdict[SlotName, list[Filler]] = defaultdict(list)
        for row, _ in self._rows:
            if row["kind"] == kind and row["day"] in days and row["session"] is not None:
                name = SlotName(kind, row["place_key"], row["day"], row["session"])
                names[name].append(Filler(*(row[part] for part in Filler._fields)))
        rows = (slot_row(self._kinds[kind], name, fillers) for name, fillers in names.items())
        return [SlotRow(*(row[part] for part in SlotRow._fields)) for row in rows if row]

    def records(
        self,
        kinds: Collection[str],
        since: str | None,
        until: str | None,
        place: int | None,
        codes: Collection[str] = (),
    ) -> Sequence[RecordRow]:
        """See `Ground.records`."""
        found = [
            recorded(row, one)
            for row, one in self._rows
            if row["kind"] in kinds
            and (since or FIRST_DAY) <= row["day"] <= (until or LAST_DAY)
            and place in (None, row["place_key"])
            and (not codes or row["code"] in codes)
            and not row["voided"]
        ]
        return sorted(found, key=lambda row: (row.observed_to, row.key))

    def late(
        self, kinds: Collection[str], since: str, until: str, over_ms: int
    ) -> Mapping[str, tuple[int, int]]:
        """See `Ground.late`."""
        found: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in self.records(kinds, since, until, None):
            late, total = found[row.day]
            found[row.day] = late + (row.received_at - row.observed_to > over_ms), total + 1
        return found

    def tried(
        self, kind: str, codes: Collection[str], since: str, until: str
    ) -> Mapping[str, frozenset[int]]:
        """See `Ground.tried`."""
        found: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
        for row in self.records([kind], since, until, None, codes):
            found[row.day] |= {row.place_key}
        return found

    def newest(
        self, kinds: Collection[str], codes: Collection[str], since: str, until: str
    ) -> Mapping[int, int]:
        """See `Ground.newest`."""
        rows = self.records(kinds, since, until, None)
        # In order of observed_to, so the last one stays.
        return {row.place_key: row.observed_to for row in rows if row.code in codes}

    def recall(self, name: Hashable, asked: Asked, make: Callable[[], Any]) -> Any:
        """See `Ground.recall`: nothing is remembered of the past."""
        return make()


def recorded(row: Mapping[str, Any], one: Folded) -> RecordRow:
    """Return a row of ``p_record`` as the ground yields it."""
    parts = {name: row[name] for name in RecordRow._fields if name != "body"}
    return RecordRow(**parts, body=one.ops[0].op.body.encode())
