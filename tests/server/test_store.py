"""The store's contract on every engine, and what only a database can get wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.db import db, writer_engine, writer_queue
from server.rules import kinds, policy
from server.store import SqlStore, current_store
from tests.server.worlds import a_world, sql_app
from tests.store_contract import NOW, StoreContract, World


class TestStore(StoreContract):
    @pytest.fixture(params=["memory", "sqlite", "postgresql"])
    def world(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
        with a_world(request.param, tmp_path) as world:
            yield world


def test_a_server_that_runs_on_hears_that_its_database_was_restored(tmp_path: Path) -> None:
    with sql_app("sqlite", tmp_path, [NOW]):
        running = current_store()
        engines = db.engine, writer_engine(), writer_queue()
        command = SqlStore(*engines, running.now, kinds(), policy())
        assert running.epoch() == command.epoch()
        begun = command.new_epoch()
        running.epoch_s = 0
        assert running.epoch() == begun
