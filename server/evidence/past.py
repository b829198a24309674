"""A compound's rows as they were known at an earlier moment: those of now, less what came since.

A record that nobody has changed since says what it said then; only the others are folded again,
from the ops that counted by then. So an answer costs what is asked and what has been changed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

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
from server.evidence.histories import recorded
from server.evidence.live import LiveGround
from server.evidence.site import Site
from server.models import Feed, FeedEntry, PRecord
from server.models import Place as PlaceTable
from server.projections.places import describes_place
from server.projections.records import Arrived, Folded, ops_of_records, record_row
from server.projections.slots import Filler, SlotName, slot_row
from server.records.then import ChangedRecord, changed_in, few, fold_then, stated_then
from sync.kinds import Kind
from sync.ops import bytes_to_text
from sync.slots import lag_ms

_HEADS = (
    select(FeedEntry.feed_key, func.max(FeedEntry.q).label("q"))
    .join(Feed, Feed.key == FeedEntry.feed_key)
    .where(
        Feed.place.in_(bindparam("places", expanding=True)),
        Feed.stream.in_(STREAMS),
        FeedEntry.rx <= bindparam("at"),
    )
    .group_by(FeedEntry.feed_key)
    .subquery()
)
_PREFIX = (
    select(Feed.stream, Feed.place, FeedEntry.q, FeedEntry.acc)
    .join(_HEADS, _HEADS.c.feed_key == Feed.key)
    .join(FeedEntry, and_(FeedEntry.feed_key == Feed.key, FeedEntry.q == _HEADS.c.q))
)
_IN_COMPOUND = PlaceTable.compound_key == bindparam("compound")
_IN_SLOTS = (
    select(
        PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session,
        *(getattr(PRecord, part) for part in Filler._fields), PRecord.received_at,
    )
    .join(PlaceTable, PlaceTable.key == PRecord.place_key)
    .where(
        _IN_COMPOUND,
        PRecord.kind == bindparam("kind"),
        PRecord.day.in_(bindparam("days", expanding=True)),
        PRecord.session.is_not(None),
    )
)  # fmt: skip


class PastGround:
    """The rows as known at ``at`` (ms), from the read models and the ops counted by then."""

    def __init__(
        self, connection: Connection, live: LiveGround, kinds: Mapping[str, Kind], at: int
    ) -> None:
        self._run = connection
        self._live = live
        self._kinds = kinds
        self._at = at

    @cached_property
    def _changed(self) -> Mapping[bytes, ChangedRecord]:
        """The records that may have been other ones then."""
        here = PlaceTable.compound_key == self._live.compound_key
        return {one.key: one for one in changed_in(self._run, here, self._at)}

    @cached_property
    def _were(self) -> Sequence[tuple[dict[str, Any], Folded]]:
        """What those records were then, each as a row of ``p_record``."""
        places = {key: one.place_key for key, one in self._changed.items()}
        return [
            (record_row(one, places[one.key], self._kinds), one)
            for one in fold_then(self._run, self._kinds, sorted(places), self._at)
        ]

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Ground.prefix`."""
        rows = find(self._run, _PREFIX, places=self.site.feed_places, at=self._at)
        return {f"{row.stream}@{row.place}": (row.q, bytes_to_text(row.acc)) for row in rows}

    @cached_property
    def site(self) -> Site:
        """See `Ground.site`: the places that had been stated, as they had been stated."""
        ever = self._live.ever
        restated = {
            one.place_key
            for one in self._changed.values()
            if describes_place(self._kinds.get(one.kind))
        }
        ids = {place.key: place.id for place in ever if place.key in restated}
        told = stated_then(self._run, self._kinds, ids, self._at)
        found = []
        for place in ever:
            values = told.get(place.key, {"left": place.left})
            if values is not None and not values["left"]:
                found.append(place._replace(**values))
        return Site(sorted(found, key=sort_key))

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """See `Ground.cover`: not kept for the past."""
        return None

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """See `Ground.slots`."""
        asked = {"compound": self._live.compound_key, "kind": kind, "days": sorted(days)}
        names: defaultdict[SlotName, list[Filler]] = defaultdict(list)
        for row in find(self._run, _IN_SLOTS, **asked):
            if row.received_at <= self._at and row.key not in self._changed:
                names[SlotName._make(row[:4])].append(Filler._make(row[4:-1]))
        for were, _ in self._were:
            if were["kind"] == kind and were["day"] in days and were["session"] is not None:
                name = SlotName(kind, were["place_key"], were["day"], were["session"])
                names[name].append(Filler(*(were[part] for part in Filler._fields)))
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
            row
            for row in self._live.records(kinds, since, until, place, codes)
            if row.received_at <= self._at and row.key not in self._changed
        ]
        found += [
            recorded(row, one)
            for row, one in self._were
            if row["kind"] in kinds
            and (since or FIRST_DAY) <= row["day"] <= (until or LAST_DAY)
            and place in (None, row["place_key"])
            and (not codes or row["code"] in codes)
            and not row["voided"]
        ]
        return sorted(found, key=lambda row: (row.observed_to, row.key))

    def ops_of(self, keys: Sequence[bytes]) -> Sequence[Arrived]:
        """See `Ground.ops_of`."""
        some = few(keys)
        return [one for each in some for one in ops_of_records(self._run, each, each, self._at)]

    def late(
        self, kinds: Collection[str], since: str, until: str, over_ms: int
    ) -> Mapping[str, tuple[int, int]]:
        """See `Ground.late`."""
        found: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in self.records(kinds, since, until, None):
            late, total = found[row.day]
            lag = lag_ms(row.received_at, row.observed_to, row.day if row.session else None)
            found[row.day] = late + (lag > over_ms), total + 1
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
