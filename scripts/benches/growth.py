"""What one exchange costs as the log grows: it must not depend on what is stored."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import benches
from benches import Figure
from benches.morning import batches
from benches.world import (
    COMPOUND,
    DAY,
    DOORS_A_COMPOUND,
    NOW,
    Phone,
    World,
    compound,
    phone,
    screening,
)
from sync.ops import Op

SIZES = (10_000, 100_000)
LARGE = 1_000_000
BATCH, TURNS = 20, 41


def measure(work: Path) -> Iterator[Figure]:
    """The median push of twenty, and the median idle exchange, at each size."""
    with compound(work, **DOORS_A_COMPOUND) as world:
        who, stored, first = phone(world, "grid_worker", COMPOUND), 0, None
        for size in (*SIZES, LARGE) if benches.LARGE else SIZES:
            fill(world, who, stored, size)
            cost = cost_of_one(world, who, size)
            stored = size + TURNS * BATCH
            yield Figure(f"push of {BATCH} with {size:,} records stored, median", 1e3 * cost, "ms")
            if first is None:
                first = cost
            else:
                yield Figure(f"  beside that with {SIZES[0]:,}", cost / first, "×", 1.5)


def fill(world: World, who: Phone, start: int, end: int) -> None:
    """Push records until there are so many."""
    numbers = range(start, end)
    for at in range(0, len(numbers), 200):
        who.post(who.request([_record(world, who, n) for n in numbers[at : at + 200]]))


def cost_of_one(world: World, who: Phone, start: int) -> float:
    """How long a push takes, in seconds: the median of many."""
    ops = [_record(world, who, n) for n in range(start, start + TURNS * BATCH)]
    took = []
    for batch in batches(ops, BATCH):
        request = who.request(batch)
        begun = time.perf_counter()
        said = who.post(request)
        took.append(time.perf_counter() - begun)
        assert said["ex"] == [], "only what is accepted costs what we measure"
    return median(took)


def _record(world: World, who: Phone, number: int) -> Op:
    doors = world.all_doors
    day, door = divmod(number, 2 * len(doors))
    session = ("am", "pm")[door % 2]
    return screening(who.user, doors[door // 2], NOW - DAY * (1 + day), number, session)
