"""The simulator over the whole application: sign-in, HTTP, tables, on SQLite or PostgreSQL.

What happens is drawn from the seed as ever; what the invariants look at is read back from the
tables after each change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Select, Table, delete, event, select

from server.database.keys import op_id
from server.db import Base, refresh_reads, writer_engine, writing
from server.log.authoring import Draft
from server.log.rows import STATUSES, read_replica
from server.models import Chain, Feed, FeedEntry, Grant, Loss, Op, Place, Replica
from server.store import current_store
from sync.digest import Head, Step
from sync.log import FeedKey, Refiled
from sync.log import Grant as GrantHeld
from sync.log import Loss as LossSaid
from sync.memory import FeedLog, MemoryStore, OpRow
from sync.simulate import Simulation
from sync.stage import CAST, PLACES, START, Handset, Message, Parts
from tests.conftest import close_app, new_app
from tests.people import Person, signed_in
from tests.phones import ClientWire
from tests.server.databases import url_of

EXCHANGE = "/api/v1/exchange"
Rows = dict[str, list[dict[str, Any]]]


def parent_of(place: str) -> str | None:
    """Ids of the stage tell their parents."""
    if place == "c":
        return "t"
    if place.count(".") == 4:
        return ".".join(place.split(".")[:3])
    return place.rpartition(".")[0] or None


def place_drafts() -> list[Draft]:
    """The places of the stage, as the office would state them."""
    drafts = []
    for place in PLACES.values():
        fields = {"type": place.type, "name": place.id}
        if parent := parent_of(place.id):
            fields["parent"] = parent
        drafts.append(Draft("place", place.id, dict(fields)))
    return drafts


@dataclass
class Stage:
    """An application with the places and people of a run, and how it was before the first."""

    app: Flask
    people: Mapping[str, Person]
    clock: list[int]
    fresh: Rows

    def put_back(self, rows: Rows) -> None:
        """Make the database what it was when the rows were taken, as restoring a backup does."""
        with writing() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
            for table in Base.metadata.sorted_tables:
                if rows[table.name]:
                    session.execute(table.insert(), rows[table.name])
        self.app.extensions.pop("six_store", None)


def _by_key(table: Table) -> Select[Any]:
    # A place is written after the one that it lies in.
    return select(table).order_by(*table.primary_key)


def rows_now() -> Rows:
    """Every row of every table."""
    with writing() as session:
        return {
            table.name: [dict(row._mapping) for row in session.execute(_by_key(table))]
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def staged(engine: str, folder: Path) -> Iterator[Stage]:
    """A stage on a fresh database of the engine."""
    clock = [START]
    settings = {"CLOCK": lambda: clock[0], "ACCESS_MINUTES": 24 * 60}
    url = {"DATABASE_URL": url_of(engine, folder)} if engine == "postgresql" else {}
    app = new_app(folder, **settings, **url)
    with app.app_context():
        current_store().author(place_drafts(), "server")
        people = [signed_in(app, role, place, name=user) for user, place, role in CAST]
        yield Stage(app, {one.id: one for one in people}, clock, rows_now())
    close_app(app)


class Mirror(MemoryStore):
    """What the tables hold, as the invariants read it; never written but by `read`."""

    def read(self) -> None:
        """Read everything anew."""
        with writing() as session:
            replicas = {row.key: row for row in session.scalars(select(Replica))}
            names = {key: row.id for key, row in replicas.items()}
            self.replicas = {row.id: read_replica(row) for row in replicas.values()}  # type: ignore[arg-type]  # has the columns
            where: dict[tuple[int, int], str] = {}
            self.ops, places = {}, dict[bytes, dict[int, str]]()
            for op in session.scalars(select(Op).order_by(Op.replica_key, Op.n)):
                id = where[op.replica_key, op.n] = op_id(op.id)
                places.setdefault(names[op.replica_key], {})[op.n] = id
                self.ops[id] = _op_row(op, id, names[op.replica_key])
            for again in session.scalars(select(Chain)):
                id = where[again.op_replica_key, again.op_n]
                places.setdefault(names[again.replica_key], {})[again.n] = id
            self.chains = {r: [found[n] for n in sorted(found)] for r, found in places.items()}
            self._read_feeds(session.scalars(select(Feed)), session.scalars(_ENTRIES), where)
            self.losses = {
                names[loss.replica_key]: LossSaid(
                    names[loss.replica_key], loss.n, loss.kept, loss.why
                )
                for loss in session.scalars(select(Loss))
            }

    def _read_feeds(self, feeds: Any, entries: Any, where: Mapping[tuple[int, int], str]) -> None:
        self.feeds, self.numbers, self.filed = {}, {}, {}
        for feed in feeds:
            key = FeedKey(feed.place, feed.stream)
            head = Head(feed.key, feed.head_q, feed.acc, feed.lh, feed.last_rx)
            self.feeds[feed.key], self.numbers[key] = FeedLog(key, head), feed.key
        for row in entries:
            id = where[row.replica_key, row.n]
            step = Step(row.q, row.rx, row.acc, row.lh)
            self.feeds[row.feed_key].entries.append((id, step))
            self.filed[row.feed_key, id] = row.q


_ENTRIES = select(FeedEntry).order_by(FeedEntry.feed_key, FeedEntry.q)


def _op_row(op: Op, id: str, replica: bytes) -> OpRow:
    bsha = sha256(op.body).digest() if op.body is not None else op.bsha or b""
    body = None if op.body is None else op.body.decode()
    status = STATUSES[op.status]
    return OpRow(id, bsha, body, replica, op.n, status, op.why, op.flags, op.received_at)


class HttpSimulation(Simulation):
    """A run whose server is the application of a stage."""

    store: Mirror

    def __init__(self, seed: int, stage: Stage) -> None:
        self.stage = stage
        stage.put_back(stage.fresh)
        super().__init__(seed, Parts(store=Mirror))
        self.backup: Rows | None = None
        self.wires = {user: ClientWire(one.client) for user, one in stage.people.items()}
        self._write_grants()
        self.store.read()

    # ------------------------------------------------------------ what happens otherwise here

    def crash(self, handset: Handset) -> None:
        """The server dies just before it would have committed."""
        message, before = self._ask(handset), len(self.store.ops)
        with dying_at_commit():
            self._post(message, EXCHANGE, message.request)
        handset.phone.failed("network")
        self.store.read()
        if len(self.store.ops) != before:
            self.fail("S0", "half a transaction stayed")

    def back_up(self, handset: Handset) -> None:
        """A backup of the database is taken."""
        self.backup = rows_now()

    def restore(self, handset: Handset) -> None:
        """The backup is put back; usually by the book, with a new epoch."""
        if self.backup is None:
            return
        self.stage.put_back(self.backup)
        self._write_grants()
        if self.random.random() >= 0.3:
            current_store().new_epoch()
        self.store.read()
        self.seen.checked = {}
        for sealed in self.truth.values():
            if sealed.gone and sealed.id not in self.store.ops:
                sealed.excused = True

    def regrant(self, handset: Handset) -> None:
        """A person loses the building, or gets it (or another) back."""
        super().regrant(handset)
        self._write_grants()

    def admit(self, handset: Handset) -> None:
        """A supervisor lets a quarantined record in."""
        waiting = [row for row in self.store.ops.values() if row.status == "quarantined"]
        if waiting:
            row = self.random.choice(waiting)
            self._set_clock()
            with current_store().writing() as tx:
                tx.refile([Refiled(row.id, "admitted", None, (FeedKey("c.1.3", "person"),))])
            self.store.read()

    # ------------------------------------------------------------ inside

    def _serve(self, message: Message) -> bool:
        self.exchanges += 1
        status, said = self._post(message, EXCHANGE, message.request)
        self.store.read()
        if status != 200:
            if status >= 500:
                self.fail("S0", f"{status}: {said}")
            if message.sent:
                message.handset.phone.failed(said["code"])
                self._note(message.handset)
            return False
        message.answer = said
        for page in said["pages"]:
            self._may_see(message.handset.user, self.store.feeds[page["f"]].key)
        return True

    def _compare(self, handset: Handset) -> None:
        for _ in range(8):
            asked = handset.phone.check()
            if asked is None:
                return
            status, said = self._post(Message(handset, 0), f"{EXCHANGE}/check", asked)
            if status != 200:
                self.fail("S0", f"{status}: {said}")
            handset.phone.checked(said)

    def _post(self, message: Message, path: str, body: Any) -> tuple[int, Any]:
        self._set_clock()
        user = message.handset.user
        proof = {"Authorization": f"Bearer {self.stage.people[user].access}"}
        refresh_reads()
        try:
            return self.wires[user].send("POST", path, body, proof)
        except ConnectionAbortedError:
            return 0, None

    def _set_clock(self) -> None:
        self.stage.clock[0] = self.now + self.server_skew

    def _write_grants(self) -> None:
        """The grants of the run, as the office would have them in its table."""
        with writing() as session:
            keys = {id: key for key, id in session.execute(select(Place.key, Place.id))}
            session.execute(delete(Grant))
            for user, grants in self.grants.items():
                session.add_all(_grant(user, keys, each) for each in grants)


def _grant(user: str, keys: Mapping[str, int], held: GrantHeld) -> Grant:
    return Grant(
        user_key=int(user[1:]), place_key=keys[held.place], role=held.role,
        valid_from=held.valid_from, valid_to=held.valid_to, created_at=0,
    )  # fmt: skip


@contextmanager
def dying_at_commit() -> Iterator[None]:
    """Every transaction that would commit meanwhile ends as when the machine is switched off."""
    engine = writer_engine()

    def die(_: Any) -> None:
        raise ConnectionAbortedError

    event.listen(engine, "commit", die)
    try:
        yield
    finally:
        event.remove(engine, "commit", die)
