"""The log over SQL: `sync.log.Store`, and the ops that the server seals itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from secrets import token_bytes, token_urlsafe
from time import monotonic

from flask import current_app
from sqlalchemy import Connection, Engine, select

from server.database.bulk import insert_for
from server.database.keys import SERVER
from server.database.queue import WriterQueue
from server.database.sharing import sharing
from server.db import db, writer_engine, writer_queue
from server.log.authoring import Author, Draft
from server.log.reading import SqlReading
from server.log.writing import SqlWriting
from server.models import Setting
from server.phones.pulled import Pulled, note_pulled
from server.rules import kinds, policy
from sync.kinds import Kind
from sync.log import Refiled
from sync.ops import bytes_to_text, text_to_bytes
from sync.policy import Policy

EPOCH = "epoch"
EPOCH_S = 5.0  # for so long a process may go on telling phones of the life before
REPLICA = "server_replica"


class SqlStore:
    """`sync.log.Store` over two engines; it needs no application context, so threads share it."""

    def __init__(
        self,
        reader: Engine,
        writer: Engine,
        queue: WriterQueue,
        clock: Callable[[], int],
        kinds: Mapping[str, Kind],
        policy: Policy,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._queue = queue
        self._kinds = kinds
        self._policy = policy
        self._epoch: tuple[str, float] | None = None
        self.pulled = Pulled(reader)
        self.epoch_s = EPOCH_S
        self.now = clock

    def epoch(self) -> str:
        """Return the id of this life of the database, made when it was first asked for.

        Another process may have begun a new one below us: it is read again every few seconds.
        """
        now = monotonic()
        if self._epoch is None or now - self._epoch[1] >= self.epoch_s:
            self._epoch = self._setting(EPOCH, _random_epoch), now
        return self._epoch[0]

    def new_epoch(self) -> str:
        """Begin a new life, as every restore of a backup must; return its id."""
        epoch = _random_epoch()
        with self._queue, self._writer.begin() as connection:
            statement = insert_for(connection.dialect.name, Setting)
            statement = statement.on_conflict_do_update(
                index_elements=["name"], set_={"value": statement.excluded.value}
            )
            connection.execute(statement, {"name": EPOCH, "value": epoch})
        self._epoch = epoch, monotonic()
        return epoch

    @contextmanager
    def writing(self) -> Iterator[SqlWriting]:
        """Open a write transaction: committed durably at the end, rolled back on any error.

        Writers that wait for each other share one, see ``server.database.sharing``. What phones
        were sent of people goes into the audit along with it, where that is due.
        """
        now = self.now()
        due = self.pulled.due(now)
        try:
            with self._transaction() as connection:
                yield SqlWriting(connection, self._kinds, self._policy, self.now)
                note_pulled(connection, due, now)
        except BaseException:
            self.pulled.give_back(due, now)
            raise

    def _transaction(self) -> AbstractContextManager[Connection]:
        if self._queue.limited:
            return sharing(self._writer, self._queue)
        return self._writer.begin()

    def author(
        self,
        drafts: Sequence[Draft],
        by_user: str,
        progress: Callable[[int], None] = lambda done: None,
        moves: Sequence[Refiled] = (),
        guard: Callable[[Connection], None] = lambda run: None,
    ) -> list[str]:
        """Seal and append ops of the server's own replica, all or none; return their ids.

        ``progress`` is told how many are stored so far; ``moves`` are what the ops decide about
        others, done in the same transaction. ``guard`` looks once more, alone with the replica,
        and raises where nothing shall be written. Raises Unauthorable.
        """
        if not drafts:
            return []
        replica = self._server_replica()
        # A roster takes its time: nobody shall wait for it to be told that a record is stored.
        with self._queue, self._writer.begin() as connection:
            tx = SqlWriting(connection, self._kinds, self._policy, self.now)
            tx.replica(replica, SERVER, None, self.now())
            guard(tx.connection)
            author = Author(tx, self._kinds, replica, by_user, self.now())
            ids = author.write(drafts, progress)
            if moves:
                tx.refile(moves)
            return ids

    def _server_replica(self) -> bytes:
        """Return the id of the replica that the server writes in, made when first asked for."""
        return text_to_bytes(self._setting(REPLICA, lambda: bytes_to_text(token_bytes(16))), 16)

    def _setting(self, name: str, make: Callable[[], str]) -> str:
        asked = select(Setting.value).where(Setting.name == name)
        with self._reader.connect() as connection:
            found = connection.scalar(asked)
        if found is not None:
            return found
        with self._queue, self._writer.begin() as connection:
            statement = insert_for(connection.dialect.name, Setting).on_conflict_do_nothing()
            connection.execute(statement, {"name": name, "value": make()})
            return connection.scalars(asked).one()

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """Open a read snapshot."""
        with self._reader.connect() as connection, connection.begin():
            yield SqlReading(connection)


def _random_epoch() -> str:
    return token_urlsafe(9)


def current_store() -> SqlStore:
    """Return the store of the current app, made when it is first asked for."""
    store: SqlStore | None = current_app.extensions.get("six_store")
    if store is None:
        clock = current_app.config["CLOCK"]
        store = SqlStore(db.engine, writer_engine(), writer_queue(), clock, kinds(), policy())
        current_app.extensions["six_store"] = store
    return store
