"""A community with two buildings on a store in memory: people, their phones, and a bad network."""

from __future__ import annotations

import json
from itertools import count
from random import Random
from typing import Any

from server.roles import ROLE_STREAMS
from sync.exchange import Refused, check, serve
from sync.kinds import Kind, load_kinds
from sync.log import Arrival, FeedKey, Grant, PlaceFacts, Session
from sync.memory import MemoryStore
from sync.ops import OpParts, bytes_to_text, read_op, seal
from sync.outbox import Draft, OwnOp
from sync.phone import Phone
from sync.push import Rules
from sync.request import BadRequest, read_request

COMMUNITY = "420103009001"
COMPOUND = f"{COMMUNITY}.1"
THREE, FOUR = f"{COMPOUND}.3", f"{COMPOUND}.4"
DOOR, OTHER_DOOR = f"{THREE}.1.201", f"{FOUR}.1.201"
GATE = f"{COMPOUND}.@东门"
MORNING = 1583800000000  # 10 March 2020, 08:26 in Wuhan
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SERVER = bytes(15) + b"\x01"


def places() -> dict[str, PlaceFacts]:
    inside = {"community": COMMUNITY, "compound": COMPOUND}
    rows = [
        PlaceFacts(COMMUNITY, "community", community=COMMUNITY),
        PlaceFacts(COMPOUND, "compound", **inside),
        PlaceFacts(THREE, "building", building=THREE, **inside),
        PlaceFacts(FOUR, "building", building=FOUR, **inside),
        PlaceFacts(DOOR, "household", building=THREE, **inside),
        PlaceFacts(OTHER_DOOR, "household", building=FOUR, **inside),
        PlaceFacts(GATE, "area", **inside),
    ]
    return {row.id: row for row in rows}


def answered(raw: Any) -> Any:
    """What arrives at the other end: JSON and back, as the wire does."""
    return json.loads(json.dumps(raw))


class Street:
    """Everything in one place; `now` is the server's clock, phones add their own error to it."""

    def __init__(self, kinds: dict[str, Kind] | None = None) -> None:
        self.now = MORNING
        self.store = MemoryStore(lambda: self.now, places())
        self.rules = Rules(dict(kinds or load_kinds()), catalogue="c1", min_build="2026.1.0")
        self.grants: dict[str, list[Grant]] = {
            "u5": [Grant(THREE, "building_lead", 0)],
            "u6": [Grant(FOUR, "building_lead", 0)],
            "u7": [Grant(THREE, "building_lead", 0)],
            "u8": [Grant(COMPOUND, "property_staff", 0)],
            "u1": [Grant(COMMUNITY, "community", 0)],
        }
        self.random = Random(5)
        self.skew: dict[int, int] = {}
        self.nonces = count()
        self.revoked: set[str] = set()

    def session(self, user: str) -> Session:
        fine = user not in self.revoked
        return Session(user, None, self.grants[user], ROLE_STREAMS, fine, fine)

    def phone(self, user: str, skew: int = 0) -> Phone:
        phone = Phone(user, self.random.randbytes(16), lambda: self.random.randbytes(16))
        self.skew[id(phone)] = skew
        return phone

    def clock(self, phone: Phone) -> int:
        return self.now + self.skew.get(id(phone), 0)

    def record(
        self, phone: Phone, place: str = DOOR, outcome: str = "normal", **draft: Any
    ) -> OwnOp:
        """A door screened, this morning unless the draft says otherwise."""
        fields = {"outcome": outcome, "method": "door"} if "root" not in draft else {}
        fields |= draft.pop("fields", {})
        kind = draft.pop("kind", "screening")
        slot = draft.pop("slot", "2020-03-10/am")
        nonce = bytes_to_text(next(self.nonces).to_bytes(8, "big"))
        made = Draft(kind, draft.pop("version", 1), place, fields, slot=slot, **draft)
        return phone.seal(made, self.clock(phone), nonce)

    def serve(self, request: Any, user: str) -> Any:
        return answered(
            serve(self.store, read_request(answered(request)), self.session(user), self.rules)
        )

    def exchange(self, phone: Phone, lose: str = "", way: int = 10) -> Any:
        """One round trip; `lose` the request or the answer. Returns the answer that arrived."""
        sent, request = self.clock(phone), phone.request(self.clock(phone))
        self.now += way
        if lose == "request":
            phone.failed("network")
            return None
        try:
            answer = self.serve(request, phone.state.user)
        except (BadRequest, Refused) as error:
            phone.failed(error.code)
            return None
        self.now += way
        if lose == "answer":
            phone.failed("network")
            return None
        phone.answer(answer, sent, self.clock(phone))
        return answer

    def ask_check(self, phone: Phone) -> None:
        asked = phone.check()
        assert asked is not None
        session = self.session(phone.state.user)
        phone.checked(answered(check(self.store, answered(asked), session)))

    def settle(self, *phones: Phone, rounds: int = 40) -> int:
        """Exchange until nobody wants to any more; returns how many exchanges it took."""
        taken = 0
        for phone in phones:
            for _ in range(rounds):
                self.exchange(phone)
                taken += 1
                while phone.check() is not None:
                    self.ask_check(phone)
                state = phone.state
                waiting = state.acked < state.n or state.more or state.undeclared
                if state.verified and not waiting:
                    break
            else:
                raise AssertionError(f"{phone.state.user} does not come to rest")
        return taken

    def author(self, *parts: OpParts, feeds: tuple[FeedKey, ...]) -> list[str]:
        """The office writes: ops of the server's own replica, into these feeds."""
        with self.store.writing() as tx:
            state = tx.replica(SERVER, "office", None, self.now)
            ops = [read_op(seal(each)) for each in parts]
            size = len(self.store.chains.get(SERVER, ()))
            tx.append(
                SERVER,
                [Arrival(n, op.id, op.bsha, op.body, op, "accepted", feeds=feeds)
                 for n, op in enumerate(ops, size + 1)],
            )  # fmt: skip
            tx.save(state)
        return [op.id for op in ops]

    def bodies(self, phone: Phone, stream: str = "person") -> list[str]:
        """What a phone holds of feeds of a stream, in order."""
        feeds = [feed.feed for feed in phone.state.feeds.values() if feed.stream == stream]
        return [entry.body or "" for feed in feeds for entry in phone.entries.get(feed, [])]

    def status(self, op: OwnOp) -> tuple[str, str | None]:
        row = self.store.ops[op.id]
        return row.status, row.why
