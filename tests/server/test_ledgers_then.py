"""What a ledger said at a moment it says ever after, when it is looked back at."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from werkzeug.test import TestResponse

from server.db import db
from server.log.authoring import Draft
from server.models import Place
from server.reports.building_days import building_day_rows
from server.reports.fill import record_rows
from server.reports.ledger import BUILDING_DAYS, CRITERIA, load_ledgers
from server.reports.recorded_then import recorded_at
from server.reports.records import Span
from server.store import current_store
from sync.days import HOUR
from sync.kinds import VOID
from tests import town as here
from tests.conftest import Clock
from tests.people import Person, signed_in
from tests.server.test_board_then import born, lived, restate
from tests.server.test_projections import DOORS
from tests.server.test_remembered import Life, template
from tests.store_contract import COMMUNITY, COMPOUND
from tests.town import author

__all__ = ["template"]
LEDGERS = [one for one in load_ledgers().values() if one.rows != CRITERIA]
SPAN = Span("2020-03-08", "2020-03-11")


def introduce(life: Life) -> None:
    """The desk says whom to call behind a door, and how many live there."""
    door = life.chance.choice(DOORS)
    drafts = [
        Draft("contact", door, {"head": life.chance.choice("赵钱孙"), "phone": "13812341234"}),
        Draft("occupancy", door, {"state": "occupied", "people": life.chance.randrange(1, 9)}),
    ]
    current_store().author([life.chance.choice(drafts)], "u1")


def filled(known_at: int | None) -> dict[str, Any]:
    """The rows of every ledger, and how many records were announced."""
    db.session.rollback()
    found: dict[str, Any] = {}
    for place in db.session.query(Place).where(Place.id.in_((COMMUNITY, COMPOUND))):
        for ledger in LEDGERS:
            recorded, name = recorded_at(place, known_at), f"{ledger.id} {place.type}"
            if ledger.rows == BUILDING_DAYS:
                found[name] = list(building_day_rows(ledger, recorded, SPAN, "zh"))
                continue
            found[name] = list(record_rows(ledger, recorded, SPAN, "zh", named=True))
            counted = recorded.count(ledger.kind, SPAN)
            assert counted == len(found[name]) - (ledger.adds_up and counted > 0)
    return found


@settings(
    max_examples=5, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(chance=st.randoms(use_true_random=False), length=st.integers(4, 9))
def test_a_ledger_says_ever_after_what_it_said_at_a_moment(
    template: tuple[Path, dict[str, str]],
    tmp_path_factory: Any,
    chance: random.Random,
    length: int,
) -> None:
    with born(template, tmp_path_factory.mktemp("then"), chance) as life:
        acts: list[Callable[[], None]] = [*[life.tell] * 4, *[lambda: restate(life)] * 2]
        acts += [lambda: introduce(life)] * 2
        for at, was, found in lived(life, length, acts, filled):
            assert found == was, at


def export(person: Person, table: str, **query: str) -> TestResponse:
    asked = {"place": here.COMMUNITY, "from": "2020-03-09", "to": "2020-03-10"} | query
    return person.get(f"/api/v1/exports/{table}", query_string=asked)


def rows(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_ledger_looked_back_at_names_places_and_goods_as_they_were_and_says_since_when(
    town: Flask, clock: Clock
) -> None:
    secretary = signed_in(town, "community", here.COMMUNITY, name="肖姐")
    visit: dict[str, Any] = {"outcome": "normal", "method": "door"}
    at = clock.ms - HOUR
    goods: dict[str, Any] = {"item": "白菜", "quantity": 9, "priority": ["medical"]}
    (batch,) = author(town, Draft("supply_batch", here.COMPOUND, goods))
    # A whole floor written down at one moment stands in the order of its doors.
    visits = author(
        town, *(Draft("screening", door, visit, slot="2020-03-10/am", at=at) for door in here.DOORS)
    )
    given: dict[str, Any] = {
        "outcome": "delivered",
        "batch": batch,
        "quantity": 1,
        "reason": "medical",
    }
    author(town, Draft("delivery", here.DOOR, given, at=at))
    then, known_at = asked(secretary), str(clock.ms)
    clock.advance(minutes=5)
    first, second, *_ = visits
    author(
        town,
        Draft("place", here.COMMUNITY, {"name": "新名社区"}),
        Draft("place", here.BUILDING, {"name": "三号楼"}),
        Draft("place", here.DOORS[1], {"sort": 1, "name": "壹零贰"}),
        Draft("place", here.DOORS[5], {VOID: True}),
        Draft("supply_batch", here.COMPOUND, {"item": "萝卜"}, root=batch, parents=[batch]),
        Draft("screening", here.DOOR, {VOID: True}, root=first, parents=[first]),
        Draft("screening", here.DOORS[1], {"outcome": "refused"}, root=second, parents=[second]),
    )
    assert asked(secretary) != then
    assert asked(secretary, known_at=known_at) == then
    book = openpyxl.load_workbook(
        io.BytesIO(export(secretary, "screening", known_at=known_at).data)
    )
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert any("西桥社区" in cell for cell in cells), "the place by the name that it had"
    assert not any("新名社区" in cell for cell in cells)
    assert any("2020-03-10 08:30" in cell for cell in cells), "as known at"
    paper = export(secretary, "screening", known_at=known_at, format="pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    assert "2020-03-10 08:30" in text


def asked(person: Person, **query: str) -> dict[str, Any]:
    tables = ("screening", "screening_days", "delivery", "disinfection", "gate")
    return {table: rows(export(person, table, format="csv", **query)) for table in tables}
