"""A backup is proved when it is made, and a restored one loses nothing that a phone still has."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import stamp

from server.database import backups
from server.database.fsck import faults_of
from server.db import MIGRATIONS, db
from server.rules import kinds
from server.store import current_store
from tests.conftest import Clock, close_app
from tests.people import said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import BUILDING, COMMUNITY, DOORS

SLOT = "2020-03-10/am"


@pytest.fixture
def served(town: Flask) -> Flask:
    """The town with its schema's version written down, as migrations do."""
    with town.app_context():
        stamp(directory=str(MIGRATIONS))
    return town


@pytest.fixture
def data(served: Flask) -> Path:
    return Path(served.config["SIX_DATA"])


@pytest.fixture
def wang(served: Flask, clock: Clock) -> HttpPhone:
    """王姨's phone, let in by invitation."""
    secretary = signed_in(served, "community", COMMUNITY, name="肖姐")
    body = {"name": "王姨", "role": "building_lead", "places": [BUILDING]}
    made = said(secretary.post("/api/v1/invitations", body))
    return HttpPhone.enrol(ClientWire(served.test_client()), clock, made["token"], "王姨")


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["backup", *map(str, words)])


def backed_up(app: Flask, *words: object) -> Path:
    result = run(app, "make", *words)
    assert result.exit_code == 0, result.output
    return Path(result.output.splitlines()[0])


def doors_known(app: Flask) -> int:
    with app.app_context(), closing(sqlite3.connect(f"{app.config['SIX_DATA']}/six.sqlite")) as one:
        found: int = one.execute("SELECT count(*) FROM p_slot").fetchone()[0]
        return found


def test_after_yesterdays_backup_is_restored_the_phones_bring_back_today(
    served: Flask, wang: HttpPhone, make_app: Callable[..., Flask]
) -> None:
    wang.screen(DOORS[0], SLOT)
    wang.settle()
    folder = backed_up(served)
    for door in DOORS[1:4]:
        wang.screen(door, SLOT)
    wang.settle()
    assert wang.unsent == 0 and doors_known(served) == 4
    close_app(served)
    result = run(served, "restore", folder, "--yes")
    assert result.exit_code == 0, result.output
    assert doors_known(served) == 1
    again = make_app()
    wang.wire = ClientWire(again.test_client())
    wang.settle()
    assert doors_known(again) == 4
    with again.app_context(), db.engine.connect() as connection:
        assert list(faults_of(connection, kinds(), lambda *_: None)) == []


def test_a_restore_begins_a_new_epoch_and_keeps_what_was_there(
    served: Flask, wang: HttpPhone, data: Path, make_app: Callable[..., Flask]
) -> None:
    folder = backed_up(served)
    with served.app_context():
        before = current_store().epoch()
    wang.screen(DOORS[0], SLOT)
    wang.settle()
    told = run(served, "restore", folder, "--yes").output
    with make_app().app_context():
        assert current_store().epoch() != before and current_store().epoch() in told
    (kept,) = (data / "backups").glob("before-restore-*")
    assert backups.check(kept).records == backups.check(folder).records + 1


def test_a_restored_server_lets_phones_sign_in_with_what_they_have(
    served: Flask, wang: HttpPhone, data: Path, tmp_path: Path, make_app: Callable[..., Flask]
) -> None:
    """The machine was stolen: a new one has the backup alone, and the secrets come with it."""
    folder = backed_up(served, "--to", tmp_path / "stick")
    close_app(served)
    for name in ("secrets.json", "six.sqlite"):
        (data / name).unlink()
    fresh = make_app()
    close_app(fresh)
    assert run(fresh, "restore", folder, "--yes").exit_code == 0
    wang.wire = ClientWire(make_app().test_client())
    wang.screen(DOORS[0], SLOT)
    assert wang.exchange() == 200
    assert wang.unsent == 0


def test_a_damaged_backup_is_named_and_nothing_is_touched(
    served: Flask, wang: HttpPhone, data: Path
) -> None:
    folder = backed_up(served)
    before = (data / "six.sqlite").read_bytes()
    with (folder / "six.sqlite").open("r+b") as file:
        file.seek(5000)
        file.write(b"\x00\xff\x00\xff")
    for words in (("check", folder), ("restore", folder, "--yes")):
        result = run(served, *words)
        assert result.exit_code == 1
        assert "has changed since it was written" in result.output
    (folder / "manifest.json").write_text("{}")
    assert "no whole backup" in run(served, "check", folder).output
    assert (data / "six.sqlite").read_bytes() == before
    assert [one.name for one in (data / "backups").iterdir()] == [folder.name]


def test_a_record_changed_before_the_backup_was_made_is_found_by_its_check(
    served: Flask, wang: HttpPhone, data: Path
) -> None:
    wang.screen(DOORS[0], SLOT)
    wang.settle()
    with closing(sqlite3.connect(data / "six.sqlite")) as connection, connection:
        connection.execute("UPDATE op SET body = CAST(replace(body, 'normal', 'normel') AS BLOB)")
    result = run(served, "check", backed_up(served))
    assert result.exit_code == 1
    assert "its body is not the one it was named by" in result.output


def test_a_backup_of_a_newer_version_says_to_install_that_first(served: Flask, data: Path) -> None:
    with closing(sqlite3.connect(data / "six.sqlite")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    result = run(served, "restore", backed_up(served), "--yes")
    assert result.exit_code == 1
    assert "A newer version of the program" in result.output


def test_nothing_is_restored_below_a_running_server(served: Flask, data: Path) -> None:
    folder = backed_up(served)
    with backups.in_use(data), backups.in_use(data):
        result = run(served, "restore", folder, "--yes")
    assert result.exit_code == 1
    assert "stop it first" in result.output
    assert run(served, "restore", folder, "--yes").exit_code == 0


def test_asked_first_and_told_no_nothing_changes(served: Flask, data: Path) -> None:
    folder = backed_up(served)
    result = served.test_cli_runner().invoke(args=["backup", "restore", str(folder)], input="n\n")
    assert "records of" in result.output and result.exit_code == 1
    assert not list((data / "backups").glob("before-*"))


def test_only_the_newest_are_kept_and_a_way_back_always(
    served: Flask, data: Path, clock: Clock
) -> None:
    run(served, "restore", backed_up(served), "--yes")
    for _ in range(3):
        clock.advance(hours=1)
        newest = backed_up(served, "--keep", 2)
    left = sorted(one.name for one in (data / "backups").iterdir())
    assert len(left) == 3 and newest.name in left and left[-1].startswith("before-restore-")


def test_others_on_the_machine_cannot_read_a_backup(served: Flask) -> None:
    folder = backed_up(served)
    assert folder.stat().st_mode & 0o077 == 0


def test_an_older_database_is_backed_up_before_it_is_upgraded(served: Flask, data: Path) -> None:
    upgrade = ["sync", "upgrade"]
    assert "Backed up" not in served.test_cli_runner().invoke(args=upgrade).output
    with served.app_context():
        stamp(directory=str(MIGRATIONS), revision="0005")
    assert backups.is_of_an_older_schema(data)
    served.test_cli_runner().invoke(args=upgrade)
    (kept,) = (data / "backups").glob("before-upgrade-*")
    assert backups.check(kept).schema == "0005"


def test_a_backup_is_on_the_disk_when_it_is_said_to_be_made(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = set()
    sync = os.fsync

    def note(opened: int) -> None:
        flushed.add(os.fstat(opened).st_ino)
        sync(opened)

    monkeypatch.setattr(os, "fsync", note)
    folder, _ = backups.make(data, data / "backups", 1_583_800_200_000)
    assert {path.stat().st_ino for path in (*folder.iterdir(), folder.parent)} <= flushed


def test_an_empty_folder_has_nothing_to_back_up(served: Flask, data: Path) -> None:
    close_app(served)
    shutil.move(data / "six.sqlite", data / "elsewhere")
    result = run(served, "make")
    assert result.exit_code == 1
    assert "There is no database" in result.output or "No backup was made" in result.output
