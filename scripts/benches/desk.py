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
from benches.world import COMMUNITY, COMPOUND, DAY, NOW, Phone, World, compound, phone
from server.__main__ import spare_collections
from server.db import refresh_reads
from server.log.authoring import Draft
from server.store import current_store
from sync.days import day_of
from sync.ops import Op, Value

HOUSEHOLDS = {"buildings": 79, "floors": 15, "per_floor": 4}
TURNS = 40
DAYS = 14
PAGES = {
    "board": f"/api/v1/board?place={COMMUNITY}",
    "checklist": f"/api/v1/checklist?compound={COMPOUND}",
    "missed rounds": f"/api/v1/missed?place={COMMUNITY}",
    "areas": f"/api/v1/board/days?place={COMMUNITY}&kind=disinfection",
    "zero": f"/api/v1/zero?compound={COMPOUND}",
    "phones": f"/api/v1/replicas?place={COMMUNITY}",
    "roll-up": f"/api/v1/rollup?place={COMMUNITY}",
}
LOOKED_BACK = {
    "to settle": f"/api/v1/matters?place={COMMUNITY}",
    "spot checks": f"/api/v1/spot-samples?place={COMPOUND}",
}
MOMENTS = {"yesterday": NOW - DAY, "four days ago": NOW - 4 * DAY}


def measure(work: Path) -> Iterator[Figure]:
    """Every page from its first byte to its last, and again where nothing has changed."""
    with compound(work, **HOUSEHOLDS) as world:
        live_a_fortnight(world)
        desk = phone(world, "community", COMMUNITY, 2)
        spare_collections()  # as the server begins; what the bench holds is none of its rubbish
        for name, path in PAGES.items():
            yield from page(desk, name, path)
        for name, path in LOOKED_BACK.items():
            yield then(desk, f"{name}, p95", path)
            for when, at in MOMENTS.items():
                yield then(desk, f"{name}, as known {when}, p95", f"{path}&known_at={at}")


def live_a_fortnight(world: World) -> None:
    """Every door every morning, received on its day; fevers, second opinions and a sample a day."""
    for number in range(DAYS):
        world.clock.ms = NOW - (DAYS - 1 - number) * DAY
        who = phone(world, "grid_worker", COMPOUND, 10 + number)
        ops = list(morning_of(world, who, days=1, number=number * 10_000))
        for batch in batches(ops, 200):
            who.post(who.request(batch))
        current_store().author([*again(world, ops, number), sample(world)], "server")
    world.clock.ms = NOW


def again(world: World, ops: list[Op], number: int) -> Iterator[Draft]:
    """What an office does in a day: a fever at ten doors, twenty rounds corrected, ten doubled."""
    fever: dict[str, Value] = {"outcome": "exception", "method": "phone", "temperature": 378}
    for op in ops[number : number + 10]:
        yield Draft("screening", op.place, fever, slot=op.slot, at=world.clock.ms)
    for op in ops[100 + number : 120 + number]:
        yield Draft(op.kind, op.place, {"outcome": "no_answer"}, root=op.id, parents=[op.id])
    for op in ops[200 + number : 210 + number]:
        yield Draft("occupancy", op.place, {"state": "vacant"})


def sample(world: World) -> Draft:
    """Thirty doors drawn for a spot check."""
    drawn: list[Value] = list(world.all_doors[:30])
    fields: dict[str, Value] = {"drawn": drawn, "round_on": day_of(world.clock.ms),
                                "checked_kind": "screening", "checker": "a"}  # fmt: skip
    return Draft("spot_sample", COMPOUND, fields)


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


def then(desk: Phone, name: str, path: str) -> Figure:
    """How long a page takes as it was known at a moment at which it had something to show."""
    assert any(isinstance(one, list) and one for one in desk.get(path).values())
    return Figure(name, _p95(lambda: desk.get(path)), "ms", 300)


def _p95(act: object) -> float:
    assert callable(act)
    took = []
    for _ in range(TURNS):
        begun = time.process_time()
        act()
        took.append(1000 * (time.process_time() - begun))
    return quantiles(took, n=20)[-1]
