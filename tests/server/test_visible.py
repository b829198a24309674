"""What lies below a place, asked for by the one column that leads there."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.models import Place
from server.visible import below, within
from tests.town import BUILDING, CITY, COMMUNITY, COMPOUND, DOOR, LIFT, STREET


@pytest.mark.parametrize("top", [CITY, STREET, COMMUNITY, COMPOUND, BUILDING, DOOR, LIFT])
def test_the_same_places_lie_within_a_place_as_lie_below_it(town: Flask, top: str) -> None:
    with town.app_context():
        place = db.session.scalars(select(Place).where(Place.id == top)).one()
        found = [
            set(db.session.scalars(select(Place.id).where(condition)))
            for condition in (within(place), below([place.key]))
        ]
        assert found[0] == found[1]
        assert top in found[0]


def test_the_records_of_a_compound_open_without_a_look_at_all_of_the_city(town: Flask) -> None:
    with town.app_context():
        place = db.session.scalars(select(Place).where(Place.id == COMPOUND)).one()
        statement = (
            select(Place.key)
            .where(within(place))
            .compile(db.engine, compile_kwargs={"literal_binds": True})
        )
        with db.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    assert all("SCAN" not in str(row) for row in plan)
