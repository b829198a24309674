"""The database: the declarative base, the two engines, and the one door for writing.

Reads go through ``db.session`` (the default engine); every change goes through ``writing()``.
On SQLite the reading connections refuse to write, so a change outside that door fails loudly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_migrate import upgrade as apply_migrations
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from server.database.engine import check_settings, default_url, engine_options, watch_engine
from server.database.queue import WriterQueue

WRITE = "write"
MIGRATIONS = Path(__file__).parent / "migrations"
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table extends; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)


def connect(app: Flask) -> None:
    """Bind ``db`` to the app's database and check its settings; raises UnsafeDatabase.

    Reads ``DATABASE_URL`` (absent: an SQLite file in the folder ``SIX_DATA``).
    """
    url = app.config.get("DATABASE_URL") or default_url(app.config["SIX_DATA"])
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url, writes=False)
    app.config["SQLALCHEMY_BINDS"] = {WRITE: {"url": url, **engine_options(url, writes=True)}}
    db.init_app(app)
    with app.app_context():
        watch_engine(db.engine, writes=False)
        watch_engine(db.engines[WRITE], writes=True)
        app.extensions["six_damage"] = _check_engines()
        app.extensions["six_writers"] = WriterQueue(
            limited=db.engine.dialect.name == "sqlite",
            patience=app.config.get("WRITER_PATIENCE_S", 30.0),
        )


def _check_engines() -> str | None:
    """Check both engines; return what is wrong with a file that cannot be read at all.

    No exception: the command that restores a backup begins here too.
    """
    try:
        # The writing engine first: it is the one that may turn a fresh file to WAL.
        check_settings(db.engines[WRITE])
        check_settings(db.engine)
    except DatabaseError as error:
        if isinstance(error, OperationalError):
            raise  # nobody there, or no right to it
        return str(error.orig)
    return None


def upgrade_schema() -> None:
    """Bring the current app's database to the newest schema; does nothing when it is."""
    apply_migrations(directory=str(MIGRATIONS))


def writer_engine() -> Engine:
    """Return the engine that may write (of the current app)."""
    return db.engines[WRITE]


def writer_queue() -> WriterQueue:
    """Return the fair queue in front of the writing engine (of the current app)."""
    queue: WriterQueue = current_app.extensions["six_writers"]
    return queue


@contextmanager
def writing_core() -> Iterator[Connection]:
    """One write transaction on a bare connection: committed at the end, rolled back on error.

    Raises WriterBusy when the queue does not reach this writer in time.
    """
    with writer_queue(), writer_engine().begin() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Session]:
    """One write transaction as an ORM session: committed at the end, rolled back on error.

    The scoped reading session is expired afterwards, so that a view reads what it just wrote.
    """
    with (
        writer_queue(),
        Session(writer_engine(), expire_on_commit=False) as session,
        session.begin(),
    ):
        yield session
    refresh_reads()


def refresh_reads() -> None:
    """End the reading session's snapshot: its next query sees everything committed by now."""
    session: Any = db.session
    session.rollback()
