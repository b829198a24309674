"""Stores of each engine with the places of the contract in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from server.db import writer_engine, writing
from server.log.authoring import Draft
from server.models import Account, Loss, Replica
from server.store import SqlStore, current_store
from sync.memory import MemoryStore
from tests.server.databases import bare_app, dispose
from tests.store_contract import CITY, NOW, PARENTS, TREE, World


def place_drafts() -> list[Draft]:
    """The places of the contract, as the office would state them."""
    city = Draft("place", CITY, {"type": "city", "name": "武汉市"})
    return [
        city,
        *(
            Draft("place", id, {"type": TREE[id].type, "name": id, "parent": parent})
            for id, parent in PARENTS.items()
        ),
    ]


@contextmanager
def sql_app(engine: str, folder: Path, clock: list[int]) -> Iterator[Flask]:
    """An application whose store holds people u1 and u2 and the places."""
    app = bare_app(engine, folder)
    app.config["CLOCK"] = lambda: clock[0]
    with app.app_context():
        with writing() as session:
            session.add_all(
                [Account(name="王芳", created_at=1), Account(name="李强", created_at=1)]
            )
        current_store().author(place_drafts(), "u1")
        yield app
    dispose(app)


def lost_in(app: Flask, replica: bytes) -> int:
    """How many records of a replica are declared lost and have not arrived."""
    kept = func.greatest if app.config["DATABASE_URL"].startswith("postgresql") else func.max
    statement = (
        select(Loss.n - kept(Loss.kept, Replica.head_n))
        .join(Replica, Replica.key == Loss.replica_key)
        .where(Replica.id == replica)
    )
    with writer_engine().connect() as connection:
        return max(0, connection.scalar(statement) or 0)


@contextmanager
def a_world(engine: str, folder: Path) -> Iterator[World]:
    """A world of the contract on memory, SQLite or PostgreSQL."""
    clock = [NOW]
    if engine == "memory":
        store = MemoryStore(lambda: clock[0], TREE)
        yield World(store, clock, store.lost)
        return
    with sql_app(engine, folder, clock) as app:
        sql: SqlStore = current_store()
        yield World(sql, clock, lambda replica: lost_in(app, replica))
