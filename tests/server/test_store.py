"""The store's contract on every engine, and what only a database can get wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.worlds import a_world
from tests.store_contract import StoreContract, World


class TestStore(StoreContract):
    @pytest.fixture(params=["memory", "sqlite", "postgresql"])
    def world(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
        with a_world(request.param, tmp_path) as world:
            yield world
