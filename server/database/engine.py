"""The settings without which a receipt would lie, applied and checked at start-up.

Sources: power-cut measurements in the design (WAL with synchronous=FULL lost nothing, NORMAL
lost committed receipts), and SQLite's WAL-reset fault (every 3.7.0 to 3.51.2, except 3.44.6+
and 3.50.7+ of their own lines).
"""

import sqlite3
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url

from server.config import OWNER_ONLY
from server.database.bulk import driving

DATABASE = "six.sqlite"  # the embedded database, in the data folder
BUSY_MS = 5000
CHECKPOINT_PAGES = 10_000
# Ids are hashes, so a batch touches pages all over an index: they have to be at hand.
CACHE_KB = {True: 65_536, False: 8_192}
PG_MUST = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


class UnsafeDatabase(Exception):
    """The database would lose acknowledged records in a power cut; the message says how to mend."""


def sqlite_module() -> Any:
    """Return the DB-API module of SQLite to use: pysqlite3's newer library, else Python's own."""
    if find_spec("pysqlite3") is not None:
        return import_module("pysqlite3.dbapi2")
    return sqlite3


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Say whether this SQLite version is free of the WAL-reset fault.

    >>> [wal_is_sound(v) for v in ((3, 40, 1), (3, 44, 6), (3, 50, 6), (3, 51, 3))]
    [False, True, False, True]
    """
    if (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51):
        return True
    return version >= (3, 51, 3)


def default_url(folder: str | Path) -> str:
    """Return the URL of the embedded database file in ``folder``, which is made if missing."""
    path = Path(folder).absolute()
    # Others on the machine read nothing: SQLite gives its -wal and -shm the file's own mode.
    (path / DATABASE).touch(mode=OWNER_ONLY)
    return f"sqlite:///{path / DATABASE}"


def engine_options(url: str, *, writes: bool) -> dict[str, Any]:
    """Return SQLAlchemy's options for the reading or the writing engine of ``url``."""
    if make_url(url).get_backend_name() == "sqlite":
        module = sqlite_module()
        if not wal_is_sound(module.sqlite_version_info):
            raise UnsafeDatabase(
                f"SQLite {module.sqlite_version} can lose committed records in WAL mode (fixed in "
                "3.51.3, 3.50.7, 3.44.6). Install pysqlite3, or set DATABASE_URL to a PostgreSQL."
            )
        # One writing connection: the queue hands out turns, the pool never has to.
        size = {"pool_size": 1, "max_overflow": 1} if writes else {"pool_size": 8}
        return {
            "module": module,
            "connect_args": {"check_same_thread": False},
            "hide_parameters": True,
            **size,
        }
    options = "-c synchronous_commit=on"
    if not writes:
        options += " -c default_transaction_read_only=on"
    return {
        "isolation_level": "READ COMMITTED" if writes else "REPEATABLE READ",
        "connect_args": {"options": options},
        # What is bound is about people: no error message shall carry it into a log.
        "hide_parameters": True,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_pre_ping": True,
    }


def watch_engine(engine: Engine, *, writes: bool) -> None:
    """Set each new SQLite connection up, and begin its transactions ourselves."""
    if engine.dialect.name != "sqlite":
        return

    def set_up(connection: Any, record: object) -> None:
        # pysqlite's own transaction control would begin too late and in the wrong mode.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.execute(f"PRAGMA cache_size={-CACHE_KB[writes]}")
        if writes:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        else:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    statement = "BEGIN IMMEDIATE" if writes else "BEGIN"

    def begin(connection: Connection) -> None:
        with driving(connection, statement) as cursor:
            cursor.execute(statement)

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)


def check_settings(engine: Engine) -> None:
    """Raise UnsafeDatabase unless a COMMIT of this engine survives a power cut."""
    with engine.connect() as connection:
        found = _sqlite_settings(connection) if engine.dialect.name == "sqlite" else {}
        if engine.dialect.name == "postgresql":
            found = {
                name: (connection.exec_driver_sql(f"SHOW {name}").scalar(), wanted)
                for name, wanted in PG_MUST.items()
            }
    for name, (value, wanted) in found.items():
        if value != wanted:
            raise UnsafeDatabase(
                f"{name} is {value!r} and must be {wanted!r}: received records could be lost "
                "in a power cut. Put the setting right and start again."
            )


def _sqlite_settings(connection: Connection) -> dict[str, tuple[object, object]]:
    must = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    return {
        name: (connection.exec_driver_sql(f"PRAGMA {name}").scalar(), wanted)
        for name, wanted in must.items()
    }
