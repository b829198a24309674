"""A server process that is killed while phones push, again and again, and what must hold after.

The phones are the real client half over real HTTP, the server the real application under its real
HTTP server over SQLite, in a process of its own that gets SIGKILL at a random moment. After each
one the database is looked at as the death left it.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from waitress.server import create_server

from server import BLUEPRINTS, COMMANDS, create_app
from server.database.fsck import faults_of
from server.db import db
from server.rules import kinds
from sync.digest import ZERO
from sync.ops import bytes_to_text
from tests.conftest import close_app, new_app
from tests.people import signed_in
from tests.phones import HttpPhone, UrlWire
from tests.town import BUILDING, DOORS, SIBLING_DOOR, plant

PHONES = 4
MOST_RECORDS = 8  # that a phone has to push at once
COLD, WARM = 0.4, 0.06  # seconds until the kill, at most: since it listens, since it answered
COLD_SHARE = 0.2  # of the lives that may end before the first answer
SETTINGS = {"RATELIMIT_ENABLED": False, "ACCESS_MINUTES": 24 * 60}
OUTCOMES = ("normal", "no_answer", "exception", "refused")

# Starting the interpreter costs more than all the rest of a life: a small process that has the
# server's modules loaded forks a fresh one for each.
_FORKS = multiprocessing.get_context("forkserver")


class Broken(AssertionError):
    """Something that was promised does not hold; the seed shows it again."""


def live(folder: str, port: int, ready: Connection) -> None:
    """One life of the server: says on which port it listens, then serves until it is killed."""
    app = create_app({"SIX_DATA": folder, **SETTINGS})
    server = create_server(app, host="127.0.0.1", port=port, threads=2 * PHONES, ident=None)
    ready.send(server.effective_port)  # type: ignore[union-attr] # one address, one server
    server.run()


class MortalWire(UrlWire):
    """A wire to a server that may die while it answers."""

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        try:
            return super().send(method, path, body, headers)
        except (OSError, HTTPException):
            return 0, None


@dataclass
class Pusher:
    """A phone that records and pushes as long as there is a server; `ends`: of batches sent."""

    phone: HttpPhone
    random: Random
    ends: set[int] = field(default_factory=lambda: {0})
    seen_n: int = 0  # what the last look at the database had found

    def turn(self) -> None:
        """Record a little, then one exchange; whatever becomes of it."""
        for _ in range(self.random.randrange(1, MOST_RECORDS + 1)):
            door = self.random.choice((*DOORS, SIBLING_DOOR))
            slot = f"2020-03-{self.random.randrange(1, 32):02}/{self.random.choice(('am', 'pm'))}"
            self.phone.screen(door, slot, self.random.choice(OUTCOMES), note="😷" * 5)
        self.exchange()

    def exchange(self) -> None:
        """One round trip; the end of its batch is noted before it leaves."""
        state, waiting = self.phone.phone.state, len(self.phone.phone.outbox())
        self.ends.add(state.acked + min(waiting, state.batch))
        self.phone.exchange()


@dataclass(frozen=True)
class Told:
    """What a run came to. `cut`: exchanges that a kill ended; `unheard`: of these so many had been
    committed, and the phone did not hear of it."""

    points: int
    records: int
    receipts: int
    cut: int
    unheard: int
    seconds: float


class Killing:
    """A town, its phones, and a server that is killed at random points, all from a seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.folder = folder / "instance"
        self.port = 0
        self.cut = self.receipts = self.unheard = 0
        app = new_app(self.folder, **SETTINGS)
        plant(app)
        self.people = [signed_in(app, "building_lead", BUILDING) for _ in range(PHONES)]
        close_app(app)
        self.pushers: list[Pusher] = []
        self.threads: list[threading.Thread] = []

    def run(self, points: int, tell: Callable[[int], None]) -> Told:
        """Kill the server at so many points; look after each, and at all at the end."""
        begun = time.monotonic()
        for done in range(points):
            with self.server():
                self._push_until_the_kill()
            self.look()
            tell(done + 1)
        with self.server():
            records = self.converge()
        self.look_at_all()
        spent = time.monotonic() - begun
        return Told(points, records, self.receipts, self.cut, self.unheard, spent)

    @contextmanager
    def server(self) -> Iterator[None]:
        """A life of the server; SIGKILL ends it when the block is left."""
        ready, theirs = _FORKS.Pipe(duplex=False)
        process = _FORKS.Process(target=live, args=(str(self.folder), self.port, theirs))
        process.start()
        theirs.close()
        try:
            self.port = ready.recv()
            self.pushers = self.pushers or list(self._phones())
            yield
        finally:
            process.kill()
            process.join()
            ready.close()

    def _phones(self) -> Iterator[Pusher]:
        for number, person in enumerate(self.people):
            wire = MortalWire(f"http://127.0.0.1:{self.port}")
            phone = HttpPhone(wire, _now, person.id, person.access, seed=number)
            yield Pusher(phone, Random(self.random.random()))

    def _push_until_the_kill(self) -> None:
        over, answered_once = threading.Event(), threading.Event()

        def push(one: Pusher) -> None:
            while not over.is_set():
                acked = one.phone.phone.state.acked
                one.turn()
                answered = one.phone.phone.state.acked > acked
                if answered:
                    self.receipts += 1
                    answered_once.set()
                else:
                    self.cut += 1
                    return

        self.threads = [threading.Thread(target=push, args=(one,)) for one in self.pushers]
        for thread in self.threads:
            thread.start()
        if self.random.random() < COLD_SHARE:
            over.wait(self.random.uniform(0, COLD))
        else:
            answered_once.wait(10)
            over.wait(self.random.uniform(0, WARM))
        over.set()

    def converge(self) -> int:
        """Let every phone send and pull the rest; all must hold the same. Returns how much."""
        for one in self.pushers * 2:
            while one.phone.phone.outbox():
                one.exchange()
            one.phone.settle()
        sums = {tuple(sums_of(one.phone)) for one in self.pushers}
        if len(sums) != 1 or any(acc == ZERO for _, cursor, acc in next(iter(sums)) if cursor):
            raise Broken(f"the phones do not hold the same: {sums}")
        return sum(one.phone.phone.state.n for one in self.pushers)

    def look(self) -> None:
        """Raise Broken when a receipted record is missing, or part of a batch is there."""
        for thread in self.threads:
            thread.join()
        with closing(sqlite3.connect(self.folder / "six.sqlite")) as connection:
            for one in self.pushers:
                self._look_at(connection, one)

    def _look_at(self, connection: sqlite3.Connection, one: Pusher) -> None:
        state = one.phone.phone.state
        who = f"{state.user} ({bytes_to_text(state.replica)})"
        found = connection.execute(
            "SELECT key, head_n, head_link FROM replica WHERE id = ?", (state.replica,)
        ).fetchone()
        key, head_n, head_link = found or (0, 0, bytes(32))
        if head_n < state.acked:
            raise Broken(f"{who}: {state.acked} were receipted, {head_n} are there")
        if head_n not in one.ends:
            raise Broken(f"{who}: {head_n} are there, which is the end of no batch")
        if head_n and head_link != one.phone.phone.own[head_n].link:
            raise Broken(f"{who}: the chain at {head_n} is not the phone's")
        for table in ("op", "feed_entry"):
            stored = [n for (n,) in connection.execute(
                f"SELECT n FROM {table} WHERE replica_key = ? AND n > ? ORDER BY n",
                (key, one.seen_n))]  # fmt: skip
            if stored != list(range(one.seen_n + 1, head_n + 1)):
                raise Broken(f"{who}: {table} does not hold {one.seen_n + 1} to {head_n}: {stored}")
        self.unheard += head_n > state.acked
        one.seen_n = head_n

    def look_at_all(self) -> None:
        """Raise Broken unless every byte, chain, digest and read model is right."""
        app = new_app(self.folder, **SETTINGS)
        with app.app_context(), db.engine.connect() as connection:
            found = list(faults_of(connection, kinds(), lambda *_: None))
            [sound] = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        close_app(app)
        if found or sound != "ok":
            raise Broken(f"after the last kill: {found[:5]} {sound}")


def sums_of(phone: HttpPhone) -> Iterator[tuple[int, int, bytes]]:
    """What a phone holds of the feeds that it shares with others: number, cursor and sum."""
    for feed in phone.phone.state.feeds.values():
        if feed.stream != "inbox":
            yield feed.feed, feed.cursor, feed.acc


def _now() -> int:
    return time.time_ns() // 1_000_000


_FORKS.set_forkserver_preload(
    ["tests.kills", *COMMANDS, *(f"server.api.{name}" for name in BLUEPRINTS)]
)
