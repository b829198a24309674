"""The server half of one round trip: the numbered steps of PROTOCOL.md over a `Store`.

An exchange may be repeated, cut anywhere or delayed without effect: what the chain holds already
is skipped, and the receipt is built only after the store has committed.

>>> from sync.memory import MemoryStore
>>> from sync.request import read_request
>>> store = MemoryStore(clock=lambda: 1583800000000)
>>> answer = serve(store, read_request({"proto": 1, "replica": "A" * 22, "sealed": 0, "sv": 0,
...     "sent": 1583800000000, "cur": {}}), Session("u5", None, ()), Rules({}))
>>> answer["ack"]["n"], answer["pages"], answer["more"]
(0, [], False)
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sync.log import FeedRow, ReplicaState, Session, Store
from sync.ops import bytes_to_text
from sync.pull import check, heads_tag, pull
from sync.push import Rules, Taken, release_held, take
from sync.request import PROTO, Request

__all__ = ["Refused", "Rules", "check", "heads_tag", "release_held", "serve"]

Json = dict[str, Any]


class Refused(Exception):
    """The exchange as a whole cannot be served; nothing was stored and the phone keeps all.

    Codes: replica_of_another (the phone takes a new replica and sends again).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def serve(store: Store, request: Request, session: Session, rules: Rules) -> Json:
    """Take what a phone pushes, durably; return its receipt and what it has not seen, as JSON.

    Raises Refused when the replica belongs to somebody else. The session must be proven already.
    """
    # 1. The server's clock, for the phone's measure of its own.
    now = store.now()
    feeds: Sequence[FeedRow] = ()
    with store.writing() as tx:
        # 2. Lock the replica: retries of one phone come one after the other.
        before = tx.replica(request.replica, session.user, session.device, now)
        if before.user != session.user:
            raise Refused("replica_of_another")
        # 3. to 5. The push.
        taken = take(tx, before, request.push, session, rules, now)
        # 6. Losses, which also close their replicas.
        if request.lost:
            for loss in request.lost:  # a restored server may not know them any more
                tx.replica(loss.replica, session.user, session.device, now)
            tx.declare(request.lost, session.user, now)
        # 7. Scope: which feeds the phone may hold from now on.
        state = report(taken, request, now)
        if session.may_pull:
            feeds = tx.scope(session.wants(now), session.user)
            state = rescope(state, request, feeds)
        tx.save(state)
    # 8. Committed: only now is there a receipt. 9. Pages come from a snapshot after it.
    with store.reading() as snapshot:
        answer = pull(snapshot, request, feeds, session)
    answer["scope"] = None
    if session.may_pull:
        answer["scope"] = told_scope(state, request, feeds, answer["vd_ok"] is not False)
    answer["ack"] = receipt(state, before, now)
    answer["ex"], answer["push_err"] = list(taken.exceptions), taken.error
    answer["lost_ack"] = [bytes_to_text(loss.replica) for loss in request.lost]
    answer |= {"proto": PROTO, "epoch": store.epoch(), "cat": rules.catalogue}
    answer |= {"min_build": rules.min_build, "next": rules.idle_s, "t": [now, store.now()]}
    return answer


# ------------------------------------------------------------------ what the phone says of itself


def report(taken: Taken, request: Request, now: int) -> ReplicaState:
    """Return the replica with what the phone said of itself; lies harm only its own line."""
    state = taken.state
    forked = taken.error is not None and taken.error["code"] == "chain_fork"
    # A forked phone counts another chain: its number says nothing about this one.
    reported = state.reported_n if forked else max(state.reported_n, request.sealed, state.head_n)
    return replace(
        state,
        reported_n=reported,
        oldest_unacked_at=request.oldest if reported > state.head_n else None,
        last_seen_at=now,
        drained_at=state.drained_at if forked else drained(state, reported, request, now),
        clk=request.clk or state.clk,
        app_build=request.app or state.app_build,
        kinds=request.kinds or state.kinds,
        persisted=state.persisted if request.persist is None else request.persist,
        free_bytes=state.free_bytes if request.free is None else request.free,
    )


def drained(state: ReplicaState, reported: int, request: Request, now: int) -> int | None:
    """Return the last moment at which the phone, as far as is known, had sent all it had sealed."""
    if not request.sealed == state.head_n == reported:
        return state.drained_at
    # True of the moment of sending: a request may have been on its way for long.
    sent = now if request.clk is None else min(now, request.sent + request.clk[0])
    return max(state.drained_at or 0, sent)


def receipt(state: ReplicaState, before: ReplicaState, now: int) -> Json:
    """Return the durable receipt. `reported` is what was said before this request: a phone whose
    database went back learns from it how much there had been."""
    return {
        "replica": bytes_to_text(state.id),
        "n": state.head_n,
        "link": bytes_to_text(state.head_link),
        "at": now,
        "reported": before.reported_n,
    }


# ------------------------------------------------------------------ 7. scope


def rescope(state: ReplicaState, request: Request, feeds: Sequence[FeedRow]) -> ReplicaState:
    """Return the replica with the scope it is told now; the version only ever grows."""
    held = frozenset(row.feed for row in feeds)
    version = state.scope_version
    if held != state.scope_feeds or version == 0:
        version = max(version, request.sv) + 1
    elif request.sv > version:
        # A restored server, or a new replica of the phone: it must outrank what the phone knows.
        version = request.sv + 1
    acked = max(state.scope_acked, request.sv) if request.sv <= version else state.scope_acked
    return replace(state, scope_version=version, scope_feeds=held, scope_acked=acked)


def told_scope(
    state: ReplicaState, request: Request, feeds: Sequence[FeedRow], agreed: bool
) -> Json:
    """Return the scope's version, and what differs from the feeds the phone said it holds.

    Feeds of which it holds nothing are named again, and all when the digests disagree: after a
    restore without a new epoch their numbers may have got other meanings.
    """
    add = [
        {"f": row.feed, "pl": row.place, "st": row.stream}
        for row in feeds
        if not (agreed and request.cur.get(row.feed))
    ]
    drop = sorted(set(request.cur) - state.scope_feeds)
    return {"sv": state.scope_version, "add": add, "drop": drop}
