"""What an exchange asks of the database: never to look through what is stored."""

from collections.abc import Iterator

import pytest
from flask import Flask

from server.db import db, writer_engine, writing
from server.models import Account
from server.store import current_store
from tests.people import Person, signed_in
from tests.server.heard import heard
from tests.server.test_exchange import URL, request_of, tap
from tests.server.worlds import place_drafts
from tests.store_contract import BUILDING, COMMUNITY

COMPOUND = f"{COMMUNITY}.1"
HOLDERS = (("building_lead", BUILDING), ("grid_worker", COMPOUND), ("community", COMMUNITY))


@pytest.fixture
def town(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        with writing() as session:
            session.add(Account(name="office", created_at=1))
        current_store().author(place_drafts(), "u1")
        yield app


def plans(statements: list[str]) -> Iterator[tuple[str, str]]:
    with writer_engine().connect() as connection:
        for sql in dict.fromkeys(statements):
            if sql.split(" ", 1)[0] in ("SELECT", "UPDATE", "DELETE"):
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"):
                    yield row[3], sql


def exchange(who: Person) -> None:
    answer = who.post(URL, request_of(tap(who, 1), tap(who, 2)))
    assert answer.status_code == 200
    assert who.get(f"{URL}/heads").status_code == 200


@pytest.mark.parametrize(("role", "place"), HOLDERS)
def test_no_statement_of_an_exchange_looks_through_a_table(
    town: Flask, role: str, place: str
) -> None:
    who = signed_in(town, role, place)
    with heard() as statements:
        exchange(who)
    tables = set(db.metadata.tables)
    found = [
        (plan, sql)
        for plan, sql in plans(statements)
        if plan.startswith("SCAN") and plan.split()[1].strip('"') in tables
    ]
    assert len(statements) > 20
    assert found == []
