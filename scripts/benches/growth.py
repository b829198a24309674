"""What one exchange costs as the log grows: it must not depend on what is stored.

`python3 scripts/bench.py growth --large` goes up to a million records and takes some minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import benches
from benches import Figure
from benches.world import (
    COMPOUND,
    DAY,
    DOORS_A_COMPOUND,
    NOW,
    World,
    compound,
    phone,
    screening,
)
from sync.ops import Op

SMALL = 10_000
SIZES = (100_000,)
LARGE = 1_000_000
BATCH, TURNS = 20, 61


def measure(work: Path) -> Iterator[Figure]:
    """The median push of twenty at each size, and beside a push of the same moment at 10,000.

    Other work on the machine comes and goes while a large database is filled: so the small one
    and the large take turns.
    """
    with ExitStack() as stack:
        small = Filled(stack.enter_context(compound(work / "small", **DOORS_A_COMPOUND)))
        small.fill(SMALL)
        large = Filled(stack.enter_context(compound(work / "large", **DOORS_A_COMPOUND)))
        for size in (*SIZES, LARGE) if benches.LARGE else SIZES:
            large.fill(size)
            pairs = [(small.push(), large.push()) for _ in range(TURNS)]
            least, cost = (median(of) for of in zip(*pairs, strict=True))
            yield Figure(
                f"push of {BATCH} with {SMALL:,} records stored, median", 1e3 * least, "ms"
            )
            yield Figure(f"push of {BATCH} with {size:,} records stored, median", 1e3 * cost, "ms")
            yield Figure(f"  beside that with {SMALL:,}", cost / least, "×", 1.5)


class Filled:
    """A compound whose one phone pushes record after record."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.who = phone(world, "grid_worker", COMPOUND)

    def fill(self, size: int) -> None:
        """Push records until there are so many."""
        while self.who.n < size:
            self.who.post(self.who.request(self._next(200)))

    def push(self) -> float:
        """Push a batch of twenty; return how long it took, in seconds."""
        request = self.who.request(self._next(BATCH))
        begun = time.perf_counter()
        said = self.who.post(request)
        took = time.perf_counter() - begun
        assert said["ex"] == [], "only what is accepted costs what we measure"
        return took

    def _next(self, count: int) -> list[Op]:
        return [self._record(n) for n in range(self.who.n, self.who.n + count)]

    def _record(self, number: int) -> Op:
        doors = self.world.all_doors
        day, door = divmod(number, 2 * len(doors))
        session = ("am", "pm")[door % 2]
        return screening(self.who.user, doors[door // 2], NOW - DAY * (1 + day), number, session)
