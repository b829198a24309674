"""The roll-up of a city: 7,102 compounds read, judged from scratch, and published."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

import orjson
from sqlalchemy import select

from benches import Figure
from benches.world import COMMUNITY, NOW, Phone, World, compound, phone
from server.__main__ import spare_collections
from server.db import db, refresh_reads
from server.log.authoring import Draft
from server.models import Place
from server.rollup.judging import judge_below
from server.rollup.rounds import publish
from server.store import current_store

COMPOUNDS = 7_102
FREE = 3_021
CITY = "420100"
STEPS = (
    ("declare", "community"),
    ("community_check", "community"),
    ("street_review", "street"),
    ("certify", "district"),
)


def measure(work: Path) -> Iterator[Figure]:
    """Every figure of the roll-up."""
    with compound(work / "city", buildings=1, floors=1, per_floor=1) as world:
        plant(world)
        desk = phone(world, "city", CITY, 2)
        spare_collections()  # as the server begins; what the bench holds is none of its rubbish
        yield from read(desk)
        city = db.session.scalars(select(Place).where(Place.id == CITY)).one()
        begun = time.process_time()
        assert judge_below(city) == COMPOUNDS
        yield Figure("every compound judged from scratch", time.process_time() - begun, "s", 60)
        city = db.session.scalars(select(Place).where(Place.id == CITY)).one()
        yield Figure("a round published", seconds(lambda: publish(city, None)), "s", 60)
        yield from read(desk)


def plant(world: World) -> None:
    """Compounds with a building each and their standing."""
    ids = [f"{COMMUNITY}.{number}" for number in range(2, COMPOUNDS + 1)]
    fields = {"type": "compound", "sort": 1, "parent": COMMUNITY}
    places = [Draft("place", id, fields | {"name": f"{id[13:]}号小区"}) for id in ids]
    building = {"type": "building", "name": "1栋", "sort": 1}
    buildings = [Draft("place", f"{id}.1", building | {"parent": id}) for id in ids]
    steps = [
        Draft("standing_step", id, _step(name, role), at=NOW - 1_000_000 + at)
        for id in ids[:FREE]
        for at, (name, role) in enumerate(STEPS)
    ]
    current_store().author([*places, *buildings, *steps], "server")
    refresh_reads()


def _step(name: str, role: str) -> dict[str, Any]:
    rules = {"policy": "wuhan-2020-03", "policy_version": 1}
    return {"step": name, "role": role, "verdict": "met", **rules}


def read(desk: Phone) -> Iterator[Figure]:
    """The city's page and that of the community with all compounds in it."""
    for name, place, aim in (("city", CITY, 100), ("a community of them all", COMMUNITY, 100)):
        path = f"/api/v1/rollup?place={place}"
        shown = desk.get(path)
        assert shown["counts"]["compound"]["all"] == COMPOUNDS
        assert shown["counts"]["compound"]["percent"] == "42.5"
        times = [1000 * seconds(lambda path=path: desk.get(path)) for _ in range(100)]
        yield Figure(f"roll-up read, {name}, p95", quantiles(times, n=20)[-1], "ms", aim)
        size = len(gzip.compress(orjson.dumps(shown), 6)) / 1024
        yield Figure(f"roll-up, {name}, gzip", size, "KB")


def seconds(act: Callable[[], Any]) -> float:
    """How long `act` takes of the processor's time."""
    begun = time.process_time()
    act()
    return time.process_time() - begun
