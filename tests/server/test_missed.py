"""Missed rounds: what was not done, what is not heard of yet, who was on duty, what was said."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import delete, update

from server.db import writing
from server.log.authoring import Draft
from server.models import PCover, Replica
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import (
    BUILDING,
    COMMUNITY,
    COMPOUND,
    DOORS,
    GATE,
    LIFT,
    SIBLING_BUILDING,
    STREET,
    author,
)

TODAY, YESTERDAY = "2020-03-10", "2020-03-09"
PATH = "/api/v1/missed"


def missed(person: Person, **query: Any) -> Any:
    answer = person.get(PATH, query_string={"place": COMMUNITY} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def round_of(answer: Any, place: str, session: str = "am", day: str = TODAY) -> Any:
    at = [(time["day"], time["session"]) for time in answer["times"]].index((day, session))
    return next(row for row in answer["rows"] if row["id"] == place)["rounds"][at]


def opened(person: Person, place: str, session: str = "am", **query: Any) -> Any:
    asked = {"place": place, "day": TODAY, "session": session} | query
    answer = person.get(f"{PATH}/round", query_string=asked)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def explain(person: Person, place: str = BUILDING, reason: str = "停电") -> Any:
    body = {"place": place, "day": TODAY, "session": "am", "reason": reason}
    return person.post(f"{PATH}/explanations", body)


def screened(door: str, outcome: str = "normal") -> Draft:
    return Draft("screening", door, {"outcome": outcome, "method": "door"}, slot=f"{TODAY}/am")


def visit_all_but(town: Flask, *left: str) -> None:
    author(town, *(screened(door) for door in DOORS if door not in left))


def test_each_round_says_how_much_is_missing(town: Flask, secretary: Person, clock: Clock) -> None:
    visit_all_but(town, DOORS[4], DOORS[5])
    clock.advance(days=1)
    answer = missed(secretary)
    assert round_of(answer, BUILDING) == {
        "state": "missed", "missing": 2, "due": 6, "explained": False}  # fmt: skip
    assert round_of(answer, SIBLING_BUILDING)["missing"] == 6
    assert [time["session"] for time in answer["times"]][-3:] == ["am", "pm", "am"]
    assert len({time["day"] for time in answer["times"]}) == 14


def test_what_was_only_tried_is_told_apart(town: Flask, secretary: Person, clock: Clock) -> None:
    visit_all_but(town, DOORS[5])
    author(town, screened(DOORS[5], "no_answer"))
    clock.advance(days=1)
    assert round_of(missed(secretary), BUILDING)["state"] == "attempted"


def test_a_round_that_is_whole_or_still_runs_is_not_missed(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    assert round_of(missed(secretary), BUILDING)["state"] == "open"
    visit_all_but(town)
    clock.advance(days=1)
    assert round_of(missed(secretary), BUILDING) == {
        "state": "done", "missing": 0, "due": 6, "explained": False}  # fmt: skip


def test_nothing_was_owed_before_a_place_was_on_the_register(secretary: Person) -> None:
    answer = missed(secretary)
    assert {round_of(answer, place, day=YESTERDAY)["state"] for place in (BUILDING, LIFT)} == {
        "none"
    }


def test_an_area_is_owed_in_its_own_sessions(town: Flask, secretary: Person, clock: Clock) -> None:
    author(town, Draft("disinfection", LIFT, {"agent": "chlorine"}, slot=f"{TODAY}/pm"))
    clock.advance(days=1)
    answer = missed(secretary)
    states = {
        (id, s): round_of(answer, id, s)["state"] for id in (LIFT, GATE) for s in ("am", "pm")
    }
    assert states == {
        (LIFT, "am"): "missed", (LIFT, "pm"): "done",
        (GATE, "am"): "missed", (GATE, "pm"): "none"}  # fmt: skip


def test_a_silent_phone_keeps_a_round_from_being_called_missed(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = signed_in(town, "building_lead", BUILDING, name="王姨")
    HttpPhone(ClientWire(lead.client), clock, lead.id, lead.access).exchange()
    clock.advance(days=1)
    assert round_of(missed(secretary), BUILDING)["state"] == "not_yet_known"
    found = opened(secretary, BUILDING)
    assert [(one["name"], one["role"]) for one in found["on_duty"]] == [("王姨", "building_lead")]
    assert [one["name"] for one in found["silent"]] == ["王姨"]
    assert {door["state"] for door in found["doors"]} == {"not_yet_known"}
    with town.app_context(), writing() as session:
        session.execute(update(Replica).values(drained_at=clock.ms))
    assert round_of(missed(secretary), BUILDING)["state"] == "missed"
    assert opened(secretary, BUILDING)["silent"] == []


def test_who_was_on_duty_is_whom_the_register_named_then(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, Draft("assignment", BUILDING, {"lead": "王桂兰", "deputy": "李建国"}))
    clock.advance(days=1)
    author(town, Draft("assignment", BUILDING, {"lead": "张敏"}))
    found = opened(secretary, BUILDING)
    assert [(one["name"], one["role"]) for one in found["on_duty"]] == [
        ("王桂兰", "lead"), ("李建国", "deputy")]  # fmt: skip
    assert opened(secretary, LIFT)["on_duty"] == found["on_duty"]


def test_an_assignment_entered_afterwards_counts_on_its_days(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(days=1)
    author(town, Draft("assignment", COMPOUND, {"lead": "刘楼长", "until_on": TODAY}))
    assert [one["name"] for one in opened(secretary, BUILDING)["on_duty"]] == ["刘楼长"]
    assert opened(secretary, BUILDING, day="2020-03-11")["on_duty"] == []


def test_upper_levels_see_no_worker_by_name(town: Flask, clock: Clock) -> None:
    author(town, Draft("assignment", BUILDING, {"lead": "王桂兰"}))
    clock.advance(days=1)
    street = signed_in(town, "street", STREET)
    assert [one["name"] for one in opened(street, BUILDING)["on_duty"]] == ["王**"]


def test_a_missed_round_is_explained_and_stays_missed(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(days=1)
    made = said(explain(secretary))
    cell = round_of(missed(secretary), BUILDING)
    assert (cell["state"], cell["missing"], cell["explained"]) == ("missed", 6, True)
    (one,) = opened(secretary, BUILDING)["explanations"]
    assert (one["reason"], one["by"], one["voided"]) == ("停电", "肖姐", False)
    assert one["record"] == made["record"]
    assert said(secretary.get(f"/api/v1/records/{made['record']}"))["record"]["slot"]


def test_explaining_again_changes_the_reason_and_an_undo_takes_it_back(
    secretary: Person, clock: Clock
) -> None:
    clock.advance(days=1)
    first = said(explain(secretary))
    clock.advance(minutes=1)
    second = said(explain(secretary, reason="电梯停了"))
    assert second["record"] == first["record"]
    assert [one["reason"] for one in opened(secretary, BUILDING)["explanations"]] == ["电梯停了"]
    undo = secretary.post("/api/v1/register/undo", {"ops": second["ops"]})
    assert undo.status_code == 200
    assert [one["reason"] for one in opened(secretary, BUILDING)["explanations"]] == ["停电"]


def test_an_explanation_taken_back_stays_readable(secretary: Person, clock: Clock) -> None:
    clock.advance(days=1)
    made = said(explain(secretary))
    assert secretary.post("/api/v1/register/undo", {"ops": made["ops"]}).status_code == 200
    assert round_of(missed(secretary), BUILDING)["explained"] is False
    assert [one["voided"] for one in opened(secretary, BUILDING)["explanations"]] == [True]


def test_nothing_is_explained_that_is_not_missing(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    assert explain(secretary).status_code == 422  # it still runs
    visit_all_but(town)
    clock.advance(days=1)
    assert explain(secretary).status_code == 422  # it was made
    assert secretary.get(f"{PATH}/round?place={BUILDING}&day={TODAY}&session=x").status_code == 404


def test_the_page_shows_what_was_known_then(town: Flask, secretary: Person, clock: Clock) -> None:
    visit_all_but(town, DOORS[5])
    clock.advance(days=1)
    then = clock.ms
    before = missed(secretary)
    clock.advance(hours=1)
    author(town, screened(DOORS[5]))
    explain(secretary, LIFT)
    assert round_of(missed(secretary), BUILDING)["state"] == "done"
    past = missed(secretary, known_at=then)
    assert past["rows"] == before["rows"]
    assert opened(secretary, LIFT, known_at=then)["explanations"] == []
    assert [door["id"] for door in opened(secretary, BUILDING, known_at=then)["doors"]] == [
        DOORS[5]
    ]


def test_kept_counts_are_what_counting_door_by_door_gives(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    visit_all_but(town, DOORS[4], DOORS[5])
    author(town, screened(DOORS[4], "refused"), Draft("occupancy", DOORS[5], {"state": "vacant"}))
    clock.advance(days=1)
    live = missed(secretary)
    clock.advance(hours=1)
    with town.app_context(), writing() as session:
        session.execute(delete(PCover))
    assert missed(secretary, known_at=clock.ms - 1)["rows"] == live["rows"]


def test_the_export_lists_the_gaps_with_what_was_said(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    visit_all_but(town, DOORS[5])
    clock.advance(days=1)
    explain(secretary, reason="停电")
    path = f"/api/v1/exports/missed?place={COMMUNITY}&format=csv&lang=zh"
    lines = secretary.get(path).get_data(as_text=True).splitlines()
    assert f"华氏儒商花园,3栋,{TODAY},早查,漏查,1,6,停电" in lines
    assert sum(f",{TODAY},早查," in line for line in lines) == 4  # two buildings, lift and gate
