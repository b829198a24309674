"""The start command: what it says when it cannot do as asked, and what it never does by itself."""

from __future__ import annotations

import importlib.util
import socket
import sqlite3
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(SCRIPTS)
    spec = importlib.util.spec_from_file_location("start_command", SCRIPTS / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("environment", None)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_port_that_cannot_be_is_refused_before_anything_is_prepared(run: ModuleType) -> None:
    """It once ended in a traceback after all the rest was done."""
    for said in ("99999", "0", "-1", "eight"):
        with pytest.raises(ArgumentTypeError, match="from 1 to 65535"):
            run.port_number(said)


def test_a_taken_port_offers_the_next_with_everything_else_that_was_asked(
    run: ModuleType, taken: int, tmp_path: Path
) -> None:
    """Whoever typed what it offered once lost --no-demo, and got the demonstration."""
    asked = Namespace(host="127.0.0.1", port=taken, data=tmp_path, no_demo=True)
    with pytest.raises(SystemExit) as refused:
        run.free_port(asked)
    said = str(refused.value)
    assert f"--port {taken}" not in said and "--port" in said
    assert said.endswith(f"--data {tmp_path} --no-demo")


def test_the_demonstration_never_moves_in_with_an_account_that_is_there(
    run: ModuleType, tmp_path: Path
) -> None:
    """Somebody's first account was made, the roster not yet, and --no-demo was forgotten once."""
    newest = max(
        path.name for path in (SCRIPTS.parent / "server/migrations/versions").glob("0*.py")
    )
    database = tmp_path / "six.sqlite"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", [newest.split("_")[0]])
        connection.execute("CREATE TABLE place (id)")
        connection.execute("CREATE TABLE account (id)")
    assert not run.is_ready(database, demo=True)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO account VALUES (1)")
    assert run.is_ready(database, demo=True)


def test_a_demonstration_stopped_half_way_is_loaded_anew_and_not_shown_as_half_a_city(
    run: ModuleType, tmp_path: Path
) -> None:
    """Whoever pressed Ctrl-C during the first start had half the rounds from then on."""
    half = tmp_path / "demonstration.part" / "six.sqlite"
    half.parent.mkdir()
    half.write_bytes(b"stopped")
    assert not run.is_ready(tmp_path / "six.sqlite", demo=True)
    run.load_whole(tmp_path, "--small", "--days", "1")
    assert run.is_ready(tmp_path / "six.sqlite", demo=True)
    assert not half.parent.exists()
