"""Ten parts, each broken as some real system was: the suite must notice every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sync.digest import extend
from sync.exchange import serve
from sync.log import Arrival, FeedKey, Session
from sync.memory import MemoryStore, OpRow
from sync.ops import text_to_bytes
from sync.outbox import Changes
from sync.phone import Phone
from sync.push import Rules
from sync.request import Request
from sync.stage import Parts


class AcksOnAny200(Phone):
    """Takes any 200 for a receipt of what it sent (RxDB #8285, PowerSync's connectors)."""

    sent_to = 0

    def request(self, now: int, *rest: Any) -> dict[str, Any]:
        asked = super().request(now, *rest)
        self.sent_to = self.state.acked + len(asked["push"]["ops"])
        return asked

    def failed(self, code: str) -> None:
        super().failed(code)
        if code == "portal" and self.sent_to in self.own:
            link = self.own[self.sent_to].link
            self.state = replace(self.state, acked=self.sent_to, acked_link=link, failures=0)

    def answer(self, answer: dict[str, Any], sent: int, received: int) -> Changes:
        before = self.state
        changes = super().answer(answer, sent, received)
        if self.state.replica == before.replica and before.acked > self.state.acked:
            self.state = replace(self.state, acked=before.acked, acked_link=before.acked_link)
        return changes


class CursorJumps(Phone):
    """Puts its cursor at the head after a page that a limit cut short."""

    def answer(self, answer: dict[str, Any], sent: int, received: int) -> Changes:
        changes = super().answer(answer, sent, received)
        feeds = dict(self.state.feeds)
        for page in answer["pages"]:
            if page["f"] in feeds and "head" in page:
                feeds[page["f"]] = replace(feeds[page["f"]], cursor=page["head"])
        self.state = replace(self.state, feeds=feeds)
        return changes


class PurgesOutbox(Phone):
    """Deletes what it wrote in a place along with what it pulled of it (ndb-core #4198)."""

    def write(self, changes: Changes) -> None:
        super().write(changes)
        if changes.drops:
            state = self.state
            self.own = {n: op for n, op in self.own.items() if n <= state.acked}
            link = self.own[state.acked].link if state.acked else bytes(32)
            self.state = replace(state, n=state.acked, link=link)


class DropsRefused(Phone):
    """Deletes what the server did not want (CHT #8186)."""

    def answer(self, answer: dict[str, Any], sent: int, received: int) -> Changes:
        changes = super().answer(answer, sent, received)
        for n, op in self.own.items():
            if op.status == "quarantined":
                self.own[n] = replace(op, body=None)
        return changes


class RefusesOutOfScope(MemoryStore):
    """Takes the place in the chain, but does not keep what was recorded out of scope."""

    def append(self, replica: bytes, arrivals: Sequence[Arrival]) -> frozenset[str]:
        kept = [
            replace(each, body=None, status="withheld", feeds=()) if each.why == "scope" else each
            for each in arrivals
        ]
        return super().append(replica, kept)


class DropsAtAck(Phone):
    """Lets go of bodies as soon as they are received."""

    def answer(self, answer: dict[str, Any], sent: int, received: int) -> Changes:
        changes = super().answer(answer, sent, received)
        for n, op in self.own.items():
            if n <= self.state.acked:
                self.own[n] = replace(op, body=None)
        return changes


def accepts_gaps(
    store: MemoryStore, request: Request, session: Session, rules: Rules
) -> dict[str, Any]:
    """Takes a push that begins after the end of the chain, as if what lies between were known."""
    push, state = request.push, store.replicas.get(request.replica)
    if push and state and push.n0 > state.head_n + 1 and state.user == session.user:
        hole = OpRow("?", bytes(32), "", bytes(16), 0, "accepted", None, 0, 0)
        store.ops.setdefault("?", hole)
        store.filed.setdefault((0, "?"), 0)
        chain = store.chains.setdefault(request.replica, [])
        chain += ["?"] * (push.n0 - 1 - len(chain))
        store.save(replace(state, head_n=push.n0 - 1, head_link=push.prev))
    return serve(store, request, session, rules)


class AppendsTwice(MemoryStore):
    """Files an op again when it comes again on another chain."""

    def append(self, replica: bytes, arrivals: Sequence[Arrival]) -> frozenset[str]:
        for each in arrivals:
            for key in each.feeds if each.repeat else ():
                self.filed.pop((self._number(key), each.op_id), None)
        done = super().append(replica, arrivals)
        self._file([(each.op_id, each.feeds) for each in arrivals if each.repeat])
        return done


class ClockRuns(MemoryStore):
    """Stamps entries with its clock as it is, also after the clock went back."""

    def _file(self, filings: Sequence[tuple[str, tuple[FeedKey, ...]]]) -> None:
        for id, keys in filings:
            for key in keys:
                log = self.feeds[self._number(key)]
                if (log.head.feed, id) not in self.filed:
                    stale = replace(log.head, last_rx=0)
                    log.head, steps = extend(stale, self.now(), [self.ops[id].bsha])
                    log.entries.append((id, steps[0]))
                    self.filed[log.head.feed, id] = log.head.q


class NoWitness(Phone):
    """Believes its database when it starts."""

    def start(self, fresh: bytes) -> bool:
        return False


class TakesStaleScope(Phone):
    """Applies whatever scope an answer brings, however late it comes."""

    def answer(self, answer: dict[str, Any], sent: int, received: int) -> Changes:
        if answer["scope"] is not None and self.state.replica == text_to_bytes(
            answer["ack"]["replica"], 16
        ):
            self.state = replace(self.state, sv=min(self.state.sv, answer["scope"]["sv"]))
        return super().answer(answer, sent, received)


VARIANTS: dict[str, Parts] = {
    "acks on any 200": Parts(phone=AcksOnAny200),
    "cursor jumps over a limited page": Parts(phone=CursorJumps),
    "purge takes the outbox": Parts(phone=PurgesOutbox),
    "refusal of out-of-scope": Parts(phone=DropsRefused, store=RefusesOutOfScope),
    "bodies dropped at ack": Parts(phone=DropsAtAck),
    "gaps accepted": Parts(serve=accepts_gaps),
    "duplicate append": Parts(store=AppendsTwice),
    "clock not monotone": Parts(store=ClockRuns),
    "no outside witness": Parts(phone=NoWitness),
    "stale scope accepted": Parts(phone=TakesStaleScope),
}
