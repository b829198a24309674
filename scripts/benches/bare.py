"""Bare inserts: every row that exchanges left, written once more with nothing in between.

The same tables with the same indexes and the same rows in them before, the same settings of
durability and checkpoints, and one transaction for the rows of each batch. Rows that a batch
restates (its replica, the head of its feed, the counts of its building) are restated here too.
"""

# ruff: noqa: S608  every part of the statements is ours

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import psycopg
import pysqlite3

from server.database.engine import CHECKPOINT_PAGES
from server.db import db

_THESE = "replica_key = 2 AND n BETWEEN {first} AND {last}"  # replica 1 is the office
_OPS = f"(SELECT id, n FROM op WHERE {_THESE}) o"
INSERTED = {
    "op": f"SELECT * FROM op WHERE {_THESE} ORDER BY n",
    "feed_entry": f"SELECT * FROM feed_entry WHERE {_THESE} ORDER BY n",
    "p_record": f"SELECT * FROM p_record WHERE {_THESE} ORDER BY n",
    "p_slot": f"SELECT s.* FROM p_slot s JOIN {_OPS} ON o.id = s.root ORDER BY o.n",
}
RESTATED = {
    "replica": "SELECT * FROM replica WHERE key = 2",
    "feed": f"SELECT * FROM feed WHERE key IN (SELECT feed_key FROM feed_entry WHERE {_THESE})",
    "p_cover": "SELECT DISTINCT c.* FROM p_cover c JOIN place p ON p.building_key = c.scope_key"
    " JOIN p_slot s ON s.place_key = p.key AND s.kind = c.kind AND s.day = c.day"
    f" JOIN {_OPS} ON o.id = s.root",
}
Batch: TypeAlias = Sequence[tuple[str, Sequence[Any]]]  # statements, each with its rows


class Bare(Protocol):
    """A bare database beside ours."""

    def rows(self, first: int, last: int) -> Batch:
        """Return what ops ``first`` to ``last`` of the phone's chain left, as statements."""
        ...

    def write(self, batch: Batch) -> None:
        """Write it in one transaction."""
        ...


class BareSqlite:
    """A file beside ours, by the driver that ours uses."""

    def __init__(self, path: Path) -> None:
        self.base = pysqlite3.connect(str(path), isolation_level=None)
        self.base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}"
        )
        ours = pysqlite3.connect(str(db.engine.url.database))
        made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql > '' ORDER BY type DESC"
        for name in INSERTED | RESTATED:
            for (sql,) in ours.execute(made, (name,)):
                self.base.execute(sql)
        self.ours = ours
        # Keys are hashes: how many pages a batch touches depends on how many rows there are.
        self.base.execute("ATTACH ? AS ours", (db.engine.url.database,))
        for name in INSERTED | RESTATED:
            self.base.execute(f"INSERT INTO main.{name} SELECT * FROM ours.{name}")
        self.base.execute("DETACH ours")

    def rows(self, first: int, last: int) -> Batch:
        """See `Bare.rows`."""
        return [
            (_statement(name, rows, "?"), rows)
            for name, sql in (INSERTED | RESTATED).items()
            if (rows := self.ours.execute(sql.format(first=first, last=last)).fetchall())
        ]

    def write(self, batch: Batch) -> None:
        """See `Bare.write`."""
        self.base.execute("BEGIN IMMEDIATE")
        for statement, rows in batch:
            self.base.executemany(statement, rows)
        self.base.execute("COMMIT")


class BarePostgres:
    """A schema beside ours, by the driver that ours uses."""

    def __init__(self, base: psycopg.Connection[Any]) -> None:
        self.base = base
        base.execute("CREATE SCHEMA bare")
        for name in INSERTED | RESTATED:
            base.execute(f"CREATE TABLE bare.{name} (LIKE {name} INCLUDING ALL)".encode())
            base.execute(f"INSERT INTO bare.{name} SELECT * FROM {name}".encode())

    def rows(self, first: int, last: int) -> Batch:
        """See `Bare.rows`."""
        found = []
        for name, sql in (INSERTED | RESTATED).items():
            rows = self.base.execute(sql.format(first=first, last=last).encode()).fetchall()
            if rows:
                found.append((_statement(name, rows, "%s", "bare."), rows))
        return found

    def write(self, batch: Batch) -> None:
        """See `Bare.write`."""
        with self.base.transaction(), self.base.cursor() as cursor:
            for statement, rows in batch:
                cursor.executemany(statement.encode(), rows)


@contextmanager
def bare_postgres() -> Iterator[BarePostgres]:
    """Connect to the database of the current app for bare inserts."""
    url = db.engine.url
    with psycopg.connect(
        host=str(url.query["host"]), user="postgres", dbname=url.database, autocommit=True
    ) as base:
        yield BarePostgres(base)


def _statement(name: str, rows: Sequence[Sequence[Any]], mark: str, schema: str = "") -> str:
    marks = ",".join([mark] * len(rows[0]))
    plain = f"INSERT INTO {schema}{name} VALUES ({marks})"
    if name not in RESTATED:
        return plain
    table = db.metadata.tables[name]
    keys = ",".join(f'"{column.name}"' for column in table.primary_key)
    others = [column.name for column in table.columns if not column.primary_key]
    change = ",".join(f'"{other}" = excluded."{other}"' for other in others)
    return f"{plain} ON CONFLICT ({keys}) DO UPDATE SET {change}"
