"""A download that breaks off or is stopped: the server lets go of all that it held for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from server.db import db
from server.log.authoring import Draft
from tests.people import Person
from tests.server.exports import TODAY, rows_of
from tests.town import COMMUNITY, DOORS, author

ROWS = 600
OPEN = Path("/proc/self/fd")
WAYS = [("csv", "false", 2), ("csv", "true", 2), ("xlsx", "true", 2), ("xlsx", "false", 1)]
"""A format, whether it is watched, and after how many pieces it is under way and not at its end."""


@pytest.fixture
def long(town: Flask) -> Flask:
    """A town of which one ledger is read in several portions."""
    visit = {"outcome": "normal", "method": "door"}
    author(town, *(
        Draft("screening", DOORS[at % len(DOORS)], visit, slot=f"{TODAY}/am")
        for at in range(ROWS)
    ))  # fmt: skip
    return town


def connections(app: Flask) -> int:
    with app.app_context():
        pool = db.engine.pool
    held: int = pool.checkedout()  # type: ignore[attr-defined]  # of a queue pool, which ours is
    return held


def scratch_files() -> int:
    """How many files this process holds that have no name any more, as temporary ones have none."""
    return sum(name.endswith("(deleted)") for name in _open_files())


def _open_files() -> Iterator[str]:
    for link in OPEN.iterdir():
        with suppress(FileNotFoundError):  # the listing's own
            yield str(link.readlink())


@pytest.mark.skipif(not OPEN.is_dir(), reason="asks Linux what is open")
@pytest.mark.parametrize(("format", "watched", "first"), WAYS)
def test_a_download_that_breaks_off_leaves_no_connection_and_no_file_open(
    long: Flask, secretary: Person, format: str, watched: str, first: int
) -> None:
    before = connections(long), scratch_files()
    query = {"place": COMMUNITY, "format": format, "progress": watched}
    answer = secretary.get("/api/v1/exports/screening", query_string=query, buffered=False)
    pieces = iter(answer.response)
    for _ in range(first):
        next(pieces)
    assert (connections(long), scratch_files()) > before, "it is under way"
    answer.close()
    del pieces
    assert (connections(long), scratch_files()) == before
    assert len(rows_of(secretary, "screening")) == ROWS, "and asked once more, it comes whole"


def test_what_was_asked_for_and_broke_off_stands_in_the_audit_all_the_same(
    long: Flask, secretary: Person
) -> None:
    """Some of it has left: who reads the log must know."""
    query = {"place": COMMUNITY, "format": "csv", "reason": "疾控中心核对"}
    answer = secretary.get("/api/v1/exports/screening", query_string=query, buffered=False)
    next(iter(answer.response))
    answer.close()
    acts = [row for row in rows_of(secretary, "audit") if row["做了什么"] == "导出"]
    assert "疾控中心核对" in {row["用途"] for row in acts}
