"""An import taken back whole: what was new goes, what changed is as before, or nothing is."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server.authoring import Draft
from server.db import db, writer_engine
from server.models import Audit, Place
from server.projections.rebuild import differences
from server.rules import kinds
from tests.people import Person, said, signed_in
from tests.server.test_rosters import (
    COMMUNITY,
    HEAD,
    ROSTER,
    households,
    ops,
    secretary,
    send,
    town,
)
from tests.town import author

__all__ = ["secretary", "town"]

DOOR = f"{COMMUNITY}.1.3.1.101"


def imported(person: Person, text: str = ROSTER) -> Any:
    answer = send(person, "rosters", text.encode(), place=COMMUNITY)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def undo(person: Person, made: Any) -> Any:
    return person.post("/api/v1/rosters/undo", made["undo"])


def standing_doors(app: Flask) -> int:
    with app.app_context():
        found = select(func.count()).where(Place.type == "household", Place.left.is_(False))
        return db.session.scalar(found) or 0


def test_an_import_goes_in_one_press_and_comes_back_with_the_next(
    town: Flask, secretary: Person
) -> None:
    made = imported(secretary)
    answer = undo(secretary, made)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert said(answer)["records"] == made["undo"]["records"]
    assert standing_doors(town) == 0
    again = imported(secretary)
    assert (again["added"], standing_doors(town), households(town)) == (12, 12, 12)
    with town.app_context():
        assert db.session.scalar(select(Audit.act).where(Audit.act == "import_undone"))
        with writer_engine().connect() as connection:
            assert list(differences(connection, kinds(), lambda *_: None)) == []


def test_what_an_import_changed_is_as_it_was_before(town: Flask, secretary: Person) -> None:
    imported(secretary)
    made = imported(secretary, ROSTER.replace("101,李小明", "101,王大明"))
    assert made["changed"] == 1
    assert undo(secretary, made).status_code == 200
    assert imported(secretary)["left"] == 12
    assert standing_doors(town) == 12


def test_nothing_is_taken_back_once_something_was_recorded_at_one_of_its_doors(
    town: Flask, secretary: Person
) -> None:
    made = imported(secretary)
    visit: dict[str, Any] = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOOR, visit, slot="2020-03-10/am"))
    before = ops(town)
    answer = undo(secretary, made)
    assert (answer.status_code, said(answer)["code"]) == (409, "import_used")
    assert (said(answer)["count"], said(answer)["names"]) == (1, ["101"])
    assert (ops(town), standing_doors(town)) == (before, 12)


def test_nothing_is_taken_back_once_a_later_file_changed_it_or_built_on_it(
    town: Flask, secretary: Person
) -> None:
    made = imported(secretary)
    more = imported(secretary, HEAD + "华氏儒商花园,3栋,1,4,401,赵一,13871234567,在住\n")
    assert said(undo(secretary, made))["names"] == ["401"]
    assert undo(secretary, more).status_code == 200
    imported(secretary, ROSTER.replace("101,李小明", "101,王大明"))
    assert said(undo(secretary, made))["code"] == "import_used"
    assert standing_doors(town) == 12


def test_access_to_a_building_of_the_import_keeps_it(town: Flask, secretary: Person) -> None:
    made = imported(secretary)
    signed_in(town, "building_lead", f"{COMMUNITY}.1.3")
    assert said(undo(secretary, made))["names"] == ["3栋"]


def test_only_who_imported_takes_it_back(town: Flask, secretary: Person) -> None:
    made = imported(secretary)
    other = signed_in(town, "community", COMMUNITY)
    assert undo(other, made).status_code == 404
    wrong = {"undo": {**made["undo"], "records": made["undo"]["records"] + 1}}
    assert undo(secretary, wrong).status_code == 404
    assert undo(secretary, {"undo": {"first": "x", "records": 1}}).status_code == 404
    assert standing_doors(town) == 12


def test_an_import_that_changed_nothing_has_nothing_to_take_back(secretary: Person) -> None:
    imported(secretary)
    assert imported(secretary)["undo"] is None


def test_an_operator_takes_back_a_list_of_divisions(town: Flask) -> None:
    operator = signed_in(town, "operator", None)
    text = "code,name\n420103010,新街道\n420103010001,新社区\n"
    made = said(send(operator, "places", text.encode()))
    assert undo(operator, made).status_code == 200
    with town.app_context():
        left = db.session.scalars(select(Place.left).where(Place.id.startswith("420103010")))
        assert list(left) == [True, True]
