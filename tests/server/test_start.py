"""What the terminal says at the start, and for whom."""

from __future__ import annotations

import socket
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from flask import Flask

from server import create_app
from server.__main__ import announce, first_account_lines, listen
from server.demo.load import is_empty
from tests.conftest import Clock, close_app, copy_database, new_app
from tests.people import signed_in
from tests.town import COMMUNITY


def test_an_empty_server_says_how_the_first_account_is_made(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(app, "http://localhost:8000/")
    said = capsys.readouterr().out
    assert "Nobody can sign in yet" in said
    assert f"SIX_DATA={app.config['SIX_DATA']}" in said
    assert "account create admin" in said
    assert "Only this machine can open it" in said


def test_a_clock_behind_the_records_is_said_at_the_start(
    town: Flask, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(town, "http://localhost:8000/")
    assert "hours behind" not in capsys.readouterr().out
    clock.advance(hours=-30)
    announce(town, "http://localhost:8000/")
    assert "30 hours behind the newest record" in capsys.readouterr().out


def test_a_server_with_people_does_not_offer_an_account(town: Flask, tmp_path: Path) -> None:
    signed_in(town, "community", COMMUNITY)
    with town.app_context():
        assert first_account_lines(tmp_path) == []


def test_a_database_with_an_account_is_not_empty_to_the_demonstration(app: Flask) -> None:
    with app.app_context():
        assert is_empty()
    signed_in(app, "operator", None)
    with app.app_context():
        assert not is_empty()


def test_others_on_the_machine_cannot_read_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    app = new_app(folder)
    signed_in(app, "operator", None)
    assert folder.stat().st_mode & 0o077 == 0
    modes = {file.name: file.stat().st_mode & 0o077 for file in folder.iterdir()}
    close_app(app)
    assert {"six.sqlite", "six.sqlite-wal", "secrets.json"} <= modes.keys()
    assert not any(modes.values()), modes


def test_data_that_others_could_read_is_closed_to_them_at_the_next_start(
    tmp_path: Path, empty_database: Path
) -> None:
    copy_database(empty_database, tmp_path)
    (tmp_path / "six.sqlite").chmod(0o644)
    (tmp_path / "README").touch(mode=0o644)
    close_app(create_app({"SIX_DATA": str(tmp_path)}))
    assert (tmp_path / "six.sqlite").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "README").stat().st_mode & 0o777 == 0o644  # not ours


def test_many_that_hold_the_line_keep_nobody_out(app: Flask) -> None:
    server = listen(app, "127.0.0.1", 0)
    address = ("127.0.0.1", server.effective_port)
    thread = Thread(target=server.run)
    thread.start()
    try:
        with ExitStack() as held:
            for _ in range(150):
                line = held.enter_context(closing(socket.create_connection(address)))
                line.sendall(b"POST /api/v1/exchange HTTP/1.1\r\nContent-Length: 99\r\n")
            with urlopen(f"http://127.0.0.1:{address[1]}/healthz", timeout=5) as answer:
                assert answer.read() == b"ok"
    finally:
        server.close()
        thread.join(timeout=10)
