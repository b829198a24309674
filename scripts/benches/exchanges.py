"""The exchange: beside bare inserts on both engines, with many writers, idle, and in a rush."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benches import Figure
from benches.bare import Bare, BareSqlite, bare_postgres
from benches.morning import batches, morning_of, seconds
from benches.world import COMPOUND, DOORS_A_COMPOUND, NOW, Phone, World, compound, phone, screening
from server.db import writer_queue
from sync.ops import Op
from tests import postgres
from tests.browser.conftest import Server, free_port
from tests.phones import HttpPhone, UrlWire

BATCH = 20
RECORDS = 6_000
WRITERS, PUSHES = 8, 40
POLLS = 2_000
CROWD, EACH = 200, 20
SLICES = 10  # ours and the bare take turns, so that what else the machine does meets both


def measure(work: Path) -> Iterator[Figure]:
    """Every figure of the exchange."""
    with compound(work / "sqlite", **DOORS_A_COMPOUND) as world:
        yield from rate(world, "SQLite", BareSqlite(work / "bare.sqlite"))
        yield from idle(world)
    url = postgres.fresh_database()
    with compound(work / "pg", **DOORS_A_COMPOUND, url=url) as world, bare_postgres() as bare:
        yield from rate(world, "PostgreSQL", bare)
    with compound(work / "writers", **DOORS_A_COMPOUND) as world:
        yield from writers(world)
    with compound(work / "crowd", **DOORS_A_COMPOUND) as world:
        yield from crowd(world, work / "crowd")


def rate(world: World, engine: str, bare: Bare) -> Iterator[Figure]:
    """Records a second through sign-in and validation, against bare inserts of the same rows."""
    who = phone(world, "grid_worker", COMPOUND)
    ops = morning_of(world, who, days=1 + RECORDS // 1200)[: RECORDS + BATCH]
    who.post(who.request(ops[RECORDS:]))  # statements are compiled once in a server's life
    ours, theirs = list[float](), list[float]()
    size = RECORDS // SLICES
    for start in range(0, RECORDS, size):
        first = who.n + 1
        requests = [who.request(batch) for batch in batches(ops[start : start + size], BATCH)]
        ours.append(seconds(lambda some=requests: [who.post(one) for one in some]))  # type: ignore[misc]  # bound now
        left = [bare.rows(at, at + BATCH - 1) for at in range(first, who.n + 1, BATCH)]
        theirs.append(seconds(lambda some=left: [bare.write(one) for one in some]))  # type: ignore[misc]  # bound now
    share = median(fast / slow for fast, slow in zip(theirs, ours, strict=True))
    yield Figure(f"{engine}: records/s by the exchange, {BATCH} at once", size / median(ours), "/s")
    yield Figure(
        f"{engine}: records/s by bare inserts of the same rows", size / median(theirs), "/s"
    )
    yield Figure(f"{engine}: exchange as a share of bare", 100 * share, "%", 25, False)


def idle(world: World) -> Iterator[Figure]:
    """Polls a second that are answered 304, in one process."""
    who = phone(world, "grid_worker", COMPOUND, 2)
    path, headers = "/api/v1/exchange/heads", {"Authorization": f"Bearer {who.access}"}
    headers["If-None-Match"] = who.client.get(path, headers=headers).headers["ETag"]

    def poll() -> None:
        for _ in range(POLLS):
            assert who.client.get(path, headers=headers).status_code == 304

    yield Figure("idle polls answered 304", POLLS / seconds(poll), "/s")


def writers(world: World) -> Iterator[Figure]:
    """How long a push waits for its turn to write when eight write without a pause."""
    people = [phone(world, "grid_worker", COMPOUND, number) for number in range(1, WRITERS + 1)]
    waits, whole = list[float](), list[float]()
    push_all(world, phone(world, "grid_worker", COMPOUND, 99), [])  # compiled once, as above
    with counted(waits):
        together([lambda who=who: push_all(world, who, whole) for who in people])  # type: ignore[misc]  # bound now
    cuts, took = quantiles(waits, n=100), quantiles(whole, n=100)
    yield Figure(f"push waits for its turn, {WRITERS} writers on SQLite, p50", 1e3 * cuts[49], "ms")
    yield Figure("  the same, p99", 1e3 * cuts[98], "ms", 50)
    yield Figure("  the whole push through HTTP, p99", 1e3 * took[98], "ms")


def push_all(world: World, who: Phone, whole: list[float]) -> None:
    """Push as often as every writer does, and note how long each took."""
    doors = [door for building in world.doors.values() for door in building]
    for turn in range(PUSHES):
        first = (who.number * PUSHES + turn) * BATCH
        ops: list[Op] = [
            screening(who.user, doors[n % len(doors)], NOW - 3_600_000, n)
            for n in range(first, first + BATCH)
        ]
        request = who.request(ops)
        begun = time.perf_counter()
        who.post(request)
        whole.append(time.perf_counter() - begun)


@contextmanager
def counted(waits: list[float]) -> Iterator[None]:
    """Note meanwhile how long each writer stood in the queue."""
    queue = type(writer_queue())
    enter = queue.enter

    def timed(self: Any, **asked: Any) -> None:
        begun = time.perf_counter()
        try:
            enter(self, **asked)
        finally:
            waits.append(time.perf_counter() - begun)

    queue.enter = timed  # type: ignore[method-assign]  # measured, not changed
    try:
        yield
    finally:
        queue.enter = enter  # type: ignore[method-assign]  # as it was


def together(acts: list[Callable[[], Any]]) -> None:
    """Do everything at once; raises what any of it raised."""
    errors: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            act()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def crowd(world: World, data: Path) -> Iterator[Figure]:
    """Two hundred phones find a network at once, twenty records each, at a real server process."""
    people = [phone(world, "grid_worker", COMPOUND, number) for number in range(1, CROWD + 1)]
    doors = [door for building in world.doors.values() for door in building]
    with process(data) as base:
        phones = [HttpPhone(UrlWire(base), _now, who.user, who.access) for who in people]
        for number, one in enumerate(phones):
            for door in range(EACH):
                one.screen(doors[(number * EACH + door) % len(doors)], "2020-03-10/am")
        took: list[float] = []

        def send(one: HttpPhone) -> None:
            begun = time.perf_counter()
            while one.phone.outbox():
                one.exchange()
            took.append(time.perf_counter() - begun)

        together([lambda one=one: send(one) for one in phones])  # type: ignore[misc]  # bound now
    received = sum(one.phone.state.acked for one in phones)
    assert received == CROWD * EACH, received
    cuts = quantiles(took, n=100)
    yield Figure(f"{CROWD} phones at once, {EACH} records each: all received after", max(took), "s")
    yield Figure("  a phone has its receipt, p50", cuts[49], "s")
    yield Figure("  the same, p95", cuts[94], "s")


@contextmanager
def process(data: Path) -> Iterator[str]:
    """The product as a process of its own; yields its address."""
    server = Server(data, free_port(), env={**os.environ, "SIX_DATA": str(data)})
    server.env["SIX_RATELIMIT_ENABLED"] = "0"
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def _now() -> int:
    return time.time_ns() // 1_000_000
