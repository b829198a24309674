"""Quarantined records that came to nobody's quarantine: nothing waits where nobody looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from server.db import writing
from server.log.authoring import Draft
from server.models import Account
from server.people import accounts
from sync.kinds import VOID
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.server.exports import csv_rows, export
from tests.town import (
    BUILDING,
    CITY,
    COMMUNITY,
    DISTRICT,
    DOOR,
    FOREIGN_COMMUNITY,
    STREET,
    author,
)

SLOT = "2020-03-10/am"
UNKNOWN_DOOR = f"{BUILDING}.9.9901"


@pytest.fixture
def postless(town: Flask, clock: Clock) -> HttpPhone:
    """The phone of somebody who was never granted anything."""
    person = signed_in(town, "building_lead", name="没岗位的人")
    return HttpPhone(ClientWire(person.client), clock, person.id, person.access)


def matters(person: Person, place: str = COMMUNITY) -> list[Any]:
    return list(said(person.get(f"/api/v1/matters?place={place}"))["matters"])


def listed_above(person: Person, place: str) -> list[Any]:
    answer = person.get(f"/api/v1/access/strays?place={place}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(said(answer)["strays"])


@pytest.mark.parametrize("door", [DOOR, UNKNOWN_DOOR])
def test_a_record_of_somebody_without_a_post_waits_where_it_says_it_was_made(
    town: Flask, secretary: Person, postless: HttpPhone, door: str
) -> None:
    postless.screen(door, SLOT)
    postless.settle()
    (matter,) = matters(secretary)
    assert (matter["type"], matter["who"]["name"]) == ("quarantined", "没岗位的人")
    assert matters(signed_in(town, "community", FOREIGN_COMMUNITY), FOREIGN_COMMUNITY) == []
    assert listed_above(signed_in(town, "city", CITY), CITY) == []


def test_a_record_at_a_door_that_is_on_no_register_can_be_refused_there(
    secretary: Person, postless: HttpPhone
) -> None:
    postless.screen(UNKNOWN_DOOR, SLOT)
    postless.settle()
    (matter,) = matters(secretary)
    assert matter["actions"] == ["refuse"]
    asked = {"place": COMMUNITY, "ops": matter["records"], "decision": "refuse"}
    assert secretary.post("/api/v1/matters/decide", asked).status_code == 200
    assert matters(secretary) == []


def test_what_belongs_nowhere_is_listed_at_the_top(
    town: Flask, secretary: Person, postless: HttpPhone
) -> None:
    for door in ("nowhere", "nowhere"):
        postless.screen(door, SLOT)
    postless.settle()
    (stray,) = listed_above(signed_in(town, "city", CITY), CITY)
    assert (stray["who"]["name"], stray["said"], stray["count"]) == ("没岗位的人", "nowhere", 2)
    assert (stray["why"], stray["kind"]["id"]) == ("place", "screening")
    assert matters(secretary) == []
    assert listed_above(signed_in(town, "street", STREET), STREET) == []
    assert listed_above(signed_in(town, "operator", None), CITY) == [stray]
    query = {"place": CITY, "format": "csv"}
    file = signed_in(town, "city", CITY, name="市").get(
        "/api/v1/exports/strays", query_string=query
    )
    told = file.data.decode("utf-8-sig").splitlines()[1].split(",")
    assert told[:5] == ["没**", "入户排查", "nowhere", "没有这个地方", "2"]


def test_what_is_said_of_a_street_is_listed_at_the_street_and_above(
    town: Flask, secretary: Person, postless: HttpPhone
) -> None:
    postless.record("notice", f"{STREET}099.1", {"channel": "posted", "title": "须知"})
    postless.settle()
    for role, place in (("street", STREET), ("district", DISTRICT), ("city", CITY)):
        (stray,) = listed_above(signed_in(town, role, place), place)
        assert stray["said"] == f"{STREET}099.1"
    assert matters(secretary) == []


def test_once_its_author_has_a_post_the_community_of_the_post_decides(
    town: Flask, secretary: Person, postless: HttpPhone
) -> None:
    postless.screen("nowhere", SLOT)
    postless.settle()
    city = signed_in(town, "city", CITY)
    assert len(listed_above(city, CITY)) == 1
    with town.app_context(), writing() as session:
        person = session.query(Account).filter_by(name="没岗位的人").one()
        accounts.add_grants(session, person, "building_lead", [BUILDING])
    assert listed_above(city, CITY) == []
    (matter,) = matters(secretary)
    asked = {"place": COMMUNITY, "ops": matter["records"], "decision": "refuse"}
    assert secretary.post("/api/v1/matters/decide", asked).status_code == 200
    assert matters(secretary) == []


def test_a_community_has_no_such_list_of_its_own(secretary: Person) -> None:
    """What belongs to it is among its matters."""
    assert secretary.get(f"/api/v1/access/strays?place={COMMUNITY}").status_code == 404


def stray_acts(town: Flask, clock: Clock, postless: HttpPhone) -> Iterator[Any]:
    """Records come to nobody, their author gets a post, a community decides; a place is made."""
    yield None
    postless.screen("nowhere", SLOT)
    postless.record("notice", f"{STREET}099.1", {"channel": "posted", "title": "须知"})
    yield postless.settle()
    postless.screen("nowhere", SLOT)
    yield postless.settle()
    with town.app_context(), writing() as session:
        person = session.query(Account).filter_by(name="没岗位的人").one()
        accounts.add_grants(session, person, "building_lead", [BUILDING])
    yield None
    secretary = signed_in(town, "community", COMMUNITY)
    for matter in matters(secretary):
        asked = {"place": COMMUNITY, "ops": matter["records"], "decision": "refuse"}
        assert secretary.post("/api/v1/matters/decide", asked).status_code == 200
    yield None
    author(town, Draft("place", STREET, {VOID: True}))
    yield None


def told_then(person: Person, place: str, at: int | None = None) -> Any:
    path = f"/api/v1/access/strays?place={place}"
    answer = person.get(path if at is None else f"{path}&known_at={at}")
    assert answer.status_code in (200, 404), answer.get_data(as_text=True)
    return said(answer)["strays"] if answer.status_code == 200 else None


def test_what_belonged_to_nobody_is_answered_ever_after_as_it_was_shown(
    town: Flask, clock: Clock, secretary: Person, postless: HttpPhone
) -> None:
    above = {CITY: signed_in(town, "city", CITY), STREET: signed_in(town, "street", STREET)}
    then: list[tuple[str, int, Any]] = []
    theirs: list[tuple[int, Any]] = []
    for _ in stray_acts(town, clock, postless):
        clock.advance(minutes=1)
        then += [(place, clock.ms, told_then(person, place)) for place, person in above.items()]
        theirs.append((clock.ms, [one["id"] for one in matters(secretary)]))
        clock.advance(minutes=1)
    clock.advance(days=1)
    for place, at, was in then:
        if was is not None:
            assert told_then(above[place], place, at) == was, (place, at)
    assert [len(was) for place, _, was in then if place == CITY] == [0, 2, 2, 1, 1, 1]
    for at, ids in theirs:
        path = f"/api/v1/matters?place={COMMUNITY}&known_at={at}"
        assert [one["id"] for one in said(secretary.get(path))["matters"]] == ids, at


def test_the_file_of_what_belonged_to_nobody_leaves_out_what_came_later(
    town: Flask, clock: Clock, postless: HttpPhone
) -> None:
    city = signed_in(town, "city", CITY)
    acts = stray_acts(town, clock, postless)
    next(acts), next(acts)
    clock.advance(minutes=1)
    at, was = clock.ms, csv_rows(export(city, "strays", CITY, format="csv"))
    clock.advance(minutes=1)
    list(acts)
    assert csv_rows(export(city, "strays", CITY, format="csv")) != was
    assert csv_rows(export(city, "strays", CITY, format="csv", known_at=str(at))) == was
    assert [row[4] for row in was[1:]] == ["1", "1"]
