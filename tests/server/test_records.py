"""A door's history and single records: to the bottom, masked by role, and every look is noted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.log.authoring import Draft
from server.models import Audit
from tests.people import Person, said, signed_in
from tests.town import BUILDING, CITY, COMPOUND, DOOR, LIFT, STREET, author

MORNING_SLOT = "2020-03-10/am"
NOTE = "家里老人咳嗽"


@pytest.fixture
def visit(town: Flask, secretary: Person) -> str:
    """A visit by the secretary with a note, corrected afterwards."""
    fields: dict[str, Any] = {"outcome": "normal", "method": "door", "note": NOTE, "who": "李建国"}
    opened = Draft("screening", DOOR, fields, slot=MORNING_SLOT)
    (first,) = author(town, opened, by=secretary.id)
    change = Draft("screening", DOOR, {"outcome": "exception"}, root=first, parents=[first])
    author(town, change, by=secretary.id)
    return first


def history(person: Person) -> Any:
    return person.get(f"/api/v1/doors/{DOOR}/history")


def record(person: Person, id: str) -> Any:
    return person.get(f"/api/v1/records/{id}")


def test_a_door_tells_what_was_recorded_by_whom_and_how(
    town: Flask, secretary: Person, visit: str
) -> None:
    (entry,) = said(history(secretary))["records"]
    assert entry["id"] == visit
    assert entry["fields"]["outcome"]["value"] == "exception"
    assert entry["by"] == {"id": secretary.id, "name": "肖姐"}
    assert entry["method"] == "door"
    assert entry["kind_label"] == {"zh": "入户排查", "en": "Door screening"}
    assert entry["summary"]["zh"] == "异常"
    assert entry["ops"][0]["id"] == visit
    assert len(entry["ops"]) == 2
    assert entry["conflicts"] == []


def test_the_newest_record_comes_first(town: Flask, secretary: Person, visit: str) -> None:
    later = Draft("screening", DOOR, {"outcome": "no_answer", "method": "door"},
                  slot="2020-03-10/pm", at=1_583_830_000_000)  # fmt: skip
    (second,) = author(town, later)
    answer = said(history(secretary))
    assert [entry["id"] for entry in answer["records"]] == [second, visit]
    assert answer["slots"] == ["2020-03-10/pm", MORNING_SLOT]


def test_a_record_opens_to_the_ops_as_they_were_sealed(secretary: Person, visit: str) -> None:
    page = said(record(secretary, visit))
    assert page["place"] == {"id": DOOR, "name": "101"}
    assert page["path"][-2:] == ["华氏儒商花园", "3栋"]
    assert page["record"]["id"] == visit
    bodies = [json.loads(op["body"]) for op in page["ops"]]
    assert bodies[0]["set"]["note"] == NOTE
    assert bodies[1]["root"] == visit
    assert [op["n"] for op in page["ops"]] == sorted(op["n"] for op in page["ops"])
    assert {op["status"] for op in page["ops"]} == {"accepted"}
    assert page["ops"][0]["by"]["name"] == "肖姐"


def test_a_record_says_in_its_kind_s_words_what_each_op_changed_and_who_may_change_it(
    town: Flask, secretary: Person, visit: str
) -> None:
    page = said(record(secretary, visit))
    assert (page["kind_label"]["zh"], page["amendable"]) == ("入户排查", True)
    assert page["ops"][1]["said"] == {"outcome": "exception"}
    street = said(record(signed_in(town, "street", STREET), visit))
    assert street["amendable"] is False
    assert "note" not in street["ops"][0]["said"]
    assert street["ops"][0]["said"]["who"] == "李**"


def test_a_voided_record_says_so(town: Flask, secretary: Person, visit: str) -> None:
    heads = said(record(secretary, visit))["record"]["heads"]
    author(town, Draft("screening", DOOR, {"_void": True}, root=visit, parents=heads))
    assert said(record(secretary, visit))["record"]["voided"] is True


def test_two_answers_side_by_side_are_both_told(town: Flask, secretary: Person, visit: str) -> None:
    author(town, Draft("screening", DOOR, {"outcome": "refused"}, root=visit, parents=[visit]))
    found = said(record(secretary, visit))["record"]
    assert found["conflicts"] == ["outcome"]
    assert {value for _, value in found["fields"]["outcome"]["heads"]} == {"exception", "refused"}


def test_what_is_said_of_a_place_opens_by_its_name(secretary: Person) -> None:
    page = said(record(secretary, f"place/{LIFT}"))
    assert page["record"]["fields"]["area_kind"]["value"] == "lift"


def test_a_street_sees_names_masked_and_no_words(town: Flask, visit: str) -> None:
    street = signed_in(town, "street", STREET)
    for answer in (record(street, visit), history(street)):
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert NOTE not in text
        assert "李建国" not in text
        assert "李**" in text
        assert all(op["body"] is None for op in ops_in(said(answer)))


def ops_in(answer: Any) -> list[Any]:
    return [op for one in answer.get("records", [answer]) for op in one["ops"]]


def test_above_the_street_no_person_s_record_opens(town: Flask, visit: str) -> None:
    city = signed_in(town, "city", CITY)
    assert record(city, visit).status_code == 404
    assert record(city, f"place/{LIFT}").status_code == 200
    assert history(city).status_code == 403


def test_a_lead_sees_the_doors_of_the_own_building_only(town: Flask, visit: str) -> None:
    lead = signed_in(town, "building_lead", BUILDING)
    assert NOTE in history(lead).get_data(as_text=True)
    other = lead.get(f"/api/v1/doors/{COMPOUND}.4.1.101/history")
    assert other.status_code == 404


@pytest.mark.parametrize("id", ["nothing", "A" * 22, "screening/x", "../etc", "%00", "a" * 300])
def test_a_record_that_is_none_is_a_404(secretary: Person, id: str) -> None:
    assert record(secretary, id).status_code == 404


def test_every_look_at_a_person_s_data_is_noted(town: Flask, secretary: Person, visit: str) -> None:
    history(secretary)
    record(secretary, visit)
    with town.app_context():
        rows = db.session.execute(
            select(Audit.act, Audit.about, Audit.user_key, Audit.details).where(
                Audit.act.startswith("read_")
            )
        ).all()
    key = int(secretary.id[1:])
    assert rows == [
        ("read_door", DOOR, key, '{"persons":1}'),
        ("read_record", visit, key, '{"persons":1}'),
    ]
