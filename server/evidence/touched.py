"""Which records of a compound have changed between two states of its feeds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select

from server.database.bulk import find
from server.evidence.ground import Asked
from server.models import FeedEntry, Op, PRecord


class Spot(NamedTuple):
    """A new record, where it lies: one that stands, and that nobody has amended."""

    day: str
    session: str | None
    place_key: int
    code: str
    observed_to: int
    received_at: int


@dataclass
class Touched:
    """Kinds of which records changed: None when any may have, else the new ones, each once."""

    kinds: dict[str, list[Spot] | None] = field(default_factory=dict)
    places_described: bool = False

    def add(self, kind: str, spot: Spot | None) -> None:
        """Note a change of this kind; without a spot, anywhere."""
        spots = self.kinds.setdefault(kind, [])
        if spot is None or spots is None:
            self.kinds[kind] = None
        else:
            spots.append(spot)

    def new_in(self, asked: Asked) -> Sequence[Spot] | None:
        """Return the new records among those asked for; None when others may have changed."""
        found: list[Spot] = []
        for kind in asked.kinds:
            spots = self.kinds.get(kind, [])
            if spots is None:
                return None
            found += [spot for spot in spots if lies_in(spot, asked)]
        return found


def lies_in(spot: Spot, asked: Asked) -> bool:
    """Say whether a record that lies there is asked for."""
    return (
        asked.since <= spot.day <= asked.until
        and asked.place in (None, spot.place_key)
        and (not asked.codes or spot.code in asked.codes)
    )


_ENTRIES = (
    select(
        FeedEntry.q, FeedEntry.acc, Op.id, PRecord.key.label("record"), PRecord.kind,
        PRecord.doc, PRecord.voided, PRecord.pending,
        *(getattr(PRecord, part) for part in Spot._fields),
    )
    .join(Op, (Op.replica_key == FeedEntry.replica_key) & (Op.n == FeedEntry.n))
    .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id), isouter=True)
    .where(FeedEntry.feed_key == bindparam("feed"), FeedEntry.q >= bindparam("since"))
    .order_by(FeedEntry.q)
    .limit(bindparam("most"))
)  # fmt: skip


def touched_since(
    connection: Connection, before: Sequence[Row[Any]], now: Sequence[Row[Any]], many: int
) -> Touched | None:
    """Return what the entries of the feeds that came since have touched.

    None when these are not the same feeds gone on, or too many came to look through.
    """
    heads = {row.key: row for row in before}
    touched = Touched()
    if not heads.keys() <= {row.key for row in now}:
        return None
    came = sum(row.head_q - (heads[row.key].head_q if row.key in heads else 0) for row in now)
    if came > many:
        return None
    for row in now:
        if row != heads.get(row.key) and not _look_through(connection, heads, row, touched, many):
            return None
    return touched


def _look_through(
    connection: Connection,
    heads: dict[int, Row[Any]],
    row: Row[Any],
    touched: Touched,
    many: int,
) -> bool:
    head = heads.get(row.key)
    known = head.head_q if head else 0
    entries = find(connection, _ENTRIES, feed=row.key, since=known, most=many + 2)
    if head is not None and known:
        # The feed goes on from the remembered head only if that entry is still the same.
        if not entries or (entries[0].q, entries[0].acc) != (known, head.acc):
            return False
        entries = entries[1:]
    for entry in entries:
        if entry.kind is None or not _coherent(entry.doc):
            return False
        # A record that is its first op alone was not there before; an op counts once, from when
        # it enters a feed.
        alone = entry.doc is None and entry.id == entry.record
        stands = alone and not entry.voided and not entry.pending
        spot = Spot(*(getattr(entry, part) for part in Spot._fields)) if stands else None
        touched.add(entry.kind, spot)
    return bool(row.head_q > known)


def _coherent(doc: str | None) -> bool:
    """Say whether all ops of a record can be read; if not, it may have been of another kind."""
    return doc is None or not json.loads(doc)["opaque"]
