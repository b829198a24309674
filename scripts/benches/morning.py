"""A morning in a compound: how fast records arrive, how small they are, how soon they count."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import pysqlite3

from benches import Figure
from benches.world import COMMUNITY, COMPOUND, DAY, NOW, Phone, World, compound, phone, screening
from server.config import HOUR_MS
from server.db import db
from sync.ops import Op

BATCH = 30
RECORDS = 6_000
MORNING = NOW - 2 * HOUR_MS
# What one record leaves: itself, its entry, and what is shown of it. Replica 1 is the office.
ROWS = {
    "op": "WHERE replica_key = 2 ORDER BY n",
    "feed_entry": "WHERE replica_key = 2 ORDER BY n",
    "p_record": "WHERE replica_key = 2 ORDER BY n",
    "p_slot": "WHERE session <> '*' ORDER BY day, place_key",
}


def measure(work: Path) -> Iterator[Figure]:
    """Every figure of the morning."""
    with compound(work / "exchange", buildings=20, floors=15, per_floor=4) as world:
        yield from exchange(world, work)
    with compound(work / "download", buildings=1, floors=15, per_floor=4) as world:
        yield from download(world)
    with compound(work / "checklist", buildings=30, floors=15, per_floor=4) as world:
        yield from checklist(world)


def seconds(act: Callable[[], Any]) -> float:
    """How long `act` takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def batches(ops: list[Op], size: int) -> list[list[Op]]:
    """The ops in pieces of `size`."""
    return [ops[at : at + size] for at in range(0, len(ops), size)]


def morning_of(world: World, who: Phone, days: int, session: str = "am") -> list[Op]:
    """Every door once a day, the oldest day first."""
    doors = [door for building in world.doors.values() for door in building]
    moments = [MORNING - day * DAY for day in reversed(range(days))]
    pairs = [(door, at) for at in moments for door in doors]
    return [
        screening(who.user, door, at, number, session) for number, (door, at) in enumerate(pairs)
    ]


def exchange(world: World, work: Path) -> Iterator[Figure]:
    """Records a second through sign-in and validation, against bare inserts of the same rows."""
    who = phone(world, "grid_worker", COMPOUND)
    ops = morning_of(world, who, days=RECORDS // 1200)
    requests = [who.request(batch) for batch in batches(ops, BATCH)]
    ours = len(ops) / seconds(lambda: [who.post(request) for request in requests])
    bare = len(ops) / bare_seconds(Path(db.engine.url.database or ""), work / "bare.sqlite")
    yield Figure("records/s by the exchange", ours, "/s")
    yield Figure("records/s by bare sqlite3: the same rows, tables and batches", bare, "/s")
    yield Figure("exchange as a share of bare", 100 * ours / bare, "%", 25, at_most=False)
    fifty = phone(world, "grid_worker", COMPOUND, 2)
    again = morning_of(world, fifty, days=1, session="pm")[:50]
    yield Figure("bytes a record, push of 50, gzip", len(fifty.request(again)) / 50, "B", 70)


def bare_seconds(ours: Path, path: Path) -> float:
    """The rows that the exchange left, written to the same tables and indexes batch by batch.

    WAL and synchronous=FULL as there; one transaction for the rows of each batch of records.
    """
    base = pysqlite3.connect(str(path), isolation_level=None)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    base.execute("ATTACH ? AS ours", (str(ours),))
    tables = {name: _emptied(base, name) for name in ROWS}
    base.execute("DETACH ours")

    def insert() -> None:
        for at in range(0, RECORDS, BATCH):
            base.execute("BEGIN IMMEDIATE")
            for statement, rows in tables.values():
                base.executemany(statement, rows[at : at + BATCH])
            base.execute("COMMIT")

    return seconds(insert)


def _emptied(base: Any, name: str) -> tuple[str, list[Any]]:
    """Make the table with its indexes; return the insert and the rows that it is to get."""
    made = "SELECT sql FROM ours.sqlite_master WHERE tbl_name = ? AND sql > '' ORDER BY type DESC"
    for (sql,) in base.execute(made, (name,)).fetchall():
        base.execute(sql)
    rows = base.execute(f"SELECT * FROM ours.{name} {ROWS[name]}").fetchall()  # noqa: S608  names of ours
    assert len(rows) == RECORDS, (name, len(rows))
    return f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows  # noqa: S608  as above


def download(world: World) -> Iterator[Figure]:
    """What a building lead's new phone fetches: 60 households, 21 days of rounds."""
    building = next(iter(world.doors))
    who = phone(world, "grid_worker", COMPOUND)
    for batch in batches(morning_of(world, who, days=21), 200):
        who.post(who.request(batch))
    lead = phone(world, "building_lead", building, 2)
    size, cursors, more = 0, dict[str, int](), True
    while more:
        body = lead.request([], cur=cursors, lim={"n": 500, "bytes": 262_144})
        said = lead.post(body)
        size += len(gzip.compress(orjson.dumps(said), 6))
        cursors |= {str(page["f"]): page["to"] for page in said["pages"]}
        more = said["more"]
    yield Figure("first download of a building lead, gzip", size / 1024, "KB", 100)


def checklist(world: World) -> Iterator[Figure]:
    """A compound of 1,800 households with 14 days of records: judged anew, and after one more."""
    who = phone(world, "grid_worker", COMPOUND)
    for batch in batches(morning_of(world, who, days=14), 200):
        who.post(who.request(batch))
    desk = phone(world, "community", COMMUNITY, 2)
    path = f"/api/v1/checklist?compound={COMPOUND}"
    yield Figure("checklist from scratch", 1000 * seconds(lambda: desk.get(path)), "ms")
    door = world.doors[f"{COMPOUND}.1"][0]
    after, digests = [], {desk.get(path)["evidence"]["digest"]}
    for turn in range(7):
        one = screening(who.user, door, MORNING, 10**6 + turn, "pm")
        who.post(who.request([one]))
        after.append(1000 * seconds(lambda: digests.add(desk.get(path)["evidence"]["digest"])))
    assert len(digests) == 1 + len(after), "a record was not seen"
    yield Figure("checklist after one more record", median(after), "ms", 20)
