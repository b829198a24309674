"""The phone half of an exchange: what a phone asks, and what it makes of answers and failures.

Pure, like `sync.outbox`, whose `Changes` it returns; `replica.ts` is the twin and `sync.phone`
drives both over dictionaries. Nothing here deletes a record that the server has not received,
whatever the server says.

>>> from sync.outbox import Draft, seal
>>> state, op = seal(State("u5", bytes(16)), Draft("notice", 1, "c1", {}), 1000, "AAECAwQFBgc")
>>> request = next_request(state, [op], now=2000)
>>> request["push"]["n0"], request["sealed"], wait_ms(state, 0)
(1, 1, 0)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sync.clock import better, measure
from sync.feeds import apply_check, apply_pages, apply_scope, suspect_all, vd_of
from sync.ops import bytes_to_text, text_to_bytes
from sync.outbox import BATCH, Changes, OwnOp, Retired, State
from sync.request import PROTO

BATCH_MIN: Final = 5
BATCH_STEP: Final = 10
BATCH_TEXT: Final = 32 * 1024
BACKOFF_FIRST_MS: Final = 5_000
BACKOFF_LAST_MS: Final = 900_000
SPREAD: Final = 1000

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Storage:
    """What the phone says of its storage: whether it may be evicted, and what is free (bytes)."""

    persist: bool | None = None
    free: int | None = None


# ------------------------------------------------------------------ asking


def next_request(
    state: State,
    outbox: Sequence[OwnOp],
    now: int,
    kept: int | None = None,
    storage: Storage | None = None,
    app: str | None = None,
) -> Json:
    """Return the next request; `outbox` is the ops after `acked`, at least `batch` of them or all.

    `kept`: the first n from which on every body is held. A push is always there, even when empty:
    it says where the phone believes the chain to be.
    """
    ops = batch_of(state, outbox)
    said = storage or Storage()
    return {
        "proto": PROTO,
        "app": app,
        "replica": bytes_to_text(state.replica),
        "epoch": state.epoch,
        "sealed": state.n,
        "oldest": outbox[0].sealed_at if outbox else None,
        "kept": kept,
        "stor": {"persist": said.persist, "free": said.free},
        "clk": [state.clock.offset, state.clock.uncertainty] if state.clock else None,
        "lost": [loss_of(each) for each in state.undeclared],
        "push": {
            "n0": state.acked + 1,
            "prev": bytes_to_text(state.acked_link),
            "link": bytes_to_text(ops[-1].link if ops else state.acked_link),
            "ops": [element_of(op) for op in ops],
        },
        "cur": {str(feed.feed): feed.cursor for feed in state.feeds.values()},
        "vd": bytes_to_text(vd_of(state.feeds)),
        "sv": state.sv,
        "cat": state.cat,
        "sent": now,
    }  # fmt: skip


def loss_of(retired: Retired) -> Json:
    """Return a replica that was given up as a request declares it."""
    replica = bytes_to_text(retired.replica)
    return {"replica": replica, "n": retired.n, "kept": retired.kept, "why": retired.why}


def batch_of(state: State, outbox: Sequence[OwnOp]) -> list[OwnOp]:
    """Return the ops of the next push: one at least, `batch` and 32 Ki characters at most."""
    ops, size = list[OwnOp](), 0
    for op in outbox[: state.batch]:
        size += len(op.body or "")
        if ops and size > BATCH_TEXT:
            break
        ops.append(op)
    return ops


def element_of(op: OwnOp) -> Any:
    """Return an op as a push carries it: its body, or its hash where the body cannot go."""
    if op.body is None or op.status == "withheld":
        return {"h": bytes_to_text(op.bsha)}
    return op.body


# ------------------------------------------------------------------ answers


def needs(answer: Json) -> set[int]:
    """Return which of the phone's own ops `apply` must be given to make sense of an answer."""
    owns = {entry["own"] for page in answer["pages"] for entry in page.get("entries", ())
            if "own" in entry}  # fmt: skip
    return owns | {each["n"] for each in answer["ex"]} | {answer["ack"]["n"]}


def apply(
    state: State, answer: Json, own: Mapping[int, OwnOp], sent: int, received: int
) -> Changes:
    """Return what an answer changes; `sent` and `received` are the phone's clock.

    Old, repeated and crossed answers change nothing that a newer one has settled: one of another
    replica is passed over, and an older scope is not gone back to.
    """
    state = tick(state, answer, sent, received)
    if answer["ack"]["replica"] != bytes_to_text(state.replica):
        return Changes(state)
    fork = fork_in(state, answer["ack"], own)
    if fork is not None:
        return Changes(state, fork=fork)
    restored = state.epoch is not None and state.epoch != answer["epoch"]
    state, rows = acknowledge(state, answer), noted(answer["ex"], own)
    if restored:
        return replace(forget(state), own=rows)
    scope, drops = answer["scope"], list[int]()
    newest = scope is not None and scope["sv"] >= state.sv
    if newest:
        state, drops = rescope(state, scope)
    pages = apply_pages(state.feeds, answer["pages"], own)
    feeds = pages.feeds
    if answer["vd_ok"] is False:
        feeds = suspect_all(feeds)
    if newest and not answer["more"] and not pages.refused:
        feeds = {number: replace(feed, live=True) for number, feed in feeds.items()}
    state = replace(state, feeds=feeds, verified=answer["vd_ok"] is True)
    return Changes(state, rows, pages.entries, drops=drops, refused=pages.refused)


def tick(state: State, answer: Json, sent: int, received: int) -> State:
    """Return the state with one more measure of its clock. The phone's own clock is never set."""
    rx, tx = answer["t"]
    return replace(state, anchor=tx, clock=better(state.clock, measure(sent, rx, tx, received)))


def fork_in(state: State, ack: Json, own: Mapping[int, OwnOp]) -> Retired | None:
    """Return what is to be given up when the receipt does not fit the phone's own chain.

    A phone with less than the server heard of went back in time; one whose link differs did, and
    then wrote on. Neither can go on with this chain.
    """
    n, link, reported = ack["n"], ack["link"], ack["reported"]
    if n > state.n:
        return Retired(state.replica, max(n, reported), 0, "rolled_back")
    if n and (n not in own or bytes_to_text(own[n].link) != link):
        return Retired(state.replica, max(n, reported), 0, "forked")
    if reported > state.n:
        return Retired(state.replica, reported, 0, "rolled_back")
    return None


def acknowledge(state: State, answer: Json) -> State:
    """Return the state after a receipt that fits: the server says where to go on, back or forth."""
    ack, spoiled = answer["ack"], answer["push_err"] is not None
    told = set(answer["lost_ack"])
    return replace(
        state,
        acked=ack["n"],
        acked_link=text_to_bytes(ack["link"], 32),
        received_at=ack["at"],
        epoch=answer["epoch"],
        more=answer["more"],
        retired=tuple(
            replace(each, told=answer["epoch"]) if bytes_to_text(each.replica) in told else each
            for each in state.retired
        ),
        batch=halved(state.batch) if spoiled else min(BATCH, state.batch + BATCH_STEP),
        failures=state.failures + 1 if spoiled else 0,
    )


def forget(state: State) -> Changes:
    """Return what another life of the server changes: its feeds may have other numbers, so what
    was pulled goes, to be pulled anew at once; nothing of the phone's own does."""
    drops = list(state.feeds)
    return Changes(replace(state, feeds={}, sv=0, more=True, verified=False), drops=drops)


def rescope(state: State, scope: Json) -> tuple[State, list[int]]:
    """Return the state with the feeds it may hold now, and those to be deleted."""
    changes = apply_scope(state.feeds, scope)
    return replace(state, sv=scope["sv"], feeds=changes.feeds), list(changes.drops)


def noted(exceptions: Sequence[Json], own: Mapping[int, OwnOp]) -> list[OwnOp]:
    """Return the ops whose receipt says more than "received".

    What the phone itself withheld stays so: an old answer may be of another life of the server.
    """
    return [
        replace(own[each["n"]], status=each["st"], why=each["why"])
        for each in exceptions
        if each["n"] in own and own[each["n"]].status != "withheld"
    ]


def checked(state: State, answer: Json, sums: Mapping[tuple[int, int], bytes]) -> Changes:
    """Return what the answer to a check (`feeds.next_check`) changes."""
    changes = apply_check(state.feeds, answer, sums)
    return Changes(replace(state, feeds=changes.feeds, failures=0), cuts=changes.cuts)


def failed(state: State, code: str, outbox: Sequence[OwnOp]) -> Changes:
    """Return what a failed exchange changes: how much to send next time, and when; never what is.

    `code` is the problem's, or network | timeout | server. An envelope that is refused with a
    single op in it goes on with that op's hash alone: one op never stops those behind it.
    """
    if code == "replica_of_another":
        return Changes(state, fork=Retired(state.replica, state.n, state.n, "taken"))
    if code in ("bad_request", "bad_json", "too_large"):
        if state.batch > 1 and len(outbox) > 1:
            return Changes(replace(state, batch=max(1, min(state.batch, len(outbox)) // 2)))
        rows = [replace(op, status="withheld", why=code) for op in outbox[:1]]
        if rows and outbox[0].status != "withheld":
            return Changes(state, own=rows)
    return Changes(replace(state, batch=halved(state.batch), failures=state.failures + 1))


def halved(batch: int) -> int:
    """Return the size of the next batch after a failure."""
    return max(min(BATCH_MIN, batch), batch // 2)


# ------------------------------------------------------------------ when to go on, what to let go


def wait_ms(state: State, spread: int) -> int | None:
    """Return how long to wait for the next exchange, None when nothing presses (poll then).

    Derived from what is unsent, never from an event, so no timer can be forgotten. `spread` is
    random, 0 to 999: full jitter between a second and 5 s doubling to 15 min.
    """
    if state.failures:
        top = min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS << min(state.failures - 1, 10))
        return 1000 + (top - 1000) * spread // SPREAD
    pending = state.acked < state.n or state.more or bool(state.undeclared)
    return 0 if pending or any(feed.suspect for feed in state.feeds.values()) else None
