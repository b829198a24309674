"""What happens to a server's machine: a full disk, a database held by others, a wrong clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import stamp

from server.__main__ import check_whole
from server.database.engine import sqlite_module
from server.database.fsck import faults_of
from server.db import MIGRATIONS, db, writer_engine
from server.rules import kinds
from tests.conftest import Clock, close_app
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import BUILDING, COMMUNITY, DOORS

SLOT = "2020-03-10/am"
STEPS = 50  # of SQLite's machine between two looks whether it is to fail
BOARD = f"/api/v1/board?place={COMMUNITY}"


@pytest.fixture
def phones(town: Flask, clock: Clock) -> list[HttpPhone]:
    leads = [signed_in(town, "building_lead", BUILDING, name=f"lead {n}") for n in range(4)]
    return [HttpPhone(ClientWire(town.test_client()), clock, one.id, one.access) for one in leads]


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """No page more fits onto the disk."""
    with app.app_context(), writer_engine().connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    yield
    with app.app_context(), writer_engine().connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={2**30}")


def record_much(phone: HttpPhone, days: int) -> None:
    for day in range(1, days + 1):
        for door in DOORS:
            phone.screen(door, f"2020-03-{day:02}/am", "normal", note="😷" * 60)


def sum_of_doors(phone: HttpPhone) -> tuple[int, bytes]:
    [feed] = [feed for feed in phone.phone.state.feeds.values() if feed.stream == "person"]
    return feed.cursor, feed.acc


def everything_is_sound(app: Flask) -> bool:
    with app.app_context(), db.engine.connect() as connection:
        return not list(faults_of(connection, kinds(), lambda *_: None))


def test_a_full_disk_takes_nothing_says_so_and_goes_on_when_there_is_room(
    town: Flask, secretary: Person, phones: list[HttpPhone]
) -> None:
    for phone in phones:
        phone.settle()
    with full_disk(town):
        for phone in phones:
            record_much(phone, 28)
        with ThreadPoolExecutor(len(phones)) as pool:
            list(pool.map(lambda phone: [phone.exchange() for _ in range(3)], phones))
        assert all(phone.unsent for phone in phones)
        assert {code for phone in phones for code in phone.problems} == {"busy"}
        assert secretary.get(BOARD).status_code == 200
        receipted = [phone.phone.state.acked for phone in phones]
    assert everything_is_sound(town)
    for phone in phones:
        phone.settle()
    assert [phone.unsent for phone in phones] == [0] * len(phones)
    after = [phone.phone.state.acked for phone in phones]
    assert all(now > before for now, before in zip(after, receipted, strict=True))
    assert everything_is_sound(town)


def test_two_servers_on_one_database_make_one_log(
    town: Flask, make_app: Callable[..., Flask], clock: Clock
) -> None:
    """Somebody starts it twice; each phone talks to both in turn."""
    other = make_app()
    leads = [signed_in(town, "building_lead", BUILDING, name=f"lead {n}") for n in range(4)]
    phones = [HttpPhone(ClientWire(town.test_client()), clock, p.id, p.access) for p in leads]

    def round_of(phone: HttpPhone) -> None:
        for turn in range(1, 9):
            phone.wire = ClientWire((town, other)[turn % 2].test_client())
            for door in DOORS:
                phone.screen(door, f"2020-03-{turn:02}/am")
            phone.exchange()

    with ThreadPoolExecutor(len(phones)) as pool:
        list(pool.map(round_of, phones))
    for phone in (*phones, *phones):
        phone.settle()
    assert [phone.unsent for phone in phones] == [0] * 4
    assert len({sum_of_doors(phone) for phone in phones}) == 1
    assert everything_is_sound(town)


def test_a_database_held_by_somebody_else_is_told_as_busy(
    make_app: Callable[..., Flask], town: Flask, secretary: Person, phones: list[HttpPhone]
) -> None:
    phone = phones[0]
    phone.settle()
    phone.screen(DOORS[0], SLOT)
    path = Path(town.config["SIX_DATA"]) / "six.sqlite"
    with town.app_context(), writer_engine().connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    with closing(sqlite_module().connect(path, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        phone.exchange()
        assert (phone.unsent, phone.problems) == (1, ["busy"])
        assert secretary.get("/api/v1/me").status_code == 200
        # What is about people is not shown while nobody can write down who looked.
        assert secretary.get(BOARD).status_code == 503
    phone.settle()
    assert phone.unsent == 0


@pytest.mark.parametrize("hours", [1, 24 * 365])
def test_a_server_clock_set_back_loses_nothing_and_keeps_the_order(
    town: Flask, secretary: Person, phones: list[HttpPhone], clock: Clock, hours: int
) -> None:
    phone = phones[0]
    phone.screen(DOORS[0], SLOT)
    phone.settle()
    held = {feed: state.cursor for feed, state in phone.phone.state.feeds.items()}
    clock.advance(hours=-hours)
    phone.screen(DOORS[1], SLOT)
    phone.settle()
    assert phone.unsent == 0
    clock.advance(hours=hours, minutes=5)
    phone.settle()
    assert all(phone.phone.state.feeds[feed].cursor >= q for feed, q in held.items())
    assert everything_is_sound(town)
    doors = said(secretary.get(BOARD))
    assert doors is not None


@pytest.mark.parametrize("at", ["beginning", "middle"])
def test_a_damaged_database_is_not_served_and_a_backup_takes_its_place(
    town: Flask, make_app: Callable[..., Flask], at: str
) -> None:
    with town.app_context():
        stamp(directory=str(MIGRATIONS))
    folder = Path(town.config["SIX_DATA"])
    backup = town.test_cli_runner().invoke(args=["backup", "make"]).output.splitlines()[0]
    close_app(town)
    path = folder / "six.sqlite"
    raw = bytearray(path.read_bytes())
    # From the beginning nothing can be read; in the middle are the rows of many tables.
    start, size = (0, 4096) if at == "beginning" else (len(raw) // 3, len(raw) // 3)
    raw[start : start + size] = b"\xa5" * size
    path.write_bytes(raw)
    damaged = make_app()
    with pytest.raises(SystemExit, match="Restore the newest backup"):
        check_whole(damaged)
    upgraded = damaged.test_cli_runner().invoke(args=["sync", "upgrade"])
    assert (upgraded.exit_code, "Restore the newest backup" in upgraded.output) == (1, True)
    restored = damaged.test_cli_runner().invoke(args=["backup", "restore", backup, "--yes"])
    assert restored.exit_code == 0, restored.output
    check_whole(make_app())
    kept = list(folder.glob("backups/damaged-*/six.sqlite"))
    assert [one.read_bytes() == raw for one in kept] == [True]


class Interrupter:
    """Interrupts the writing connection once, after so many steps of SQLite's machine."""

    def __init__(self, app: Flask) -> None:
        self.left: int | None = None
        self.struck = 0
        with app.app_context(), writer_engine().connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.set_progress_handler(self._step, STEPS)

    def arm(self, after: int) -> None:
        self.left = after

    def _step(self) -> int:
        if self.left is None:
            return 0
        self.left -= 1
        if self.left > 0:
            return 0
        self.left, self.struck = None, self.struck + 1
        return 1


def test_a_statement_that_fails_anywhere_leaves_nothing_half_stored(
    town: Flask, phones: list[HttpPhone]
) -> None:
    """An error of the disk, of memory, of a signal: at many points of the work on a push."""
    for phone in phones:
        phone.settle()
    faults = Interrupter(town)
    with ThreadPoolExecutor(len(phones)) as pool:
        for turn in range(40):
            for phone in phones:
                for door in DOORS[:3]:
                    phone.screen(door, f"2020-03-{turn % 28 + 1:02}/am", note=f"{turn}")
            faults.arm(1 + 3 * turn)
            list(pool.map(lambda phone: phone.exchange(), phones))
    assert faults.struck > 30
    faults.left = None
    assert everything_is_sound(town)
    for phone in (*phones, *phones):
        phone.settle()
    assert [phone.unsent for phone in phones] == [0] * len(phones)
    assert len({sum_of_doors(phone) for phone in phones}) == 1
    assert {cursor for cursor, _ in map(sum_of_doors, phones)} == {40 * 3 * len(phones)}
    assert everything_is_sound(town)
