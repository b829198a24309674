"""A morning in a compound: how small records are, how soon they count."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from benches import Figure
from benches.world import COMMUNITY, COMPOUND, DAY, NOW, Phone, World, compound, phone, screening
from server.config import HOUR_MS
from sync.ops import Op

MORNING = NOW - 2 * HOUR_MS


def measure(work: Path) -> Iterator[Figure]:
    """Every figure of the morning."""
    with compound(work / "push", buildings=1, floors=15, per_floor=4) as world:
        yield from bytes_a_record(world)
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


def morning_of(
    world: World, who: Phone, days: int, session: str = "am", number: int = 0
) -> list[Op]:
    """Every door once a day, the oldest day first; the last of the days is that of the clock."""
    doors = [door for building in world.doors.values() for door in building]
    last = MORNING + world.clock.ms - NOW
    moments = [last - day * DAY for day in reversed(range(days))]
    pairs = [(door, at) for at in moments for door in doors]
    return [screening(who.user, door, at, n, session) for n, (door, at) in enumerate(pairs, number)]


def bytes_a_record(world: World) -> Iterator[Figure]:
    """How many bytes a record takes on its way up."""
    who = phone(world, "grid_worker", COMPOUND)
    ops = morning_of(world, who, days=1)[:50]
    yield Figure("bytes a record, push of 50, gzip", len(who.request(ops)) / 50, "B", 70)


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
