"""One snapshot of the log over SQL: `sync.log.Reading` in bulk Core statements."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    or_,
    select,
    tuple_,
)

from server.database.bulk import find
from server.models import Chain, Feed, FeedEntry, Op, Replica
from server.projections.places import Places
from server.scope import feeds_in_scope
from sync.digest import Head
from sync.log import EntryRow, FeedRow, Range, Want

_HEADS = select(Feed.key, Feed.head_q, Feed.acc, Feed.lh, Feed.last_rx).where(
    Feed.key.in_(bindparam("feeds", expanding=True))
)
_SUMS = select(FeedEntry.feed_key, FeedEntry.q, FeedEntry.acc).where(
    tuple_(FeedEntry.feed_key, FeedEntry.q).in_(bindparam("points", expanding=True))
)
MOST_RANGES = 200  # SQLite nests an expression no deeper than 1,000
_ENTRIES = (
    select(
        FeedEntry.feed_key,
        FeedEntry.q,
        FeedEntry.rx,
        FeedEntry.acc,
        Replica.id,
        FeedEntry.n,
        Op.bsha,
        Op.body,
        FeedEntry.replica_key,
        Chain.n,
    )
    .join(Op, and_(Op.replica_key == FeedEntry.replica_key, Op.n == FeedEntry.n))
    .join(Replica, Replica.key == FeedEntry.replica_key)
    .outerjoin(
        Chain,
        and_(
            Chain.op_replica_key == FeedEntry.replica_key,
            Chain.op_n == FeedEntry.n,
            Chain.replica_key == bindparam("me", type_=Integer),
        ),
    )
    .order_by(FeedEntry.feed_key, FeedEntry.q)
)

_ME = select(Replica.key).where(Replica.id == bindparam("id_"))


@cache
def _entries_of(count: int) -> Select[*tuple[Any, ...]]:
    """Return the SELECT of so many ranges."""
    return _ENTRIES.where(
        or_(
            *(
                and_(
                    FeedEntry.feed_key == bindparam(f"feed{index}"),
                    FeedEntry.q > bindparam(f"after{index}"),
                    FeedEntry.q <= bindparam(f"upto{index}"),
                )
                for index in range(count)
            )
        )
    )


class SqlReading:
    """`sync.log.Reading` on one connection, whose snapshot the store opens and ends."""

    def __init__(self, connection: Connection) -> None:
        self._run = connection

    def scope(self, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
        """Return the existing feeds that any of the wants covers, and the user's inbox."""
        return feeds_in_scope(self._run, Places(self._run), wants, user)

    def heads(self, feeds: Collection[int]) -> Mapping[int, Head]:
        """Return the heads of those feeds that exist."""
        rows = find(self._run, _HEADS, feeds=list(feeds))
        return {row.key: Head(*row) for row in rows}

    def sums(self, points: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """Return acc at each (feed, q) that exists, q >= 1."""
        if not points:
            return {}
        rows = find(self._run, _SUMS, points=list(points))
        return {(feed, q): acc for feed, q, acc in rows}

    def entries(self, ranges: Sequence[Range], replica: bytes) -> Sequence[EntryRow]:
        """Return the entries of all ranges, by feed and q, as ``replica`` is to see them."""
        wanted = sorted(one for one in ranges if one.size > 0)
        found: list[EntryRow] = []
        for start in range(0, len(wanted), MOST_RANGES):
            found += self._entries(wanted[start : start + MOST_RANGES], replica)
        return found

    def _entries(self, ranges: Sequence[Range], replica: bytes) -> list[EntryRow]:
        me = next((row.key for row in find(self._run, _ME, id_=replica)), None)
        bounds = {
            f"{name}{index}": value
            for index, one in enumerate(ranges)
            for name, value in zip(("feed", "after", "upto"), one, strict=True)
        }
        return [
            EntryRow(
                feed,
                q,
                rx,
                acc,
                id,
                n,
                bsha or sha256(body or b"").digest(),
                None if body is None else body.decode(),
                n if key == me else again,
            )
            for feed, q, rx, acc, id, n, bsha, body, key, again in find(
                self._run, _entries_of(len(ranges)), me=me, **bounds
            )
        ]
