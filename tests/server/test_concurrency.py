"""Many writers and a polling reader: no gap, no skip, no deadlock; and writers that die."""

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from server.db import db
from server.projections.rebuild import differences
from server.rules import kinds
from server.store import current_store
from sync.log import Arrival, FeedKey, Range, Store, Want
from sync.ops import OpParts, read_op, seal
from tests import postgres
from tests.kills import Broken, Killing
from tests.server.databases import ENGINES
from tests.server.worlds import sql_app
from tests.store_contract import (
    BUILDING,
    COMPOUND,
    DOOR,
    NOW,
    OTHER,
    PERSON,
    TABLET,
    an_op,
    arrival,
)

FEEDS = (PERSON, FeedKey(OTHER, "person"), FeedKey(COMPOUND, "work"), FeedKey(BUILDING, "ref"))
WRITERS, BATCHES, SIZE = 6, 12, 4
KILLS = 5


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with sql_app(request.param, tmp_path, [NOW]):
        yield current_store()


def push(store: Store, replica: bytes, ops: range, pause: float, chance: random.Random) -> None:
    """Push ops into several feeds each, in any order, and wait a little before the commit."""
    with store.writing() as tx:
        state = tx.replica(replica, "u1", None, NOW)
        tx.append(
            replica,
            [
                arrival(
                    state.head_n + n,
                    an_op(number),
                    feeds=tuple(chance.sample(FEEDS[:3], chance.randrange(1, 4))),
                )
                for n, number in enumerate(ops, 1)
            ],
        )
        tx.save(replace(state, head_n=state.head_n + len(ops)))
        threading.Event().wait(pause)


class Reader(threading.Thread):
    """Polls the feeds and takes what comes after its cursors, as phones do."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.done = threading.Event()
        self.cursors: dict[int, int] = {}
        self.seen: dict[int, list[bytes]] = {}
        self.faults: list[str] = []

    def run(self) -> None:
        while not self.done.is_set():
            self.poll()
        self.poll()

    def poll(self) -> None:
        wants = [Want(COMPOUND, unit, frozenset({"person", "work"})) for unit in
                 ("building", "compound")]  # fmt: skip
        with self.store.reading() as rx:
            feeds = rx.scope(wants, "u1")
            heads = rx.heads([feed.feed for feed in feeds])
            ranges = [Range(f, self.cursors.get(f, 0), head.q) for f, head in heads.items()]
            rows = rx.entries(ranges, TABLET)
        for row in rows:
            if row.q != self.cursors.get(row.feed, 0) + 1:
                self.faults.append(f"feed {row.feed}: {row.q} after {self.cursors.get(row.feed)}")
            self.cursors[row.feed] = row.q
            self.seen.setdefault(row.feed, []).append(row.bsha)
        for feed, head in heads.items():
            if self.cursors.get(feed, 0) != head.q:
                self.faults.append(f"feed {feed}: {self.cursors.get(feed)} of {head.q} were there")


def test_a_polling_reader_misses_nothing_of_many_writers(store: Store) -> None:
    errors: list[BaseException] = []

    def write(number: int) -> None:
        chance = random.Random(number)
        replica = bytes([number]) * 16
        try:
            for batch in range(BATCHES):
                first = (number * BATCHES + batch) * SIZE
                push(store, replica, range(first, first + SIZE), chance.random() / 200, chance)
        except BaseException as error:
            errors.append(error)

    reader = Reader(store)
    reader.start()
    writers = [threading.Thread(target=write, args=(number,)) for number in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    reader.done.set()
    reader.join()
    assert (errors, reader.faults) == ([], [])
    assert len({bsha for seen in reader.seen.values() for bsha in seen}) == (
        WRITERS * BATCHES * SIZE
    )


def about_one_door(replica: bytes, head: int, number: int, chance: random.Random) -> Arrival:
    """A tap, a correction of the first one, or a word on who lives there."""
    parts = OpParts(
        kind="screening", version=1, nonce=f"{number:011d}", place=DOOR,
        slot=f"2020-03-{chance.randrange(10, 32)}/am",
        by="u1", at=NOW, tz=480, rec=NOW + number, fields={"outcome": "normal", "method": "door"},
    )  # fmt: skip
    act = chance.randrange(3)
    if act == 1:
        first = an_op(0).id
        fields: dict[str, Any] = chance.choice(
            [{"_void": True}, {"outcome": "exception"}, {"_void": False}]
        )
        parts = replace(parts, root=first, parents=[first], slot=None, fields=fields)
    elif act == 2:
        state = chance.choice(["vacant", "occupied"])
        parts = replace(parts, kind="occupancy", slot=None, fields={"state": state})
    feed = FeedKey(BUILDING, "ref") if act == 2 else PERSON
    return arrival(head, read_op(seal(parts)), feeds=(feed,))


def test_the_read_models_are_right_when_many_write_about_one_door_at_once(store: Store) -> None:
    errors: list[BaseException] = []

    def write(number: int) -> None:
        chance, replica = random.Random(number), bytes([number]) * 16
        try:
            for batch in range(BATCHES):
                while not attempt(batch, chance, replica, number):
                    pass
        except BaseException as error:
            errors.append(error)

    def attempt(batch: int, chance: random.Random, replica: bytes, number: int) -> bool:
        """Do as the server does: an exchange that met a deadlock is done again."""
        try:
            with store.writing() as tx:
                state = tx.replica(replica, "u1", None, NOW)
                op = about_one_door(replica, state.head_n + 1, number * 1000 + batch, chance)
                tx.append(replica, [op])
                tx.save(replace(state, head_n=state.head_n + 1))
                threading.Event().wait(chance.random() / 200)
        except OperationalError:
            return False
        return True

    with store.writing() as tx:
        tx.replica(TABLET, "u1", None, NOW)
        tx.append(TABLET, [arrival(1, an_op(0))])
    writers = [threading.Thread(target=write, args=(number,)) for number in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with db.engine.connect() as connection:
        assert (errors, list(differences(connection, kinds(), quiet))) == ([], [])


def test_a_backend_that_is_terminated_before_its_commit_leaves_nothing(tmp_path: Path) -> None:
    with sql_app("postgresql", tmp_path, [NOW]):
        store = current_store()
        chance = random.Random(1)

        def push_and_die() -> None:
            with store.writing() as tx:
                state = tx.replica(TABLET, "u1", None, NOW)
                tx.append(TABLET, [arrival(n, an_op(n)) for n in range(1, 9)])
                tx.save(replace(state, head_n=8))
                postgres.server().run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE state = 'idle in transaction'"
                )

        with pytest.raises(OperationalError):
            push_and_die()
        with store.writing() as tx:
            assert tx.known([an_op(n).id for n in range(1, 9)]) == {}
        push(store, TABLET, range(1, 9), 0, chance)
        with store.writing() as tx:
            assert len(tx.chain(TABLET, 0, 99)) == 8


def quiet(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def test_a_killed_server_has_every_record_that_it_receipted_and_no_half_batch(
    tmp_path: Path,
) -> None:
    told = Killing(tmp_path, seed=1).run(KILLS, lambda done: None)
    assert told.points == KILLS and told.receipts > 0 and told.cut > 0


def test_the_look_after_a_kill_finds_a_record_that_is_gone(tmp_path: Path) -> None:
    killing = Killing(tmp_path, seed=2)
    killing.run(1, lambda done: None)
    with closing(sqlite3.connect(killing.folder / "six.sqlite")) as connection, connection:
        connection.execute("DELETE FROM op WHERE replica_key > 1 AND n = 1")
    for one in killing.pushers:
        one.seen_n = 0
    with pytest.raises(Broken, match="op does not hold 1 to"):
        killing.look()
