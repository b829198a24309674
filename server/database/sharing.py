"""Writers that wait for each other share one transaction, and so one flush of the disk.

A writer that is done hands the open transaction to the next in line, if that one shares it too; the
last one commits, and only then does any of them go on. So whoever is told that something was stored
is told so after the commit, as ever. What fails is undone alone, up to where it began.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from sqlalchemy import Connection, Engine

from server.database.bulk import driving
from server.database.queue import WriterQueue

MOST = 16  # writers in one transaction: the first of them must not wait for ever


class Shared:
    """A transaction under way, and what becomes of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.members = 0
        self._transaction = connection.begin()
        self._spoilt: BaseException | None = None
        self._ended = Event()

    @property
    def open(self) -> bool:
        """Whether one more may join."""
        return self._spoilt is None and self.members < MOST

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """Do one writer's part; undone by itself when it raises."""
        self.members += 1
        if self.members > 1:
            self._say("SAVEPOINT part")
        try:
            yield self.connection
        except BaseException as error:
            self._undo(error)
            raise
        if self.members > 1:
            self._say("RELEASE part")

    def _undo(self, error: BaseException) -> None:
        if self.members == 1:
            self._spoilt = error  # nobody else is in it
            return
        try:
            self._say("ROLLBACK TO part")
            self._say("RELEASE part")
        except BaseException as broken:
            self._spoilt = broken

    def _say(self, sql: str) -> None:
        with driving(self.connection, sql) as cursor:
            cursor.execute(sql)

    def end(self) -> None:
        """Commit what everybody did, or nothing; wake those who wait for it."""
        try:
            with self.connection, self._transaction:
                if self._spoilt is not None:
                    self._transaction.rollback()
        except BaseException as error:
            self._spoilt = error
        finally:
            self._ended.set()

    def wait(self) -> None:
        """Return when everything is stored; raise what has prevented it."""
        self._ended.wait()
        if self._spoilt is not None:
            raise self._spoilt


@contextmanager
def sharing(engine: Engine, queue: WriterQueue) -> Iterator[Connection]:
    """One write transaction, shared with writers that wait meanwhile; durable when this ends."""
    queue.enter(shares=True)
    try:
        shared = queue.shared
        if shared is None:
            shared = Shared(engine.connect())
    except BaseException:
        queue.leave()
        raise
    try:
        with shared.part() as connection:
            yield connection
    finally:
        if not (shared.open and queue.hand_on(shared)):
            shared.end()
            queue.leave()
    shared.wait()
