"""A `Store` in memory: what tests, the simulator and the protocol's examples run against.

It keeps the same promises as the SQL store (one contract suite holds both) and can be copied, as
a backup is, and put back.

>>> from sync.log import FeedKey
>>> store = MemoryStore(clock=lambda: 1000)
>>> with store.writing() as tx:
...     phone = tx.replica(bytes(16), "u5", None, store.now())
>>> phone.head_n, store.epoch()
(0, 'e1')
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sync.digest import Head, Step, extend
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
    Status,
    Want,
)


@dataclass(frozen=True, slots=True)
class OpRow:
    """A stored op, where it first stood and what became of it."""

    id: str
    bsha: bytes
    body: str | None
    replica: bytes
    n: int
    status: Status
    why: str | None
    flags: int
    rx: int


@dataclass(slots=True)
class FeedLog:
    """A feed with its entries, entry q at index q - 1."""

    key: FeedKey
    head: Head
    entries: list[tuple[str, Step]] = field(default_factory=list)


class MemoryStore:
    """The log in dictionaries; a transaction that fails is undone step by step."""

    def __init__(
        self, clock: Callable[[], int], places: Mapping[str, PlaceFacts] | None = None
    ) -> None:
        self.clock = clock
        self.tree: dict[str, PlaceFacts] = dict(places or {})
        self.life = 1
        self.replicas: dict[bytes, ReplicaState] = {}
        self.ops: dict[str, OpRow] = {}
        self.chains: dict[bytes, list[str]] = {}
        self.feeds: dict[int, FeedLog] = {}
        self.numbers: dict[FeedKey, int] = {}
        self.filed: dict[tuple[int, str], int] = {}
        self.losses: dict[bytes, Loss] = {}
        self._undo: list[Callable[[], Any]] = []

    def now(self) -> int:
        """Return the clock that was handed in."""
        return self.clock()

    def epoch(self) -> str:
        """Return the id of this life; see `restore`."""
        return f"e{self.life}"

    @contextmanager
    def writing(self) -> Iterator["MemoryStore"]:
        """Open a write transaction; the store itself is its own door."""
        self._undo = []
        try:
            yield self
        except BaseException:
            for step in reversed(self._undo):
                step()
            raise

    @contextmanager
    def reading(self) -> Iterator["MemoryStore"]:
        """Open a snapshot: nobody else runs meanwhile."""
        yield self

    def backup(self) -> "MemoryStore":
        """Return a copy of everything, as a backup taken now would hold it."""
        twin = copy(self)
        for name in ("tree", "replicas", "ops", "numbers", "filed", "losses"):
            setattr(twin, name, dict(getattr(self, name)))
        twin.chains = {id: list(chain) for id, chain in self.chains.items()}
        twin.feeds = {
            f: FeedLog(feed.key, feed.head, list(feed.entries)) for f, feed in self.feeds.items()
        }
        return twin

    def restore(self, saved: "MemoryStore") -> None:
        """Go back to a backup; the epoch changes, as the runbook of a restore demands."""
        life = self.life
        self.__dict__.update(saved.backup().__dict__)
        self.life = life + 1

    # -------------------------------------------------------------- Writing

    def replica(self, id: bytes, user: str, device: int | None, now: int) -> ReplicaState:
        """See `Writing.replica`."""
        if id not in self.replicas:
            self._put(self.replicas, id, ReplicaState(id, user, device, now))
        return self.replicas[id]

    def chain(self, replica: bytes, after: int, limit: int) -> Sequence[ChainRow]:
        """See `Writing.chain`."""
        ids = self.chains.get(replica, [])[after : after + limit]
        rows = ((n, self.ops[id]) for n, id in enumerate(ids, after + 1))
        return [ChainRow(n, row.id, row.status, row.why) for n, row in rows]

    def known(self, op_ids: Collection[str]) -> Mapping[str, Known]:
        """See `Writing.known`."""
        rows = (self.ops[id] for id in op_ids if id in self.ops)
        return {row.id: Known(row.status, row.why) for row in rows}

    def bodies(self, replica: bytes, op_ids: Collection[str]) -> Mapping[str, str]:
        """See `Writing.bodies`."""
        here = set(op_ids) & set(self.chains.get(replica, ()))
        rows = (self.ops[id] for id in here)
        return {row.id: row.body for row in rows if row.body is not None}

    def places(self, ids: Collection[str]) -> Mapping[str, PlaceFacts]:
        """See `Writing.places`."""
        return {id: self.tree[id] for id in ids if id in self.tree}

    def scope(self, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
        """See `Writing.scope`."""
        inbox = FeedKey(user, "inbox")
        return [
            FeedRow(number, *key)
            for key, number in self.numbers.items()
            if key == inbox or any(self._covers(want, key) for want in wants)
        ]

    def append(self, replica: bytes, arrivals: Sequence[Arrival]) -> frozenset[str]:
        """See `Writing.append`; nobody can be faster here."""
        rx = self.now()
        chain = self.chains.setdefault(replica, [])
        for each in arrivals:
            if not each.repeat:
                row = OpRow(
                    each.op_id, each.bsha, each.body, replica, each.n,
                    each.status, each.why, each.flags, rx,
                )  # fmt: skip
                self._put(self.ops, each.op_id, row)
            chain.append(each.op_id)
            self._undo.append(chain.pop)
        self._file([(each.op_id, each.feeds) for each in arrivals if not each.repeat])
        return frozenset()

    def refile(self, moves: Sequence[Refiled]) -> None:
        """See `Writing.refile`."""
        for move in moves:
            row = replace(self.ops[move.op_id], status=move.status, why=move.why)
            self._put(self.ops, move.op_id, row)
        self._file([(move.op_id, move.feeds) for move in moves])

    def held(self, limit: int) -> Sequence[Held]:
        """See `Writing.held`."""
        rows = (row for row in self.ops.values() if row.status == "held" and row.body)
        found = [
            Held(row.id, row.body or "", self.replicas[row.replica].user, row.rx) for row in rows
        ]
        return found[:limit]

    def declare(self, losses: Sequence[Loss], user: str, now: int) -> None:
        """See `Writing.declare`."""
        for loss in losses:
            mine = self.replicas.get(loss.replica)
            before = self.losses.get(loss.replica)
            if mine and mine.user == user and (before is None or before.n < loss.n):
                self._put(self.losses, loss.replica, loss)

    def save(self, state: ReplicaState) -> None:
        """See `Writing.save`."""
        self._put(self.replicas, state.id, state)

    def lost(self, replica: bytes) -> int:
        """Return how many records of a replica are declared lost and have not arrived."""
        loss = self.losses.get(replica)
        state = self.replicas[replica]
        return max(0, loss.n - max(loss.kept, state.head_n)) if loss else 0

    # -------------------------------------------------------------- Reading

    def heads(self, feeds: Collection[int]) -> Mapping[int, Head]:
        """See `Reading.heads`."""
        return {feed: self.feeds[feed].head for feed in feeds if feed in self.feeds}

    def sums(self, points: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """See `Reading.sums`."""
        logs = ((feed, q, self.feeds.get(feed)) for feed, q in points)
        return {
            (feed, q): log.entries[q - 1][1].acc
            for feed, q, log in logs
            if log is not None and 1 <= q <= len(log.entries)
        }

    def entries(self, ranges: Sequence[Range], replica: bytes) -> Sequence[EntryRow]:
        """See `Reading.entries`."""
        own = {id: n for n, id in enumerate(self.chains.get(replica, ()), 1)}
        rows = []
        for feed, after, upto in sorted(ranges):
            for id, step in self.feeds[feed].entries[after:upto]:
                op = self.ops[id]
                rows.append(
                    EntryRow(feed, step.q, step.rx, step.acc, op.replica, op.n, op.bsha, op.body,
                             own.get(id))
                )  # fmt: skip
        return rows

    # -------------------------------------------------------------- inside

    def _put(self, table: dict[Any, Any], key: Any, row: Any) -> None:
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = row

    def _file(self, filings: Sequence[tuple[str, tuple[FeedKey, ...]]]) -> None:
        """Append ops to their feeds: each feed once, in order of number, at its own time."""
        touched: dict[int, list[str]] = {}
        numbers = {
            key: self._number(key) for key in sorted({k for _, keys in filings for k in keys})
        }
        for id, keys in filings:
            for key in keys:
                number = numbers[key]
                if (number, id) not in self.filed:
                    touched.setdefault(number, []).append(id)
        for number, ids in sorted(touched.items()):
            log = self.feeds[number]
            before, size = log.head, len(log.entries)
            log.head, steps = extend(before, self.now(), [self.ops[id].bsha for id in ids])
            log.entries += zip(ids, steps, strict=True)
            self._undo.append(partial(_shorten, log, before, size))
            for id, step in zip(ids, steps, strict=True):
                self._put(self.filed, (number, id), step.q)

    def _number(self, key: FeedKey) -> int:
        if key not in self.numbers:
            number = len(self.numbers) + 1
            self._put(self.numbers, key, number)
            self._put(self.feeds, number, FeedLog(key, Head(number)))
        return self.numbers[key]

    def _covers(self, want: Want, key: FeedKey) -> bool:
        if key.stream not in want.streams or key.place not in self.tree:
            return False
        there, asked = self.tree[key.place], self.tree.get(want.place)
        if there.type != want.unit and (there.type, want.unit) != ("village", "community"):
            return False
        below = want.place in (there.id, there.building, there.compound, there.community)
        above = asked is not None and there.id in (asked.building, asked.compound, asked.community)
        return below or above


def _shorten(log: FeedLog, head: Head, size: int) -> None:
    log.head = head
    del log.entries[size:]
