"""The simulator on the real tables: every fault of the design, memory and SQL call by call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.db import Base, writer_engine, writing
from server.models import Account
from server.store import current_store
from sync.invariants import look
from sync.simulate import Simulation
from sync.stage import START, Parts
from tests.server.databases import bare_app, dispose
from tests.server.http_simulation import place_drafts
from tests.server.twin_stores import TwinStore

RUNS, STEPS = 12, 60
NAMES = ("王芳", "李强", "赵敏", "office")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = bare_app("sqlite", tmp_path)
    app.config["CLOCK"] = lambda: START
    with app.app_context():
        yield app
    dispose(app)


def plant(app: Flask) -> None:
    """A fresh stage: the places, and the four people."""
    Base.metadata.drop_all(writer_engine())
    Base.metadata.create_all(writer_engine())
    app.extensions.pop("six_store", None)
    with writing() as session:
        session.add_all([Account(name=name, created_at=1) for name in NAMES])
    current_store().author(place_drafts(), "u4")


@pytest.mark.parametrize("share", range(3))
def test_every_fault_meets_the_real_tables(app: Flask, share: int) -> None:
    for seed in range(share, RUNS, 3):
        plant(app)

        def twins(clock: object, places: object) -> TwinStore:
            store = current_store()
            store.now = clock  # type: ignore[assignment] # the simulation's own
            return TwinStore(clock, places, store)  # type: ignore[arg-type] # handed through

        Simulation(1000 + seed, Parts(store=twins)).run(STEPS, look)
