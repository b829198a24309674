"""What a test hears the application say to SQLite, whichever way it goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from server.db import db, writer_engine


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect the statements that reach SQLite meanwhile, with their values."""
    said: list[str] = []

    def listen(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(said.append)

    engines = (db.engine, writer_engine())
    for engine in engines:
        event.listen(engine, "checkout", listen)
    db.session.remove()
    yield said
    for engine in engines:
        event.remove(engine, "checkout", listen)
