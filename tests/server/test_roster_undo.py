"""An import taken back whole: what was new goes, what changed is as before, or nothing is."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server.db import db, writer_engine
from server.log.authoring import Draft
from server.models import Audit, Place
from server.projections.rebuild import differences
from server.rules import kinds
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.test_rosters import (
    COMMUNITY,
    HEAD,
    OTHER,
    ROSTER,
    households,
    ops,
    send,
    town,
)
from tests.town import author

__all__ = ["town"]

DOOR = f"{COMMUNITY}.1.3.1.101"


def imported(person: Person, text: str = ROSTER) -> Any:
    answer = send(person, "rosters", text.encode(), place=COMMUNITY)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def undo(person: Person, made: Any) -> Any:
    named = {name: made["undo"][name] for name in ("first", "records")}
    return person.post("/api/v1/rosters/undo", named)


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


def test_whoever_keeps_the_roster_takes_it_back_at_any_time(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    made = imported(secretary)
    stranger = signed_in(town, "community", OTHER)
    lead = signed_in(town, "building_lead", f"{COMMUNITY}.1.3", valid_to=clock.ms + 1)
    clock.advance(days=3)
    for path in ("undo", "undo/preview"):
        assert stranger.post(f"/api/v1/rosters/{path}", made["undo"]).status_code == 404
        assert lead.post(f"/api/v1/rosters/{path}", made["undo"]).status_code in (401, 403)
        wrong = {**made["undo"], "records": made["undo"]["records"] + 1}
        assert secretary.post(f"/api/v1/rosters/{path}", wrong).status_code == 404
        unknown = {"first": "x", "records": 1}
        assert secretary.post(f"/api/v1/rosters/{path}", unknown).status_code == 404
    assert standing_doors(town) == 12
    other = signed_in(town, "community", COMMUNITY, name="新来的")
    (listed,) = imports(other)
    assert (listed["act"], listed["added"], listed["taken_back"]) == ("roster_import", 12, None)
    assert undo(other, {"undo": listed}).status_code == 200
    assert standing_doors(town) == 0


def imports(person: Person) -> Any:
    answer = person.get(f"/api/v1/rosters/imports?place={COMMUNITY}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [
        {name: one[name] for name in ("first", "records", "act", "added", "taken_back")}
        for one in said(answer)["imports"]
    ]


def preview(person: Person, made: Any) -> Any:
    named = {name: made["undo"][name] for name in ("first", "records")}
    answer = person.post("/api/v1/rosters/undo/preview", named)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def test_it_is_told_before_what_would_go_and_what_stays(town: Flask, secretary: Person) -> None:
    made = imported(secretary)
    before = preview(secretary, made)
    assert before["places"] == {"compound": 1, "building": 1, "stairwell": 1, "household": 12}
    assert (before["records"], before["kept"]) == (made["undo"]["records"], 0)
    visit: dict[str, Any] = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOOR, visit, slot="2020-03-10/am"))
    after = preview(secretary, made)
    # The door, who lives there, and what it stands on: stairwell, building, compound.
    assert after["places"] == {"household": 11}
    assert (after["kept"], after["things"], after["names"]) == (6, 1, ["101"])
    assert ops(town) == made["undo"]["records"] + 9, "nothing was written"


def test_what_nothing_rests_on_goes_and_the_rest_stays_when_asked(
    town: Flask, secretary: Person
) -> None:
    made = imported(secretary)
    visit: dict[str, Any] = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOOR, visit, slot="2020-03-10/am"))
    renamed = Draft("place", f"{COMMUNITY}.1.3.1.102", {"name": "102甲"})
    author(town, renamed)
    answer = secretary.post("/api/v1/rosters/undo", {**made["undo"], "partly": True})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert said(answer)["kept"] == 9
    assert standing_doors(town) == 2
    undone, brought = imports(secretary)
    assert (undone["act"], brought["taken_back"]) == ("import_undone", "part")
    left = preview(secretary, made)
    assert (left["places"], left["kept"]) == ({}, 9), "what is gone already is passed over"
    with town.app_context(), writer_engine().connect() as connection:
        assert list(differences(connection, kinds(), lambda *_: None)) == []


def test_a_taking_back_is_taken_back(town: Flask, secretary: Person) -> None:
    made = imported(secretary)
    undone = said(undo(secretary, made))
    assert preview(secretary, undone)["returning"]["household"] == 12
    again = undo(secretary, undone)
    assert again.status_code == 200, again.get_data(as_text=True)
    assert standing_doors(town) == 12
    assert imported(secretary)["left"] == 12, "everything says what the file says"
    acts = [(one["act"], one["taken_back"]) for one in imports(secretary)]
    assert acts == [
        ("import_restored", None), ("import_undone", "whole"), ("roster_import", None),
    ]  # fmt: skip
    assert undo(secretary, undone).status_code == 409, "there is nothing left of it"
    assert undo(secretary, made).status_code == 200


def test_a_step_of_a_declaration_is_not_taken_back_as_an_import(
    town: Flask, secretary: Person
) -> None:
    imported(secretary)
    step: dict[str, Any] = {"step": "declare", "role": "community", "policy": "wuhan-2020-03",
                            "policy_version": 1}  # fmt: skip
    (op,) = author(town, Draft("standing_step", f"{COMMUNITY}.1", step), by=secretary.id)
    assert undo(secretary, {"undo": {"first": op, "records": 1}}).status_code == 404


def test_an_import_that_changed_nothing_has_nothing_to_take_back(secretary: Person) -> None:
    imported(secretary)
    assert imported(secretary)["undo"] is None


def test_an_operator_takes_back_a_list_of_divisions(town: Flask) -> None:
    operator = signed_in(town, "operator", None)
    text = "code,name\n420103010,新街道\n420103010001,新社区\n"
    made = said(send(operator, "places", text.encode()))
    listed, _ = said(operator.get("/api/v1/rosters/imports"))["imports"]
    assert (listed["act"], listed["first"]) == ("places_import", made["undo"]["first"])
    assert undo(operator, {"undo": listed}).status_code == 200
    undone, *_ = said(operator.get("/api/v1/rosters/imports"))["imports"]
    assert undone["act"] == "import_undone"
    with town.app_context():
        left = db.session.scalars(select(Place.left).where(Place.id.startswith("420103010")))
        assert list(left) == [True, True]
