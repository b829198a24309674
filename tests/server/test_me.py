"""What a person is told about themselves: places with their names, rights, and the time."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from server.db import writing
from server.models import Grant
from server.rules import catalogue_document
from tests.conftest import Clock
from tests.people import said, signed_in
from tests.town import BUILDING, COMMUNITY, SIBLING_BUILDING


def test_a_lead_is_told_the_buildings_and_all_that_stands_above(town: Flask, clock: Clock) -> None:
    until = clock.ms + 1000
    lead = signed_in(town, "building_lead", BUILDING, SIBLING_BUILDING, name="王姨", valid_to=until)
    me = said(lead.get("/api/v1/me"))
    assert me["user"] == {"id": lead.id, "name": "王姨", "account": None}
    assert [grant["place"]["id"] for grant in me["grants"]] == [BUILDING, SIBLING_BUILDING]
    assert me["grants"][0]["place"]["path_names"][-1] == "华氏儒商花园"
    assert me["grants"][0]["valid_to"] == until
    assert me["may"] == ["history", "places"]
    assert me["time"] == {"now": clock.ms}


def test_an_operator_is_told_the_tops_of_the_tree(town: Flask) -> None:
    grants = said(signed_in(town, "operator", None).get("/api/v1/me"))["grants"]
    assert [grant["place"]["name"] for grant in grants] == ["武汉市"]


def test_rights_begin_and_end_with_their_grants(town: Flask, clock: Clock) -> None:
    person = signed_in(town, "community", COMMUNITY)
    with town.app_context(), writing() as session:
        times = {"valid_from": clock.ms + 10, "valid_to": clock.ms + 20}
        session.execute(update(Grant).values(times))
    seen = []
    for _ in range(4):
        seen.append(len(said(person.get("/api/v1/me"))["grants"]))
        clock.ms += 10
    assert seen == [0, 1, 0, 0]


def test_the_catalogue_is_sent_once(town: Flask) -> None:
    lead = signed_in(town, "building_lead", BUILDING)
    first = lead.get("/api/v1/catalogue")
    with town.app_context():
        tag, _ = catalogue_document()
    assert said(first)["etag"] == tag
    assert first.headers["ETag"] == f'"{tag}"'
    assert {"screening", "disinfection", "place"} <= set(said(first)["kinds"])
    again = lead.get("/api/v1/catalogue", headers={"If-None-Match": f'"{tag}"'})
    assert (again.status_code, again.data) == (304, b"")
