"""Simulated phones of the demonstration: they seal, chain and push as a real one, by the exchange.

They keep nothing of what they are sent, and so ask for as little as an exchange allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from server.demo.rounds import Seen
from sync import replica
from sync.clock import Measure
from sync.exchange import Rules, serve
from sync.kinds import Kind
from sync.log import Session, Store
from sync.ops import bytes_to_text
from sync.outbox import Draft, OwnOp, State, seal
from sync.replica import Storage
from sync.request import read_request

BATCH = 200
BUILD = "2020.3"
LAG_MS = 2_000  # between looking at a door and the tap
STORAGE = Storage(persist=True, free=4_000_000_000)
LEAST = {"n": 1, "bytes": 1}


@dataclass(slots=True)
class Phone:
    """One installation of one person's log; the outbox is what the server has not received."""

    session: Session
    kinds: Mapping[str, Kind]
    state: State
    outbox: list[OwnOp] = field(default_factory=list)
    # The newest op that the server has: a receipt names it again.
    known: dict[int, OwnOp] = field(default_factory=dict)

    def put_down(self, seen: Seen, root: str | None = None) -> str:
        """Seal one record, or an amendment of the record `root`; returns the op's id."""
        draft = Draft(
            kind=seen.kind,
            version=self.kinds[seen.kind].version,
            place=seen.place,
            fields=seen.fields,
            slot=seen.slot,
            at=seen.at,
            root=root,
            parents=(root,) if root else (),
        )
        self.state, op = seal(self.state, draft, seen.at + LAG_MS, self._nonce())
        self.outbox.append(op)
        return op.id

    def _nonce(self) -> str:
        number = (self.state.n + 1).to_bytes(8, "big")
        return bytes_to_text(sha256(self.state.replica + number).digest()[:8])

    def exchange(
        self, store: Store, rules: Rules, size: int = BATCH, batches: int | None = None
    ) -> None:
        """Send what is in the outbox; `batches`: the network breaks after so many of `size`.

        Raises AssertionError when a record is not simply accepted: the demonstration is wrong.
        """
        sent = 0
        while sent == 0 or (self.outbox and sent != batches):
            self._round_trip(store, rules, size)
            sent += 1

    def _round_trip(self, store: Store, rules: Rules, size: int) -> None:
        now = store.now()
        eager = replace(self.state, batch=size)
        request = replica.next_request(eager, self.outbox, now, storage=STORAGE, app=BUILD)
        answer = serve(store, read_request(request | {"lim": LEAST}), self.session, rules)
        assert not answer["ex"] and answer["push_err"] is None, (answer["ex"], answer["push_err"])
        before = self.state.acked
        newest = {op.n: op for op in self.outbox[: answer["ack"]["n"] - before]}
        changes = replica.apply(self.state, answer, self.known | newest, now, now)
        assert changes.fork is None, changes.fork
        self.known = {n: op for n, op in newest.items() if n == answer["ack"]["n"]} or self.known
        self.outbox = self.outbox[changes.state.acked - before :]
        self.state = replace(changes.state, feeds={})


def fresh_phone(session: Session, kinds: Mapping[str, Kind], seed: str, now: int) -> Phone:
    """Return a phone on which nothing was recorded yet; its ids come from the seed."""
    id = sha256(f"phone {seed}".encode()).digest()[:16]
    return Phone(session, kinds, State(session.user, id, clock=Measure(0, 400, now)))
