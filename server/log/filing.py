"""Entries of feeds: dense numbers, non-decreasing times and digests, under the feeds' row locks.

A number can be given out only after the transaction that holds the one before has ended, so a
reader that sees q+1 sees q, and a rollback leaves no gap. Locks are taken late and sorted by
number, so that pushes touching the same feeds wait for each other instead of for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, tuple_, update

from server.database.bulk import find, insert_new, insert_row, put
from server.models import Feed, FeedEntry
from sync.digest import FIRST_HEAD, ZERO, Head, extend
from sync.log import FeedKey

_LOCK = (
    select(Feed.key, Feed.place, Feed.stream, Feed.head_q, Feed.acc, Feed.lh, Feed.last_rx)
    .where(tuple_(Feed.place, Feed.stream).in_(bindparam("names", expanding=True)))
    .order_by(Feed.key)
    .with_for_update()
)
_ADVANCE = (
    update(Feed)
    .where(Feed.key == bindparam("feed"))
    .values(
        head_q=bindparam("q"),
        acc=bindparam("new_acc"),
        lh=bindparam("new_lh"),
        last_rx=bindparam("rx"),
    )
)


class Filed(NamedTuple):
    """An op that enters feeds: where it is stored, its body's hash, and which feeds."""

    replica_key: int
    n: int
    bsha: bytes
    feeds: Sequence[FeedKey]


class Filing:
    """The entries of one batch: planned under the locks, then written."""

    def __init__(self, connection: Connection, clock: Callable[[], int]) -> None:
        self._run = connection
        self._clock = clock
        self._entries: list[dict[str, Any]] = []
        self._heads: list[Head] = []
        self._times: dict[tuple[int, int], int] = {}
        self._latest: dict[tuple[int, int], int] = {}
        self.now = 0

    def plan(self, items: Sequence[Filed], present: frozenset[int] = frozenset()) -> None:
        """Lock the feeds of the items and give out numbers, in order of arrival.

        Items whose index is in ``present`` were stored before: feeds that have them are left out.
        """
        queues: dict[FeedKey, list[Filed]] = {}
        for item in items:
            for feed in item.feeds:
                queues.setdefault(feed, []).append(item)
        heads = self._lock(queues)
        if present:
            self._leave_out(queues, heads, [items[index] for index in present])
        self.now = self._clock()
        for feed, queue in queues.items():
            self._extend(heads[feed], queue)

    def time_of(self, replica_key: int, n: int) -> int:
        """Return when the op stored there was received: its rx in the first of its feeds."""
        return self._times.get((replica_key, n), self.now)

    def later_than_received(self, replica_key: int, n: int) -> int | None:
        """Return its rx in the feed that it entered last; None where that is when it was received.

        They differ only where the clock went back: times never decrease within a feed.
        """
        latest = self._latest.get((replica_key, n), self.now)
        return latest if latest > self.time_of(replica_key, n) else None

    def write(self) -> None:
        """Insert the planned entries and move the heads; the ops must be stored by now."""
        put(self._run, insert_row(FeedEntry), self._entries)
        heads = [
            {"feed": h.feed, "q": h.q, "new_acc": h.acc, "new_lh": h.lh, "rx": h.last_rx}
            for h in self._heads
        ]
        put(self._run, _ADVANCE, heads)

    def _extend(self, head: Head, queue: Sequence[Filed]) -> None:
        moved, steps = extend(head, self.now, [item.bsha for item in queue])
        for item, step in zip(queue, steps, strict=True):
            name = item.replica_key, item.n
            self._times.setdefault(name, step.rx)
            self._latest[name] = max(step.rx, self._latest.get(name, step.rx))
            self._entries.append(
                {
                    "feed_key": head.feed,
                    "q": step.q,
                    "replica_key": item.replica_key,
                    "n": item.n,
                    "rx": step.rx,
                    "acc": step.acc,
                    "lh": step.lh,
                }
            )
        if steps:
            self._heads.append(moved)

    def _lock(self, names: Iterable[FeedKey]) -> dict[FeedKey, Head]:
        wanted = sorted(names)
        heads = self._select(wanted)
        missing = [name for name in wanted if name not in heads]
        if not missing:
            return heads
        fresh = {"head_q": 0, "acc": ZERO, "lh": FIRST_HEAD, "last_rx": 0}
        rows = [{"place": place, "stream": stream, **fresh} for place, stream in missing]
        put(self._run, insert_new(self._run.dialect.name, Feed), rows)
        return self._select(wanted)

    def _select(self, names: Sequence[FeedKey]) -> dict[FeedKey, Head]:
        if not names:
            return {}
        return {
            FeedKey(row.place, row.stream): Head(row.key, row.head_q, row.acc, row.lh, row.last_rx)
            for row in find(self._run, _LOCK, names=[tuple(name) for name in names])
        }

    def _leave_out(
        self,
        queues: dict[FeedKey, list[Filed]],
        heads: dict[FeedKey, Head],
        stored: Sequence[Filed],
    ) -> None:
        """Drop from the queues what its feed holds already: an op stands once in a feed."""
        columns = (FeedEntry.feed_key, FeedEntry.replica_key, FeedEntry.n)
        rows = self._run.execute(
            select(*columns).where(
                FeedEntry.feed_key.in_([head.feed for head in heads.values()]),
                tuple_(*columns[1:]).in_([(item.replica_key, item.n) for item in stored]),
            )
        )
        there = {tuple(row) for row in rows}
        for feed, queue in queues.items():
            number = heads[feed].feed
            queue[:] = [item for item in queue if (number, item.replica_key, item.n) not in there]
