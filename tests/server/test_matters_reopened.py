"""A decision about two accounts taken back: both stand side by side again, with who said them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.db import writer_engine
from server.projections.rebuild import differences
from server.rules import kinds
from tests.conftest import Clock
from tests.people import Person, said
from tests.server.test_matters import lead, listed, stranger, worker
from tests.server.test_matters_settled import (
    amend,
    board_state,
    conflict,
    record,
    settle,
    two_records,
)
from tests.town import DOOR

__all__ = ["conflict", "lead", "stranger", "two_records", "worker"]


def reopen(person: Person, matter: Any, ops: list[str]) -> Any:
    body = {"records": matter["records"], "ops": ops, "note": "点错了"}
    return person.post("/api/v1/matters/reopen", body)


def told_sides(matter: Any) -> list[Any]:
    """The accounts as people see them: who, when, how and what, not which op says it now."""
    return [{name: of for name, of in side.items() if name != "id"} for side in matter["sides"]]


@pytest.mark.parametrize("take", [0, 1, None])
def test_a_decision_between_two_values_is_taken_back(
    town: Flask, secretary: Person, conflict: Any, clock: Clock, take: int | None
) -> None:
    (id,) = conflict["records"]
    before = record(secretary, id)
    clock.advance(minutes=5)
    side = None if take is None else conflict["sides"][take]["id"]
    ops = said(settle(secretary, conflict, side, "先后两次"))["ops"]
    assert listed(secretary) == []
    clock.advance(minutes=5)
    assert reopen(secretary, conflict, ops).status_code == 200
    after = record(secretary, id)
    assert after["conflicts"] == before["conflicts"]
    values = ({name: of["value"] for name, of in one["fields"].items()} for one in (before, after))
    assert next(values) == next(values)
    (again,) = listed(secretary)
    assert told_sides(again) == told_sides(conflict)
    assert (again["since"], again["severity"]) == (conflict["since"], conflict["severity"])
    assert settle(secretary, again, again["sides"][1]["id"]).status_code == 200
    assert listed(secretary) == []
    with town.app_context(), writer_engine().connect() as connection:
        assert list(differences(connection, kinds(), lambda *_: None)) == []


@pytest.mark.parametrize("take", [0, None])
def test_a_decision_between_two_records_is_taken_back(
    secretary: Person, two_records: Any, clock: Clock, take: int | None
) -> None:
    matter = two_records
    clock.advance(minutes=5)
    side = None if take is None else matter["sides"][take]["id"]
    ops = said(settle(secretary, matter, side, "先后两次"))["ops"]
    assert listed(secretary) == []
    clock.advance(minutes=5)
    assert reopen(secretary, matter, ops).status_code == 200
    (again,) = listed(secretary)
    assert again | {"heads": []} == matter | {"heads": []}
    assert board_state(secretary, DOOR) == ("done", "exception")


def test_what_somebody_changed_since_is_not_taken_back(
    secretary: Person, conflict: Any, clock: Clock
) -> None:
    (id,) = conflict["records"]
    ops = said(settle(secretary, conflict, conflict["sides"][0]["id"]))["ops"]
    clock.advance(minutes=1)
    assert amend(secretary, id, {"outcome": "refused"}).status_code == 200
    assert reopen(secretary, conflict, ops).status_code == 409
    assert record(secretary, id)["fields"]["outcome"]["value"] == "refused"


def test_what_a_phone_said_is_no_decision(secretary: Person, conflict: Any) -> None:
    assert reopen(secretary, conflict, [conflict["sides"][0]["id"]]).status_code == 422
    assert reopen(secretary, conflict, ["A" * 22]).status_code == 422
