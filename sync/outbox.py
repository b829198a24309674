"""What a phone keeps of itself: its state, the ops it sealed, and how it goes on after a loss.

Pure: a function gets what it must read and returns what is to be written in ONE durable
transaction. `outbox.ts` is the twin. The outbox is not a list that is emptied: it is every op
after the newest receipt that equals the phone's own chain, so a server that went back in time
gets them again.

>>> state = State("u5", bytes(16))
>>> state, op = seal(state, Draft("screening", 1, "c1.3.1.201", {"outcome": "normal"},
...     slot="2020-03-10/am"), now=1583800000000, nonce="AAECAwQFBgc")
>>> state.n, state.acked, op.n
(1, 0, 1)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sync.chain import FIRST_LINK, next_link
from sync.clock import Measure
from sync.days import DAY
from sync.feeds import Entry, Feed
from sync.ops import OpParts, Value, body_hash, op_id
from sync.ops import seal as seal_body

BATCH: Final = 50
KEEP_MS: Final = 30 * DAY  # how old a backup may be whose restore loses nothing


@dataclass(frozen=True, slots=True)
class OwnOp:
    """An op of this phone at place n of its chain; the outbox is n > acked.

    `sealed_at`: the phone's clock, or the last server time it had seen when that is later.
    `status`: what the receipt said of it, None for simply received (or not yet sent): duplicate,
    held, quarantined, refused, withheld. `body` None: long received, only its hash is kept.
    """

    n: int
    id: str
    bsha: bytes
    link: bytes
    sealed_at: int
    body: str | None
    status: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Retired:
    """A replica that this phone gave up: `n` had been sealed on it, the first `kept` are held.

    `told`: the epoch in which the server acknowledged it. A restored server may have forgotten, so
    it is told again in every epoch.
    """

    replica: bytes
    n: int
    kept: int
    why: str
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """How much was sealed, and what was given up: written outside the database after each write."""

    replica: bytes
    n: int
    retired: tuple[Retired, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Everything a phone keeps of itself but its ops and entries; times ms UTC.

    `acked`, `acked_link`: the newest receipt that equals the phone's own chain. `anchor`: the last
    server time seen. `sv`: the newest scope applied. `retired`: replicas given up.
    """

    user: str
    replica: bytes
    n: int = 0
    link: bytes = FIRST_LINK
    acked: int = 0
    acked_link: bytes = FIRST_LINK
    received_at: int | None = None
    epoch: str | None = None
    sv: int = 0
    feeds: Mapping[int, Feed] = field(default_factory=dict)
    clock: Measure | None = None
    anchor: int | None = None
    retired: tuple[Retired, ...] = ()
    batch: int = BATCH
    failures: int = 0
    more: bool = False
    verified: bool = False
    cat: str | None = None

    @property
    def undeclared(self) -> tuple[Retired, ...]:
        """The replicas given up of which this life of the server has not been told."""
        return tuple(each for each in self.retired if each.told is None or each.told != self.epoch)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person recorded, before it is sealed; `at` None: just now."""

    kind: str
    version: int
    place: str
    fields: Mapping[str, Value]
    slot: str | None = None
    at: int | tuple[int, int] | None = None
    subject: str | None = None
    root: str | None = None
    parents: Sequence[str] = ()
    tz: int = 480


@dataclass(frozen=True, slots=True)
class Changes:
    """What to write in one transaction, `state` with it.

    `own`: rows to put (`all_own`: they replace every row). `entries`: to put; those of feeds in
    `drops` and after the `cuts` go first. `fork`: the chain is not the server's; call `rechain`.
    """

    state: State
    own: Sequence[OwnOp] = ()
    entries: Sequence[Entry] = ()
    cuts: Mapping[int, int] = field(default_factory=dict)
    drops: Sequence[int] = ()
    all_own: bool = False
    fork: Retired | None = None
    refused: Sequence[str] = ()


def lost_since(state: State | None, witness: Witness | None) -> tuple[Retired, ...]:
    """Return what the witness outside the database says is missing from it; () when nothing is.

    Asked at every start, BEFORE anything is sealed: then all that is held came before the loss.
    What was given up before the loss, and perhaps never told, comes first. A witness of a replica
    that was given up is merely late: another tab had not written its own yet.
    """
    known = {each.replica for each in state.retired} if state else set[bytes]()
    if witness is None or witness.replica in known:
        return ()
    if state is None:
        gone = Retired(witness.replica, witness.n, 0, "evicted")
    elif state.replica != witness.replica:
        gone = Retired(witness.replica, witness.n, 0, "rolled_back")
    elif state.n < witness.n:
        gone = Retired(witness.replica, witness.n, state.n, "rolled_back")
    else:
        return ()
    return (*(each for each in witness.retired if each.replica not in known), gone)


def seal(state: State, draft: Draft, now: int, nonce: str) -> tuple[State, OwnOp]:
    """Return the state after a record, and the op to put with it. `now` is the phone's clock."""
    body = seal_body(
        OpParts(
            kind=draft.kind, version=draft.version, nonce=nonce, place=draft.place,
            by=state.user, at=now if draft.at is None else draft.at, tz=draft.tz, rec=now,
            slot=draft.slot, subject=draft.subject, root=draft.root, parents=draft.parents,
            clk=(state.clock.offset, state.clock.uncertainty) if state.clock else None,
            anc=state.anchor, fields=draft.fields,
        )
    )  # fmt: skip
    return add_op(state, body, max(now, state.anchor or 0))


def add_op(state: State, body: str, sealed_at: int) -> tuple[State, OwnOp]:
    """Return the state with a sealed body as the next op of its chain."""
    bsha = body_hash(body)
    n = state.n + 1
    link = next_link(state.replica, n, state.link, bsha)
    return replace(state, n=n, link=link), OwnOp(n, op_id(bsha), bsha, link, sealed_at, body)


def rechain(
    state: State, own: Sequence[OwnOp], retired: Sequence[Retired], fresh: bytes
) -> Changes:
    """Go on as a new replica with every op whose body is held, in its order.

    Op ids do not change, so what the server has already it recognises; `retired` tells it what of
    the old replica is gone. `own` is all of the phone's ops, `fresh` 16 new random bytes.
    """
    anew = replace(
        state, replica=fresh, n=0, link=FIRST_LINK, acked=0, acked_link=FIRST_LINK,
        retired=(*state.retired, *retired), batch=BATCH, failures=0,
    )  # fmt: skip
    rows = []
    for op in sorted(own, key=lambda op: op.n):
        if op.body is not None:
            anew, row = add_op(anew, op.body, op.sealed_at)
            rows.append(row)
    return Changes(anew, own=rows, all_own=True)


def trim(state: State, own: Sequence[OwnOp], now: int) -> list[OwnOp]:
    """Return ops whose bodies may go: received, agreed upon, and 30 days old by both clocks.

    A body that was withheld is nowhere else, and stays.
    """
    before = min(now, state.anchor or 0) - KEEP_MS
    if not state.verified:
        return []
    return [
        replace(op, body=None)
        for op in own
        if op.n <= state.acked and op.body and op.sealed_at <= before and op.status != "withheld"
    ]
