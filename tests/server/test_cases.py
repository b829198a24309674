"""People of concern at the desk: who, since when, on which day; and the events recorded there."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.log.authoring import Draft
from server.models import Audit, Place
from sync.days import HOUR, day_start
from sync.kinds import VOID
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.exports import rows_of
from tests.server.test_matters import phone
from tests.town import COMMUNITY, COMPOUND, DOOR, FOREIGN_DOOR, STREET, author


def happened(teller: Person, /, event: str, on: str = "2020-03-10", **more: Any) -> Any:
    body = {"place": DOOR, "category": "fever", "event": event, "happened_on": on, **more}
    return teller.post("/api/v1/cases", body)


def cases(person: Person, place: str = COMPOUND) -> list[Any]:
    answer = person.get(f"/api/v1/cases?place={place}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(said(answer)["cases"])


def test_an_opened_case_is_listed_with_its_day(secretary: Person, clock: Clock) -> None:
    made = said(happened(secretary, "opened", basis="体温 37.8", name_masked="李建国"))
    clock.advance(days=2)
    (one,) = cases(secretary)
    assert (one["id"], one["who"], one["category"]) == (made["person"], "李**", "fever")
    assert (one["since"], one["day_number"], one["days"]) == ("2020-03-10", 3, None)
    assert (one["place"]["name"], one["compound"]["id"]) == ("3栋 101", COMPOUND)
    assert one["state"] == "open"
    assert one["events"][0]["basis"] == "体温 37.8"


def test_a_close_contact_is_observed_for_the_days_of_the_policy_a_fever_until_excluded(
    secretary: Person,
) -> None:
    happened(secretary, "opened", person="c1", category="close_contact")
    happened(secretary, "opened", person="c2", category="close_contact", observe_days=7)
    happened(secretary, "opened", person="c3")
    assert {one["id"]: one["days"] for one in cases(secretary)} == {"c1": 14, "c2": 7, "c3": None}


def tags_of(town: Flask) -> Any:
    with town.app_context():
        attrs = db.session.scalars(select(Place.attrs).where(Place.id == DOOR)).one()
        return orjson.loads(attrs).get("tags")


def test_a_door_is_marked_while_somebody_is_under_observation_at_home(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    happened(secretary, "opened", person="c1", category="close_contact", location="home")
    happened(secretary, "opened", person="c2", location="home")
    assert tags_of(town) == ["watch"]
    clock.advance(hours=1)
    happened(secretary, "excluded", person="c2", basis="核酸阴性")
    assert tags_of(town) == ["watch"]
    happened(secretary, "transferred", person="c1", location="central")
    assert tags_of(town) is None


def test_an_exclusion_closes_it_and_a_conversion_changes_the_category(secretary: Person) -> None:
    for name in ("c1", "c2"):
        happened(secretary, "opened", "2020-03-08", person=name)
    happened(secretary, "excluded", person="c1", basis="核酸阴性")
    happened(secretary, "converted", person="c2", converted_to="confirmed")
    first, second = cases(secretary)
    assert (first["state"], first["since"]) == ("closed", None)
    assert (second["state"], second["category"]) == ("open", "confirmed")


def test_at_an_earlier_moment_a_case_is_as_it_was_known_then(
    secretary: Person, clock: Clock
) -> None:
    before = clock.ms - 1
    happened(secretary, "opened", "2020-03-08", person="c1")
    during = clock.ms
    clock.advance(days=1)
    happened(secretary, "excluded", person="c1", basis="核酸阴性")
    path = f"/api/v1/cases?place={COMPOUND}&known_at="
    assert said(secretary.get(f"{path}{before}"))["cases"] == []
    then = said(secretary.get(f"{path}{during}"))
    assert (then["cases"][0]["state"], then["cases"][0]["day_number"]) == ("open", 3)
    assert then["records"] is False


def test_a_transfer_says_where_and_with_whom(secretary: Person, clock: Clock) -> None:
    happened(secretary, "opened", person="c1")
    clock.advance(minutes=5)
    happened(secretary, "transferred", person="c1", location="clinic", escort="陈医生")
    (one,) = cases(secretary)
    assert (one["location"], one["state"]) == ("clinic", "open")
    assert one["events"][1]["escort"] == "陈医生"


def test_a_release_without_an_opening_is_shown_as_pending(secretary: Person) -> None:
    happened(secretary, "released", person="c9")
    (one,) = cases(secretary, COMMUNITY)
    assert one["state"] == "pending"


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "released"},
        {"event": "vanished", "person": "c1"},
        {"event": "opened", "category": "dengue"},
        {"event": "opened", "happened_on": "2020-03-11"},
        {"event": "opened", "observe_days": 61},
    ],
)
def test_what_makes_no_sense_is_refused(secretary: Person, wrong: dict[str, Any]) -> None:
    body = {"place": DOOR, "category": "fever", "happened_on": "2020-03-10", **wrong}
    assert secretary.post("/api/v1/cases", body).status_code == 422
    assert cases(secretary) == []


def test_a_street_reads_masked_and_records_nothing(town: Flask, secretary: Person) -> None:
    happened(secretary, "opened", person="c1", escort="陈大文")
    street = signed_in(town, "street", STREET)
    answer = street.get(f"/api/v1/cases?place={COMPOUND}")
    assert said(answer)["records"] is False
    assert "陈大文" not in answer.get_data(as_text=True)
    assert happened(street, "opened").status_code == 403


def test_another_community_s_door_is_not_found(secretary: Person) -> None:
    assert happened(secretary, "opened", place=FOREIGN_DOOR).status_code == 404


def test_a_look_is_noted_with_the_number_of_persons(town: Flask, secretary: Person) -> None:
    opening: dict[str, Any] = {"person": "c7", "category": "fever", "event": "opened",
                               "happened_on": "2020-03-10"}  # fmt: skip
    author(town, Draft("case_event", DOOR, opening))
    cases(secretary)
    with town.app_context():
        rows = db.session.execute(
            select(Audit.about, Audit.details).where(Audit.act == "read_cases")
        )
        assert [tuple(row) for row in rows] == [(COMPOUND, '{"persons":1}')]


def temperatures(person: Person, place: str = COMPOUND) -> Any:
    answer = person.get(f"/api/v1/cases/temperatures?place={place}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def screened(app: Flask, slot: str, door: str = DOOR, **fields: Any) -> str:
    said = {"outcome": "normal", "method": "door", **fields}
    # Each at a moment of its own day: what is of one moment has no order.
    at = day_start(slot.partition("/")[0]) + 8 * HOUR
    (op,) = author(app, Draft("screening", door, said, slot=slot, at=at))
    return op


def test_a_fever_at_a_door_stands_with_what_was_measured_there_before(
    town: Flask, secretary: Person
) -> None:
    screened(town, "2020-03-09/am", temperature=365)
    hot = screened(town, "2020-03-10/am", outcome="exception", temperature=378)
    (strip,) = temperatures(secretary)["strips"]
    assert [one["tenths"] for one in strip["readings"]] == [365, 378]
    assert [one["record"] for one in strip["readings"] if one["high"]] == [hot]
    assert strip["place"]["id"] == DOOR


def test_a_person_under_observation_with_always_the_same_number_is_shown(
    town: Flask, secretary: Person
) -> None:
    happened(secretary, "opened", on="2020-03-05")
    for day in ("2020-03-07", "2020-03-08", "2020-03-09"):
        for session in ("am", "pm"):
            screened(town, f"{day}/{session}", readings=[{"who": "李建国", "tenths": 365}])
    (strip,) = temperatures(secretary)["strips"]
    assert (strip["who"], strip["same"]) == ("李**", 6)


def test_at_an_earlier_moment_the_temperatures_are_those_that_had_come_by_then(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    screened(town, "2020-03-09/am", temperature=365)
    hot = screened(town, "2020-03-10/am", outcome="exception", temperature=378)
    at, was = clock.ms, temperatures(secretary)
    clock.advance(days=1)
    screened(town, "2020-03-11/am", outcome="exception", temperature=391)
    author(
        town,
        Draft("screening", DOOR, {"temperature": 366}, root=hot, parents=[hot]),
        Draft("place", COMPOUND, {"name": "改名小区"}),
        Draft("place", DOOR, {VOID: True}),
    )
    assert temperatures(secretary, COMMUNITY)["strips"] == []
    then = said(secretary.get(f"/api/v1/cases/temperatures?place={COMPOUND}&known_at={at}"))
    assert then == was
    assert [one["tenths"] for strip in was["strips"] for one in strip["readings"]] == [365, 378]
    rows = rows_of(secretary, "temperatures", known_at=str(at))
    assert [(row["小区"], row["体温"]) for row in rows] == [
        ("华氏儒商花园", "36.5"),
        ("华氏儒商花园", "37.8"),
    ]


def test_a_compound_that_was_taken_away_since_is_looked_back_at(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    happened(secretary, "opened", person="c1")
    screened(town, "2020-03-10/am", outcome="exception", temperature=378)
    then, was = clock.ms, (cases(secretary), temperatures(secretary)["strips"])
    clock.advance(minutes=1)
    author(town, Draft("place", COMPOUND, {VOID: True}))
    for place in (COMPOUND, COMMUNITY):
        path = f"/api/v1/cases?place={place}&known_at={then}"
        assert said(secretary.get(path))["cases"] == was[0]
        path = path.replace("cases?", "cases/temperatures?")
        assert said(secretary.get(path))["strips"] == was[1]
    assert cases(secretary, COMMUNITY) == []


def test_ordinary_doors_are_not_in_the_list_of_temperatures(town: Flask, secretary: Person) -> None:
    screened(town, "2020-03-10/am", temperature=366)
    assert temperatures(secretary)["strips"] == []


def test_a_case_at_a_place_that_does_not_exist_waits_at_the_desk_and_is_in_no_list(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    worker = phone(town, clock, "grid_worker", COMPOUND, "网格员小张")
    fields: dict[str, Value] = {
        "person": "c7", "category": "confirmed", "event": "opened", "happened_on": "2020-03-10",
    }  # fmt: skip
    worker.record("case_event", f"{COMPOUND}.9.1.101", fields)
    worker.settle()
    assert cases(secretary) == []
    (matter,) = said(secretary.get(f"/api/v1/matters?place={COMMUNITY}"))["matters"]
    assert (matter["type"], matter["why"], matter["actions"]) == (
        "quarantined",
        "place",
        ["refuse"],
    )
