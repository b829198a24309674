"""The records behind a number: those of a phone, and those of a kind at a place, until a moment."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.log.authoring import Draft
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import (
    BUILDING,
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOOR,
    DOORS,
    FOREIGN_COMMUNITY,
    LIFT,
    SIBLING_DOOR,
    author,
)

SLOT, DAY = "2020-03-10/am", "2020-03-10"


@pytest.fixture
def lead(town: Flask, clock: Clock) -> HttpPhone:
    person = signed_in(town, "building_lead", BUILDING, name="王姨")
    return HttpPhone(ClientWire(person.client), clock, person.id, person.access)


def listed(person: Person, place: str = COMMUNITY, **query: Any) -> Any:
    answer = person.get("/api/v1/records", query_string={"place": place} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def phone_of(person: Person) -> Any:
    (phone,) = said(person.get(f"/api/v1/replicas?place={COMMUNITY}"))["phones"]
    return phone


def test_what_a_phone_has_sent_adds_up_to_the_number_on_the_page_of_the_phones(
    secretary: Person, lead: HttpPhone
) -> None:
    first = lead.screen(DOOR, SLOT)
    changed: dict[str, Any] = {"outcome": "exception"}
    lead.record("screening", DOOR, changed, root=first.id, parents=[first.id])
    lead.record("contact", DOOR, {"head": "李建国", "phone": "13912345678"})
    lead.screen(SIBLING_DOOR, SLOT)
    lead.settle()
    phone = phone_of(secretary)
    told = listed(secretary, replica=phone["replica"])
    assert told["phone"]["received"] == phone["received"] == 4
    assert (told["total"], told["phone"]["waiting"], told["phone"]["elsewhere"]) == (3, 1, 0)
    assert {one["kind"]: one["count"] for one in told["counts"]} == {"screening": 2, "contact": 1}
    assert [one["correction"] for one in told["records"] if one["kind"] == "screening"].count(
        True
    ) == 1
    assert "李" not in str(told["records"]), "what a record says is on its own page"


def test_what_is_still_on_the_phone_is_told_and_not_taken_for_missing(
    secretary: Person, lead: HttpPhone
) -> None:
    lead.screen(DOOR, SLOT)
    lead.settle()
    for door in DOORS[1:4]:
        lead.screen(door, SLOT)
    lead.exchange(lose="answer")
    lead.screen(DOORS[4], SLOT)
    lead.exchange(lose="request")
    told = listed(secretary, replica=phone_of(secretary)["replica"])["phone"]
    assert told["sealed"] == told["received"] + told["held"]


def test_it_is_listed_as_it_was_known_at_an_earlier_moment(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    lead.screen(DOOR, SLOT)
    lead.settle()
    then = clock.ms
    clock.advance(hours=1)
    lead.screen(DOORS[1], SLOT)
    lead.settle()
    replica = phone_of(secretary)["replica"]
    assert listed(secretary, replica=replica)["total"] == 2
    earlier = listed(secretary, replica=replica, known_at=then)
    assert (earlier["total"], earlier["phone"]["received"]) == (1, 1)
    assert listed(secretary, DOORS[1], kind="screening", known_at=then)["total"] == 0


def test_the_kinds_of_a_place_on_a_day_are_listed_page_by_page(
    town: Flask, secretary: Person
) -> None:
    visits = [
        Draft("screening", door, {"outcome": "normal", "method": "door"}, slot=SLOT)
        for door in DOORS
    ]
    fields: dict[str, Value] = {"agent": "chlorine", "mg_l": 500, "contact_minutes": 30}
    author(town, *visits, Draft("disinfection", LIFT, fields, slot=SLOT))
    asked: dict[str, Any] = {"kind": "screening", "day": DAY, "size": 4}
    first = listed(secretary, COMPOUND, **asked)
    rest = listed(secretary, COMPOUND, **asked, start=first["next"])
    assert (first["total"], len(first["records"]), rest["next"]) == (len(DOORS), 4, None)
    places = {
        one["place"]["id"]: one["place"]["name"] for one in first["records"] + rest["records"]
    }
    assert (set(places), places[DOOR]) == (set(DOORS), "3栋 101")
    assert first["kinds"] == [
        {"kind": "screening", "label": {"zh": "入户排查", "en": "Door screening"}}
    ]
    assert listed(secretary, COMPOUND, kind="screening", day="2020-03-09")["records"] == []


def test_a_district_sees_what_it_may_open_and_no_phone(town: Flask, lead: HttpPhone) -> None:
    fields: dict[str, Value] = {"agent": "chlorine", "mg_l": 500, "contact_minutes": 30}
    visit = Draft("screening", DOOR, {"outcome": "normal", "method": "door"}, slot=SLOT)
    author(town, visit, Draft("disinfection", LIFT, fields, slot=SLOT))
    lead.settle()
    district = signed_in(town, "district", DISTRICT)
    told = listed(district, COMPOUND, kind="screening,disinfection", day=DAY)
    assert [one["kind"] for one in told["counts"]] == ["disinfection"]
    replica = phone_of(signed_in(town, "community", COMMUNITY))["replica"]
    refused = district.get(f"/api/v1/records?place={COMPOUND}&replica={replica}")
    assert refused.status_code == 404


@pytest.mark.parametrize("replica", ["A" * 22, "d1", "no such"])
def test_a_phone_of_elsewhere_is_not_found(
    town: Flask, lead: HttpPhone, secretary: Person, replica: str
) -> None:
    lead.settle()
    query = {"place": COMMUNITY, "replica": replica}
    assert secretary.get("/api/v1/records", query_string=query).status_code == 404
    abroad = signed_in(town, "community", FOREIGN_COMMUNITY)
    theirs = {"place": FOREIGN_COMMUNITY, "replica": phone_of(secretary)["replica"]}
    assert abroad.get("/api/v1/records", query_string=theirs).status_code == 404
