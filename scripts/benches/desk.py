"""What the desk reads at the size of 八达里社区: 4,700 households, a fortnight kept.

Times are the processor's: what else the machine does is no part of them.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import orjson

from benches import Figure
from benches.morning import batches, morning_of
from benches.world import COMMUNITY, COMPOUND, Phone, compound, phone
from server.db import refresh_reads

HOUSEHOLDS = {"buildings": 79, "floors": 15, "per_floor": 4}
TURNS = 40
PAGES = {
    "board": f"/api/v1/board?place={COMMUNITY}",
    "checklist": f"/api/v1/checklist?compound={COMPOUND}",
    "missed rounds": f"/api/v1/missed?place={COMMUNITY}",
    "areas": f"/api/v1/board/days?place={COMMUNITY}&kind=disinfection",
    "zero": f"/api/v1/zero?compound={COMPOUND}",
    "phones": f"/api/v1/replicas?place={COMMUNITY}",
    "roll-up": f"/api/v1/rollup?place={COMMUNITY}",
}


def measure(work: Path) -> Iterator[Figure]:
    """Every page from its first byte to its last, and again where nothing has changed."""
    with compound(work, **HOUSEHOLDS) as world:
        who = phone(world, "grid_worker", COMPOUND)
        for batch in batches(morning_of(world, who, days=14), 200):
            who.post(who.request(batch))
        desk = phone(world, "community", COMMUNITY, 2)
        for name, path in PAGES.items():
            yield from page(desk, name, path)


def page(desk: Phone, name: str, path: str) -> Iterator[Figure]:
    """How long a page takes, p95, how large it is, and how long it takes to say: as before."""
    shown = desk.get(path)

    def anew() -> None:
        desk.client.application.extensions.pop("six_answers", None)
        desk.get(path)

    yield Figure(f"{name}, p95", _p95(anew), "ms", 300)
    yield Figure(f"{name}, gzip", len(gzip.compress(orjson.dumps(shown), 6)) / 1024, "KB", 100)
    headers = {"Authorization": f"Bearer {desk.access}"}
    tag = desk.client.get(path, headers=headers).headers.get("ETag")
    if tag is None:
        return

    def poll() -> None:
        refresh_reads()
        again = desk.client.get(path, headers=headers | {"If-None-Match": tag})
        assert again.status_code == 304

    yield Figure("  the same, unchanged: 304, p95", _p95(poll), "ms", 20)


def _p95(act: object) -> float:
    assert callable(act)
    took = []
    for _ in range(TURNS):
        begun = time.process_time()
        act()
        took.append(1000 * (time.process_time() - begun))
    return quantiles(took, n=20)[-1]
