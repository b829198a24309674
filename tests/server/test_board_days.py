"""Doors and areas over the days: each session as the board showed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from server.db import db
from server.log.authoring import Draft
from tests.conftest import Clock
from tests.people import Person, said
from tests.town import BUILDING, COMMUNITY, COMPOUND, DOORS, GATE, LIFT, author

TODAY = "2020-03-10"


def days(person: Person, place: str, kind: str, **query: Any) -> Any:
    asked = {"place": place, "kind": kind} | query
    answer = person.get("/api/v1/board/days", query_string=asked)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def cell(answer: Any, place: str, session: str) -> Any:
    at = [(one["day"], one["session"]) for one in answer["times"]].index((TODAY, session))
    return next(row for row in answer["rows"] if row["id"] == place)["cells"][at]


def screened(door: str, outcome: str) -> Draft:
    return Draft("screening", door, {"outcome": outcome, "method": "door"}, slot=f"{TODAY}/am")


def test_a_door_shows_what_each_session_came_to(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    made, _ = author(town, screened(DOORS[0], "normal"), screened(DOORS[1], "no_answer"))
    author(town, Draft("occupancy", DOORS[2], {"state": "vacant"}))
    clock.advance(days=1)
    answer = days(secretary, BUILDING, "screening")
    assert cell(answer, DOORS[0], "am") == {"state": "done", "code": "normal", "record": made}
    assert cell(answer, DOORS[1], "am")["state"] == "attempted"
    assert cell(answer, DOORS[0], "pm") == {"state": "missed", "code": None, "record": None}
    assert cell(answer, DOORS[2], "am")["state"] == "none"
    assert {one["state"] for one in answer["rows"][0]["cells"][:20]} == {"none"}


def test_an_area_leads_to_the_record_behind_its_cell(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    (made,) = author(town, Draft("disinfection", LIFT, {"agent": "chlorine"}, slot=f"{TODAY}/am"))
    clock.advance(days=1)
    for place in (COMMUNITY, COMPOUND, BUILDING):
        assert cell(days(secretary, place, "disinfection"), LIFT, "am")["record"] == made
    answer = days(secretary, COMMUNITY, "disinfection")
    assert [(row["id"], row["above"] and row["above"]["id"]) for row in answer["rows"]] == [
        (GATE, None), (LIFT, BUILDING)]  # fmt: skip
    assert cell(answer, GATE, "pm")["state"] == "none"


def test_an_earlier_moment_shows_the_cells_of_then(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(days=1)
    before = days(secretary, BUILDING, "screening")
    then = clock.ms
    clock.advance(hours=1)
    author(town, screened(DOORS[0], "normal"))
    assert cell(days(secretary, BUILDING, "screening"), DOORS[0], "am")["state"] == "done"
    assert days(secretary, BUILDING, "screening", known_at=then)["rows"] == before["rows"]


def test_doors_are_shown_building_by_building(secretary: Person) -> None:
    path = "/api/v1/board/days?kind={}&place={}"
    assert secretary.get(path.format("screening", COMMUNITY)).status_code == 404
    assert secretary.get(path.format("delivery", BUILDING)).status_code == 404


def test_the_areas_leave_the_desk_session_by_session(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, Draft("disinfection", LIFT, {"agent": "chlorine"}, slot=f"{TODAY}/am"))
    clock.advance(days=1)
    path = f"/api/v1/exports/area_days?place={COMMUNITY}&format=csv&lang=zh"
    lines = secretary.get(path).get_data(as_text=True).splitlines()
    assert f"华氏儒商花园,3栋,电梯A,{TODAY},早查,已消杀" in lines
    assert f"华氏儒商花园,3栋,电梯A,{TODAY},晚查,漏做" in lines


def test_more_days_need_no_more_statements(town: Flask, secretary: Person) -> None:
    counts = []
    for asked in ("1", "14"):
        said_to_database: list[str] = []
        with town.app_context(), listening(said_to_database):
            days(secretary, BUILDING, "screening", days=asked)
        counts.append(len([one for one in said_to_database if "p_slot" in one or "grant" in one]))
    assert counts[0] == counts[1] > 0


@contextmanager
def listening(to: list[str]) -> Iterator[None]:
    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        to.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
