"""A phone in memory: `sync.replica` around dictionaries, each method one durable transaction.

The simulator and the phones of the tests are made of it; the browser's store does the same over
IndexedDB. What survives what is explicit: `witness` lies outside the database.

>>> phone = Phone("u5", bytes(16))
>>> phone.seal(Draft("screening", 1, "c1.3.1.201", {"outcome": "normal"}), 1583800000000,
...     "AAECAwQFBgc").n
1
>>> phone.witness.n, [op.n for op in phone.outbox()]
(1, [1])
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sync.feeds import Entry, bad_from, next_check
from sync.outbox import (
    Changes,
    Draft,
    OwnOp,
    State,
    Witness,
    lost_since,
    rechain,
    seal,
    trim,
)
from sync.replica import Storage, apply, checked, failed, needs, next_request

Json = dict[str, Any]


class Phone:
    """One installation: its state, its own ops by n, its entries by feed and q."""

    def __init__(self, user: str, replica: bytes, mint: Callable[[], bytes] | None = None) -> None:
        self.state = State(user, replica)
        self.own: dict[int, OwnOp] = {}
        self.entries: dict[int, list[Entry]] = {}
        self.witness = Witness(replica, 0)
        self.refused: list[str] = []
        self.mint = mint or bytes

    def start(self, fresh: bytes) -> bool:
        """Open the database; say whether a loss was found (it will be declared)."""
        gone = lost_since(self.state, self.witness)
        if gone:
            self.write(rechain(self.state, list(self.own.values()), gone, fresh))
        return bool(gone)

    def wiped(self, fresh: bytes) -> None:
        """Open after the database was evicted; the witness beside it was not."""
        gone = lost_since(None, self.witness)
        self.own, self.entries = {}, {}
        empty = State(self.state.user, fresh)
        self.write(Changes(replace(empty, retired=gone)))

    def seal(self, draft: Draft, now: int, nonce: str) -> OwnOp:
        """Record something: durable when this returns."""
        state, op = seal(self.state, draft, now, nonce)
        self.write(Changes(state, own=[op]))
        return op

    def outbox(self) -> list[OwnOp]:
        """Return what the server has not received, oldest first."""
        return [self.own[n] for n in range(self.state.acked + 1, self.state.n + 1)]

    def kept(self) -> int:
        """Return the first n from which on every body is held."""
        bare = [op.n for op in self.own.values() if op.body is None]
        return max(bare, default=0) + 1

    def request(self, now: int, storage: Storage | None = None, app: str | None = None) -> Json:
        """Return the next request."""
        return next_request(self.state, self.outbox(), now, self.kept(), storage, app)

    def answer(self, answer: Json, sent: int, received: int) -> Changes:
        """Take an answer in; when the chain is not the server's, go on as a new replica."""
        own = {n: self.own[n] for n in needs(answer) if n in self.own}
        changes = apply(self.state, answer, own, sent, received)
        self.write(changes)
        return changes

    def check(self) -> Json | None:
        """Return the next check to ask, None when nothing is suspect."""
        return next_check(self.state.feeds)

    def checked(self, answer: Json) -> None:
        """Take the answer to a check in."""
        points = {(feed, q) for feed, q, _ in answer["acc"]}
        points |= {(feed.feed, feed.suspect[0]) for feed in self.state.feeds.values()
                   if feed.suspect}  # fmt: skip
        held = ((feed, q, self.entries.get(feed, [])) for feed, q in points)
        sums = {(feed, q): rows[q - 1].acc for feed, q, rows in held if 0 < q <= len(rows)}
        self.write(checked(self.state, answer, sums))

    def failed(self, code: str) -> None:
        """Take note of an exchange that failed."""
        self.write(failed(self.state, code, self.outbox()))

    def tidy(self, now: int) -> None:
        """Let go of bodies that were received long ago."""
        self.write(Changes(self.state, own=trim(self.state, list(self.own.values()), now)))

    def audit(self) -> list[int]:
        """Recompute every feed from its stored entries; suspect what does not add up."""
        feeds, bad = dict(self.state.feeds), []
        for number, feed in self.state.feeds.items():
            q = bad_from(feed, self.entries.get(number, []))
            if q is not None:
                bad.append(number)
                self.entries[number] = self.entries.get(number, [])[: q - 1]
                feeds[number] = self._cut(number, q - 1)
        self.write(Changes(replace(self.state, feeds=feeds)))
        return bad

    def write(self, changes: Changes) -> None:
        """One transaction: rows, entries, state; then the witness outside the database."""
        if changes.all_own:
            self.own = {}
        for op in changes.own:
            self.own[op.n] = op
        for feed in changes.drops:
            self.entries.pop(feed, None)
        for feed, q in changes.cuts.items():
            del self.entries[feed][q:]
        for entry in changes.entries:
            self.entries.setdefault(entry.feed, []).append(entry)
        self.state = changes.state
        self.refused += changes.refused
        self.witness = Witness(self.state.replica, self.state.n, self.state.retired)
        if changes.fork is not None:
            own = list(self.own.values())
            self.write(rechain(self.state, own, (changes.fork,), self.mint()))

    def _cut(self, number: int, q: int) -> Any:
        feed, rows = self.state.feeds[number], self.entries[number]
        return replace(feed, cursor=q, acc=rows[-1].acc if rows else bytes(16), suspect=None)
