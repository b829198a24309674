"""Who signs in where, and ending it: the phone loses its places and not what it holds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests import town as here
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone

ACCESS = "/api/v1/access"
SLOT = "2020-03-10/am"


@pytest.fixture
def lead(town: Flask, secretary: Person, clock: Clock) -> HttpPhone:
    asked = {"name": "王桂兰", "role": "building_lead", "places": [here.BUILDING]}
    made = said(secretary.post("/api/v1/invitations", asked))
    return HttpPhone.enrol(ClientWire(town.test_client()), clock, made["token"], "王桂兰")


def person(secretary: Person, name: str) -> Any:
    listed = said(secretary.get(f"{ACCESS}?place={here.COMMUNITY}"))["people"]
    return next(one for one in listed if one["user"]["name"] == name)


def test_a_person_is_listed_with_roles_and_phones(secretary: Person, lead: HttpPhone) -> None:
    lead.settle()
    wang = person(secretary, "王桂兰")
    (grant,), (device,) = wang["grants"], wang["devices"]
    assert (grant["role"], grant["place"]["name"]) == ("building_lead", "华氏儒商花园 3栋")
    assert grant["mine"]
    assert device["last_seen_at"] is not None
    assert (device["held"], device["ended_at"]) == (0, None)


def test_an_ended_role_takes_the_places_and_leaves_what_was_recorded(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    lead.settle()
    lead.screen(here.DOOR, SLOT)
    clock.advance(minutes=5)
    grant = person(secretary, "王桂兰")["grants"][0]["id"]
    ended = secretary.send("DELETE", f"{ACCESS}/grants/{grant}")
    assert ended.status_code == 204
    again = secretary.send("DELETE", f"{ACCESS}/grants/{grant}")
    assert again.status_code == 409
    assert lead.unsent == 1
    lead.settle()
    assert lead.unsent == 0
    board = said(secretary.get(f"/api/v1/board?place={here.COMMUNITY}"))
    assert board["totals"]["done"] == 1, "it was recorded while the role held"
    assert person(secretary, "王桂兰")["grants"][0]["valid_to"] is not None


def test_an_ended_phone_is_out_at_once(secretary: Person, lead: HttpPhone) -> None:
    lead.settle()
    device = person(secretary, "王桂兰")["devices"][0]["id"]
    assert secretary.send("DELETE", f"{ACCESS}/devices/{device}").status_code == 204
    assert person(secretary, "王桂兰")["devices"][0]["ended_at"] is not None
    assert secretary.send("DELETE", f"{ACCESS}/devices/{device}").status_code == 409


def test_another_communitys_people_are_not_found(town: Flask, lead: HttpPhone) -> None:
    neighbour = signed_in(town, "community", here.FOREIGN_COMMUNITY)
    for path in ("grants/g2", "grants/g999", "grants/x", "devices/d1", "devices/d2"):
        assert neighbour.send("DELETE", f"{ACCESS}/{path}").status_code == 404, path


def test_a_secretary_does_not_end_a_secretary(secretary: Person) -> None:
    me = person(secretary, "肖姐")
    assert not me["grants"][0]["mine"]
    refused = secretary.send("DELETE", f"{ACCESS}/grants/{me['grants'][0]['id']}")
    assert refused.status_code == 403


def test_a_city_is_told_no_name_of_those_who_go_from_door_to_door(
    town: Flask, lead: HttpPhone
) -> None:
    """Its page of invitations once listed every lead of the city by full name."""
    lead.settle()
    city = signed_in(town, "city", here.CITY)
    people = said(city.get(f"{ACCESS}?place={here.CITY}"))["people"]
    named = [one["user"]["name"] for one in people if one["grants"][0]["role"] != "city"]
    assert "王**" in named
    assert "王桂兰" not in named
    made = said(city.get(f"/api/v1/invitations?place={here.CITY}"))["invitations"]
    assert [(one["name"], one["joined"]["name"], one["mine"]) for one in made] == [
        ("王**", "王**", False)
    ]


def test_only_who_could_have_made_an_invitation_withdraws_it(
    town: Flask, secretary: Person
) -> None:
    asked = {"name": "李秀珍", "role": "building_lead", "places": [here.BUILDING]}
    made = said(secretary.post("/api/v1/invitations", asked))
    path = f"/api/v1/invitations/{made['id']}"
    assert signed_in(town, "city", here.CITY).send("DELETE", path).status_code == 403
    (listed,) = said(secretary.get(f"/api/v1/invitations?place={here.COMMUNITY}"))["invitations"]
    assert (listed["state"], listed["mine"]) == ("open", True)
    assert listed["places"][0]["name"] == "华氏儒商花园 3栋"
    assert secretary.send("DELETE", path).status_code == 204


@pytest.mark.parametrize("table", ["access", "invitations"])
def test_no_file_that_a_district_takes_holds_a_name_from_below(
    town: Flask, lead: HttpPhone, table: str
) -> None:
    district = signed_in(town, "district", here.DISTRICT, name="区里")
    asked = {"place": here.DISTRICT, "format": "csv", "lang": "zh"}
    file = district.get(f"/api/v1/exports/{table}", query_string=asked)
    assert file.status_code == 200, file.get_data(as_text=True)
    text = file.get_data().decode("utf-8-sig")
    assert "王**" in text
    assert "王桂兰" not in text
    reason = {"reason": "核对本月的人员名单"}
    named = district.get(f"/api/v1/exports/{table}", query_string=asked | reason)
    assert named.status_code == 403


def test_looking_at_who_signs_in_is_on_record(secretary: Person, lead: HttpPhone) -> None:
    for _ in range(3):
        secretary.get(f"{ACCESS}?place={here.COMMUNITY}")
    rows = said(secretary.get(f"/api/v1/audit?place={here.COMMUNITY}"))["rows"]
    looks = [row for row in rows if row["act"] == "read_access"]
    assert [(row["by"]["name"], row["label"]["en"]) for row in looks] == [
        ("肖姐", "Looked at who signs in")
    ]
