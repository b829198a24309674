"""What several files of the server's tests begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.people import Person, signed_in
from tests.server.exports import record_a_morning
from tests.server.standings import Ladder
from tests.town import CITY, COMMUNITY, DISTRICT, STREET


@pytest.fixture
def ladder(town: Flask, clock: Clock) -> Ladder:
    return Ladder(
        town,
        signed_in(town, "community", COMMUNITY, name="肖书记"),
        signed_in(town, "street", STREET, name="街道刘"),
        signed_in(town, "district", DISTRICT, name="区指挥部"),
        signed_in(town, "city", CITY, name="市指挥部"),
        clock,
    )


@pytest.fixture
def secretary(town: Flask) -> Person:
    return signed_in(town, "community", COMMUNITY, name="肖姐")


@pytest.fixture
def morning(town: Flask, secretary: Person) -> Flask:
    """A town in which three doors, a lift, a gate and a cabbage were recorded by 8:30."""
    record_a_morning(town, secretary.id)
    return town
