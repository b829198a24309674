"""What the terminal says at the start, and for whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from server.__main__ import announce, first_account_lines
from server.demo.load import is_empty
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
