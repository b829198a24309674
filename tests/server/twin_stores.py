"""A store that is two: every call goes to memory and to SQL, and both must answer the same.

The simulator drives it like any other store, so every fault of the design meets the real tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from server.store import SqlStore
from sync.digest import Head
from sync.log import (
    Arrival,
    ChainRow,
    EntryRow,
    FeedKey,
    FeedRow,
    Held,
    Known,
    Loss,
    PlaceFacts,
    Range,
    Refiled,
    ReplicaState,
    Want,
)
from sync.memory import MemoryStore
from sync.ops import Op, read_op


class Differ(AssertionError):
    """Memory and SQL do not agree; the text shows the call and both answers."""


class TwinStore(MemoryStore):
    """Memory that holds SQL to its answers. It is never restored: backups are another test's."""

    sql: SqlStore

    def __init__(
        self, clock: Callable[[], int], places: Mapping[str, PlaceFacts], sql: SqlStore
    ) -> None:
        super().__init__(clock, places)
        self.sql = sql
        self.tx: Any = None
        self._adopt()

    def backup(self) -> TwinStore:
        return self

    def restore(self, saved: MemoryStore) -> None:
        assert saved is self

    @contextmanager
    def writing(self) -> Iterator[MemoryStore]:
        if self.tx is not None:  # a server that dies in the middle: the outer one is rolled back
            yield self
            return
        try:
            with self.sql.writing() as self.tx, super().writing():
                yield self
        finally:
            self.tx = None

    @contextmanager
    def reading(self) -> Iterator[MemoryStore]:
        if self.tx is not None:
            yield self
            return
        try:
            with self.sql.reading() as self.tx:
                yield self
        finally:
            self.tx = None

    def both(self, call: str, *given: Any) -> Any:
        """What memory answers, after SQL answered the same."""
        mine = getattr(MemoryStore, call)(self, *given)
        if hasattr(self.tx, call):  # a read inside a dying transaction would see only the past
            theirs = getattr(self.tx, call)(*given)
            if plain(mine) != plain(theirs):
                raise Differ(f"{call}{given}\nmemory: {plain(mine)}\nsql:    {plain(theirs)}")
        return mine

    def replica(self, id: bytes, user: str, device: int | None, now: int) -> ReplicaState:
        return self.both("replica", id, user, device, now)  # type: ignore[no-any-return] # forwarded

    def chain(self, replica: bytes, after: int, limit: int) -> Sequence[ChainRow]:
        return list(self.both("chain", replica, after, limit))

    def known(self, op_ids: Collection[str]) -> Mapping[str, Known]:
        return dict(self.both("known", op_ids))

    def bodies(self, replica: bytes, op_ids: Collection[str]) -> Mapping[str, str]:
        return dict(self.both("bodies", replica, op_ids))

    def places(self, ids: Collection[str]) -> Mapping[str, PlaceFacts]:
        return dict(self.both("places", ids))

    def scope(self, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
        return sorted(self.both("scope", wants, user))

    def append(self, replica: bytes, arrivals: Sequence[Arrival]) -> frozenset[str]:
        return frozenset(self.both("append", replica, arrivals))

    def refile(self, moves: Sequence[Refiled]) -> None:
        self.both("refile", moves)

    def held(self, limit: int) -> Sequence[Held]:
        return list(self.both("held", limit))

    def declare(self, losses: Sequence[Loss], user: str, now: int) -> None:
        self.both("declare", losses, user, now)

    def save(self, state: ReplicaState) -> None:
        self.both("save", state)

    def heads(self, feeds: Collection[int]) -> Mapping[int, Head]:
        return dict(self.both("heads", feeds))

    def sums(self, points: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        return dict(self.both("sums", points))

    def entries(self, ranges: Sequence[Range], replica: bytes) -> Sequence[EntryRow]:
        return list(self.both("entries", ranges, replica))

    def _adopt(self) -> None:
        """Take over what the office wrote before: the same ops in the same feeds."""
        keys = [FeedKey(place, "ref") for place in ("t", "c.1", "c.1.3", "c.1.4")]
        with self.sql.reading() as snapshot:
            heads = snapshot.heads(range(1, 20))
            rows = snapshot.entries([Range(f, 0, head.q) for f, head in heads.items()], bytes(16))
        of_feed: dict[int, FeedKey] = {}
        for row in rows:
            place = read_op(row.body or "").place
            of_feed.setdefault(row.feed, next(k for k in keys if fits(k.place, place)))
        for feed in sorted(of_feed):
            assert self._number(of_feed[feed]) == feed
        ops: dict[int, tuple[Op, list[FeedKey], bytes]] = {}
        for row in rows:
            op = read_op(row.body or "")
            ops.setdefault(row.n, (op, [], row.replica))[1].append(of_feed[row.feed])
        for n, (op, feeds, replica) in sorted(ops.items()):
            arrival = Arrival(n, op.id, op.bsha, op.body, op, "accepted", feeds=tuple(feeds))
            MemoryStore.append(self, replica, [arrival])
            MemoryStore.replica(self, replica, "office", None, self.now())
        assert MemoryStore.heads(self, list(heads)) == heads


def fits(feed_place: str, place: str) -> bool:
    """Whether a place of the stage is told in the `ref` feed of `feed_place`."""
    if place in ("t", "c"):
        return feed_place == "t"
    if place.count(".") == 4:
        return place.startswith(f"{feed_place}.") and feed_place.count(".") == 2
    return feed_place == "c.1"


def plain(answer: Any) -> Any:
    """An answer without the freedom that the contract leaves: order, and list or tuple."""
    if isinstance(answer, Mapping):
        return dict(answer)
    if isinstance(answer, list | tuple) and answer and isinstance(answer[0], FeedRow):
        return sorted(answer)
    return list(answer) if isinstance(answer, list | tuple) else answer
