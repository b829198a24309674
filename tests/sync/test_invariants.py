"""Each invariant speaks up: a run at rest is tampered with, and the right one must object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from sync.clock import FUTURE
from sync.invariants import look
from sync.log import FeedKey, Grant, Loss, PlaceFacts, Want
from sync.memory import MemoryStore
from sync.simulate import Simulation
from sync.stage import Handset, Sealed, Violation


def at_rest() -> Simulation:
    """Three people recorded a little, nothing went wrong, and all is settled."""
    run = Simulation(2)
    for handset in run.handsets:
        for _ in range(8):
            run.seal(handset)
    run.rest()
    look(run, True)
    return run


def phone_of(run: Simulation) -> Handset:
    return run.handsets[1]  # sees both buildings


def a_row(run: Simulation) -> str:
    return next(id for id, row in run.store.ops.items() if row.status == "accepted")


def set_row(run: Simulation, **changed: object) -> str:
    id = a_row(run)
    run.store.ops[id] = replace(run.store.ops[id], **changed)  # type: ignore[arg-type] # any field
    return id


def one_feed(run: Simulation) -> int:
    return next(number for number, rows in phone_of(run).phone.entries.items() if len(rows) > 1)


def change_feed(run: Simulation, **changed: object) -> None:
    handset, number = phone_of(run), one_feed(run)
    feeds = dict(handset.phone.state.feeds)
    feeds[number] = replace(feeds[number], **changed)  # type: ignore[arg-type] # any field
    handset.phone.state = replace(handset.phone.state, feeds=feeds)


def loses_an_op(run: Simulation) -> None:
    for store in (run.store.ops, phone_of(run).phone.own):
        store.clear()


def bends_a_sum(run: Simulation) -> None:
    log = run.store.feeds[one_feed(run)]
    id, step = log.entries[-1]
    log.entries[-1] = id, replace(step, acc=bytes(16))
    run.seen.checked.clear()


def files_twice(run: Simulation) -> None:
    number = one_feed(run)
    log = run.store.feeds[number]
    del run.store.filed[number, log.entries[0][0]]
    run.store._file([(log.entries[0][0], (log.key,))])


def forgets_what_was_acked(run: Simulation) -> None:
    handset = phone_of(run)
    run.store.chains[handset.phone.state.replica] = []
    handset.phone.own = {n: replace(op, body=None) for n, op in handset.phone.own.items()}


def keeps_a_dropped_feed(run: Simulation) -> None:
    handset = phone_of(run)
    feeds = dict(handset.phone.state.feeds)
    del feeds[one_feed(run)]
    handset.phone.state = replace(handset.phone.state, feeds=feeds)


def has_a_hole(run: Simulation) -> None:
    rows = phone_of(run).phone.entries[one_feed(run)]
    rows[-1] = replace(rows[-1], q=rows[-1].q + 1)


def invents_a_prefix(run: Simulation) -> None:
    number = one_feed(run)
    rows = phone_of(run).phone.entries[number]
    rows[-1] = replace(rows[-1], acc=bytes(16))
    change_feed(run, acc=bytes(16))


def goes_back_in_scope(run: Simulation) -> None:
    handset = phone_of(run)
    handset.phone.state = replace(handset.phone.state, sv=0)


def takes_a_feed_for_another(run: Simulation) -> None:
    change_feed(run, place="c.1.9")


def misses_an_entry(run: Simulation) -> None:
    number = one_feed(run)
    rows = phone_of(run).phone.entries[number]
    rows.pop()
    change_feed(run, cursor=len(rows), acc=rows[-1].acc)


def files_nowhere(run: Simulation) -> None:
    id = a_row(run)
    run.store.filed = {key: q for key, q in run.store.filed.items() if key[1] != id}


def loses_a_body(run: Simulation) -> None:
    set_row(run, body=None)


def never_gets_one(run: Simulation) -> None:
    del run.store.ops[a_row(run)]


def gets_only_a_hash(run: Simulation) -> None:
    set_row(run, body=None, status="withheld")


def is_unfair(run: Simulation) -> None:
    id = set_row(run, status="quarantined", why="scope")
    run.truth[id].granted = True


def arrives_before_it_was_sealed(run: Simulation) -> None:
    run.truth[a_row(run)].at += 10**10


def doubts_an_honest_clock(run: Simulation) -> None:
    set_row(run, flags=FUTURE)


def miscounts(run: Simulation) -> None:
    replica = phone_of(run).phone.state.replica
    run.store.replicas[replica] = replace(run.store.replicas[replica], reported_n=99)


def hides_a_loss(run: Simulation) -> None:
    """Declared where S1 looks, and nowhere that the office would see a number."""
    handset = phone_of(run)
    run.truth["gone"] = Sealed("gone", handset.user, run.now, True, [(bytes(16), 1)])
    run.store.losses[bytes(16)] = Loss(bytes(16), 1, 0, "evicted")


def declares_what_is_there(run: Simulation) -> None:
    replica = phone_of(run).phone.state.replica
    head_n = run.store.replicas[replica].head_n
    run.store.losses[replica] = Loss(replica, head_n + 3, 0, "evicted")


TAMPERED: tuple[tuple[str, Callable[[Simulation], None]], ...] = (
    ("S1", loses_an_op),
    ("S4", bends_a_sum),
    ("S3", files_twice),
    ("S2", forgets_what_was_acked),
    ("S9", keeps_a_dropped_feed),
    ("S5", has_a_hole),
    ("S5", invents_a_prefix),
    ("S9", goes_back_in_scope),
    ("S9", takes_a_feed_for_another),
    ("S5", misses_an_entry),
    ("S12", files_nowhere),
    ("S12", loses_a_body),
    ("L1", never_gets_one),
    ("L4", gets_only_a_hash),
    ("D10", is_unfair),
    ("S11", arrives_before_it_was_sealed),
    ("S11", doubts_an_honest_clock),
    ("S10", miscounts),
    ("S10", hides_a_loss),
    ("S10", declares_what_is_there),
)


@pytest.mark.parametrize(
    ("invariant", "tamper"), TAMPERED, ids=lambda it: getattr(it, "__name__", it)
)
def test_an_invariant_objects(invariant: str, tamper: Callable[[Simulation], None]) -> None:
    run = at_rest()
    tamper(run)
    with pytest.raises(Violation, match=rf"^{invariant}: "):
        look(run, True)


def test_what_nobody_granted_is_never_sent() -> None:
    run = at_rest()
    run.grants["u1"] = [Grant("c.1.4", "building_lead", 0)]
    with pytest.raises(Violation, match=r"^P1: u1 was sent"):
        run._may_see("u1", FeedKey("c.1.3", "person"))


def test_half_a_transaction_that_stayed_is_noticed() -> None:
    run = at_rest()

    class Leaky(MemoryStore):
        """Undoes nothing."""

        @contextmanager
        def writing(self) -> Iterator[MemoryStore]:
            yield self

    run.store.__class__ = Leaky
    run.seal(phone_of(run))
    with pytest.raises(Violation, match=r"^S0: "):
        run.crash(phone_of(run))


def test_a_phone_that_never_rests_is_noticed() -> None:
    run = at_rest()
    run.seal(phone_of(run))
    run.grants["u2"] = []
    handset = phone_of(run)
    replica = handset.phone.state.replica
    run.store.replicas[replica] = replace(run.store.replicas[replica], user="u9")
    handset.phone.mint = lambda: replica
    with pytest.raises(Violation, match=r"^L1: u2 does not come to rest"):
        run.rest()


def test_a_want_covers_its_unit_only() -> None:
    store = MemoryStore(lambda: 0, {"v": PlaceFacts("v", "village", community="v")})
    store._number(FeedKey("v", "work"))
    assert store.scope([Want("v", "community", frozenset({"work"}))], "u1")
    assert not store.scope([Want("v", "compound", frozenset({"work"}))], "u1")
