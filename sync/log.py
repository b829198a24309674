"""The log as the exchange sees it: its rows, and the `Store` that keeps them.

`sync.memory` implements `Store` for tests and the simulator, `server.store` over SQL; one contract
suite holds both. Every method is ONE bulk statement (or one per table), whatever the batch size.

A feed is a place × stream; its sequence q is dense, its times rx never decrease, and both are
given out under the feed's lock inside the transaction that makes the entry visible. So a reader
that sees q+1 sees q, and no cursor can skip.

>>> FeedKey("c1.1", "person")
FeedKey(place='c1.1', stream='person')
>>> Range(feed=12, after=118, upto=121).size
3
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, Protocol

from sync.chain import FIRST_LINK
from sync.digest import Head
from sync.ops import Op

Status = Literal["accepted", "held", "quarantined", "admitted", "refused", "withheld"]
"""What became of an op. withheld: its hash stands in the chain, its body has not come."""

COUNTED: Final[frozenset[Status]] = frozenset({"accepted", "admitted"})
"""The statuses whose ops are folded, projected and judged from."""


class FeedKey(NamedTuple):
    """What a feed is of: a place id (a user id for `inbox`) and a stream."""

    place: str
    stream: str


class FeedRow(NamedTuple):
    """A feed that exists: its number on the wire and what it is of."""

    feed: int
    place: str
    stream: str


class Want(NamedTuple):
    """Feeds of `streams` whose place has type `unit` and lies within `place`, or contains it."""

    place: str
    unit: str
    streams: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What admission needs to know of a place: its type, and its ancestors that are granted or
    have feeds.

    A place is its own ancestor: a building's `building` is its own id.
    """

    id: str
    type: str
    building: str | None = None
    compound: str | None = None
    community: str | None = None
    street: str | None = None
    district: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """What the server knows of one installation; times ms UTC, `id` 16 bytes.

    `head_n`, `head_link`: what it durably has. `reported_n`: the most the phone ever said it had
    sealed; held = reported_n - head_n. `drained_at`: at this moment the phone had sent all it had
    sealed. `scope_version` and `scope_feeds`: the scope last told, `scope_acked` the newest that
    the phone has confirmed.
    """

    id: bytes
    user: str
    device: int | None
    opened_at: int
    head_n: int = 0
    head_link: bytes = FIRST_LINK
    head_rec: int | None = None
    reported_n: int = 0
    oldest_unacked_at: int | None = None
    last_seen_at: int | None = None
    drained_at: int | None = None
    clk: tuple[int, int] | None = None
    app_build: str | None = None
    kinds: Mapping[str, int] | None = None
    persisted: bool | None = None
    free_bytes: int | None = None
    scope_version: int = 0
    scope_feeds: frozenset[int] = frozenset()
    scope_acked: int = 0
    forked_at: int | None = None


class ChainRow(NamedTuple):
    """Place n of a replica's chain: which op stands there and what became of it."""

    n: int
    op_id: str
    status: Status
    why: str | None


class Known(NamedTuple):
    """What became of an op that is stored already, through whichever replica."""

    status: Status
    why: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One op of a push that the chain takes at `n`, judged; `feeds` is never empty for a new op.

    `repeat`: the op is stored already (another replica, or earlier in this batch): only its place
    in the chain is new. `fills`: it stood withheld, and here is its body. Otherwise it is new, and
    is withheld when `body` is None. `op` is None when the body could not be read (malformed).
    """

    n: int
    op_id: str
    bsha: bytes
    body: str | None
    op: Op | None
    status: Status
    why: str | None = None
    flags: int = 0
    feeds: tuple[FeedKey, ...] = ()
    repeat: bool = False
    fills: bool = False


@dataclass(frozen=True, slots=True)
class Refiled:
    """A stored op whose status changes, and the feeds that it enters because of that."""

    op_id: str
    status: Status
    why: str | None
    feeds: tuple[FeedKey, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A phone's word: of a replica it had sealed `n`, and holds (elsewhere now) the first `kept`.

    What is lost is at any time max(0, n - max(kept, head_n of that replica)): what had been on
    its way may still arrive. It also closes the replica: nothing more is expected from it.
    """

    replica: bytes
    n: int
    kept: int
    why: str


class Range(NamedTuple):
    """Entries after < q <= upto of a feed; dense, so `size` is exact."""

    feed: int
    after: int
    upto: int

    @property
    def size(self) -> int:
        """How many entries lie in the range."""
        return self.upto - self.after


class EntryRow(NamedTuple):
    """One entry as it is pulled. `acc` is the feed's sum up to and including it.

    `replica`, `n`: where the op first stood. `own_n`: its place in the asking replica's chain, if
    it stands there. `body` None: withheld or redacted; `bsha` proves the sums all the same.
    """

    feed: int
    q: int
    rx: int
    acc: bytes
    replica: bytes
    n: int
    bsha: bytes
    body: str | None
    own_n: int | None


class Held(NamedTuple):
    """An op kept for later because nobody here could read its kind yet."""

    op_id: str
    body: str
    user: str
    rx: int


class Writing(Protocol):
    """One write transaction: all of it becomes visible at once, or none of it."""

    def replica(self, id: bytes, user: str, device: int | None, now: int) -> ReplicaState:
        """Lock and return the replica's row, made now with these values if there was none.

        The row of another user is returned as it is: the caller refuses. The lock is held to the
        end of the transaction, so that retries of one phone come one after the other.
        """
        ...

    def chain(self, replica: bytes, after: int, limit: int) -> Sequence[ChainRow]:
        """Return the first `limit` places of the chain with n > after, in order of n."""
        ...

    def known(self, op_ids: Collection[str]) -> Mapping[str, Known]:
        """Return those of the ops that are stored (withheld ones too)."""
        ...

    def bodies(self, replica: bytes, op_ids: Collection[str]) -> Mapping[str, str]:
        """Return, by id, the bodies of those of the ops that stand in the chain and are stored."""
        ...

    def places(self, ids: Collection[str]) -> Mapping[str, PlaceFacts]:
        """Return facts of those places that exist; ids are any text that `read_op` let through."""
        ...

    def scope(self, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
        """Return the existing feeds that any of the wants covers, and the user's `inbox`."""
        ...

    def append(self, replica: bytes, arrivals: Sequence[Arrival]) -> frozenset[str]:
        """Store arrivals in order of n: ops, chain, and the entries of their feeds; project.

        In this order: insert the ops that are not there (a concurrent transaction may have been
        faster: return the ids of new arrivals that turned out stored, which enter no feed);
        insert chain places; make missing feeds; lock the touched feeds, LATE and SORTED by
        number; read the clock; `digest.extend` each feed once, its ops in order of arrival;
        insert the entries; project the ops that count (`COUNTED`) in O(changes).
        """
        ...

    def refile(self, moves: Sequence[Refiled]) -> None:
        """Change the status of stored ops and append each to those feeds that lack it.

        Locks and times as in `append`; an op occurs at most once in a feed. Ops that count from
        now on are projected.
        """
        ...

    def held(self, limit: int) -> Sequence[Held]:
        """Return ops with status `held`, oldest first."""
        ...

    def declare(self, losses: Sequence[Loss], user: str, now: int) -> None:
        """Keep declarations about replicas of this user; the highest `n` said stands.

        Replicas of others and unknown ones are passed over.
        """
        ...

    def save(self, state: ReplicaState) -> None:
        """Write back the replica's row."""
        ...


class Reading(Protocol):
    """One snapshot of the log: every method sees the same moment."""

    def scope(self, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
        """As in `Writing`."""
        ...

    def heads(self, feeds: Collection[int]) -> Mapping[int, Head]:
        """Return the heads of those feeds that exist."""
        ...

    def sums(self, points: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """Return acc at each (feed, q) that exists, q >= 1."""
        ...

    def entries(self, ranges: Sequence[Range], replica: bytes) -> Sequence[EntryRow]:
        """Return the entries of all ranges, ordered by feed and q, as `replica` is to see them."""
        ...


class Store(Protocol):
    """What keeps the log. A receipt is built only after `writing()` was left without an error."""

    def now(self) -> int:
        """Return the server's clock, ms UTC."""
        ...

    def epoch(self) -> str:
        """Return the id of this life of the database; it changes whenever a backup is restored."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Open a write transaction: committed durably at the end, rolled back on any error."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a read snapshot."""
        ...


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a place over [valid_from, valid_to) ms UTC; None: no end."""

    place: str
    role: str
    valid_from: int
    valid_to: int | None = None

    def holds_at(self, at: int) -> bool:
        """Say whether the grant is in force at a moment."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Session:
    """Who exchanges: proven by the caller. `grants` are ALL of the user's, past ones included.

    `streams`: role -> type of a feed's place -> streams that a phone of the role holds. `also`:
    what it holds beside that for now, such as the doors that it was sent to check.
    `may_pull` is false for a push key without a sign-in; `trusted` is false when the phone was
    revoked or somebody else carries its records: then nothing is refused, and all quarantined.
    """

    user: str
    device: int | None
    grants: Sequence[Grant]
    streams: Mapping[str, Mapping[str, Collection[str]]] = field(default_factory=dict)
    may_pull: bool = True
    trusted: bool = True
    also: Sequence[Want] = ()

    def wants(self, now: int) -> list[Want]:
        """Return what this session may hold: by the grants in force, and beside them."""
        held = [
            Want(grant.place, unit, frozenset(streams))
            for grant in self.grants
            if grant.holds_at(now)
            for unit, streams in self.streams.get(grant.role, {}).items()
        ]
        return [*held, *self.also]
