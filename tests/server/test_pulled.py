"""What phones were sent of people stands in the audit: whose phone, how many records, no data."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine

from server.phones.pulled import Phone, Pulled
from server.store import current_store
from sync.days import DAY, HOUR
from sync.log import Session
from tests import town as here
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone

SLOT = "2020-03-10/am"


@pytest.fixture
def secretary(town: Flask) -> Person:
    return signed_in(town, "community", here.COMMUNITY, name="肖姐")


def phone(town: Flask, clock: Clock, role: str, place: str, name: str) -> HttpPhone:
    person = signed_in(town, role, place, name=name)
    return HttpPhone(ClientWire(person.client), clock, person.id, person.access, seed=len(name))


def pulls(secretary: Person) -> list[tuple[str, int]]:
    """Who was sent how many records, oldest first."""
    rows = said(secretary.get(f"/api/v1/audit?place={here.COMMUNITY}"))["rows"]
    return [
        (row["by"]["name"], row["details"]["records"])
        for row in reversed(rows)
        if row["act"] == "pull"
    ]


def test_what_a_phone_is_sent_of_others_is_on_record_with_how_much(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = phone(town, clock, "building_lead", here.BUILDING, "王桂兰")
    worker = phone(town, clock, "grid_worker", here.COMPOUND, "李网格")
    for door in here.DOORS[:3]:
        lead.screen(door, SLOT)
    lead.settle()
    assert pulls(secretary) == [], "what is one's own is sent back to nobody"
    worker.settle()
    worker.settle()
    assert pulls(secretary) == [("李网格", 3)]
    row = said(secretary.get(f"/api/v1/audit?place={here.COMMUNITY}"))["rows"][0]
    assert row["label"]["en"] == "A phone was sent records about people"
    assert row["place"]["id"] == here.COMMUNITY
    file = secretary.get(f"/api/v1/exports/audit?place={here.COMMUNITY}&format=csv&lang=en")
    assert "3 records" in file.get_data().decode("utf-8-sig")


def test_places_alone_and_an_idle_phone_leave_nothing(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = phone(town, clock, "building_lead", here.BUILDING, "王桂兰")
    for _ in range(3):
        lead.settle()
    assert lead.pulled("ref")
    assert pulls(secretary) == []


def test_the_first_of_a_day_is_written_at_once_and_more_at_most_once_an_hour(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = phone(town, clock, "building_lead", here.BUILDING, "王桂兰")
    worker = phone(town, clock, "grid_worker", here.COMPOUND, "李网格")
    for door in here.DOORS[:4]:
        lead.screen(door, SLOT)
        clock.advance(minutes=5)
        lead.settle()
        worker.settle()
        worker.settle()
    assert pulls(secretary) == [("李网格", 1)]
    clock.advance(hours=1)
    worker.settle()
    assert pulls(secretary) == [("李网格", 1), ("李网格", 3)]


def answer(feed: int, records: int) -> dict[str, Any]:
    return {"pages": [{"f": feed, "entries": [{"q": n, "b": "{}"} for n in range(records)]}]}


def test_what_could_not_be_written_is_counted_once_with_the_next_write(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = phone(town, clock, "building_lead", here.BUILDING, "王桂兰")
    worker = phone(town, clock, "grid_worker", here.COMPOUND, "李网格")
    lead.screen(here.DOOR, SLOT)
    lead.settle()
    worker.exchange()
    with town.app_context(), pytest.raises(RuntimeError), current_store().writing():
        raise RuntimeError("the disk is full")
    assert pulls(secretary) == []
    worker.settle()
    assert pulls(secretary) == [("李网格", 1)]


def test_counts_that_are_given_back_add_to_what_came_meanwhile() -> None:
    counts = Pulled(create_engine("sqlite://"))
    counts._feeds = {1: ("person", 7), 2: ("work", 7)}
    session = Session("u5", 3, ())
    counts.count(answer(1, 2), session, DAY, 480)
    counts.count(answer(2, 9), session, DAY, 480)
    due = counts.due(DAY)
    assert due == {Phone(5, 3, 7): 2}
    counts.count(answer(1, 1), session, DAY, 480)
    assert counts.due(DAY + HOUR - 1) == {}
    counts.give_back(due, DAY)
    assert counts.due(DAY) == {Phone(5, 3, 7): 3}
