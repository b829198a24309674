"""What a supervisor has to settle: one list, each matter with what is known of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.db import writing
from server.log.authoring import Draft
from server.models import Loss, Replica
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import (
    BUILDING,
    COMMUNITY,
    COMPOUND,
    DOOR,
    DOORS,
    FOREIGN_COMMUNITY,
    GATE,
    STREET,
    author,
)

SLOT = "2020-03-10/am"


def phone(town: Flask, clock: Clock, role: str, place: str, name: str) -> HttpPhone:
    person = signed_in(town, role, place, name=name)
    return HttpPhone(ClientWire(person.client), clock, person.id, person.access, seed=len(name))


@pytest.fixture
def lead(town: Flask, clock: Clock) -> HttpPhone:
    return phone(town, clock, "building_lead", BUILDING, "小王")


@pytest.fixture
def worker(town: Flask, clock: Clock) -> HttpPhone:
    return phone(town, clock, "grid_worker", COMPOUND, "老李头")


@pytest.fixture
def stranger(town: Flask, clock: Clock) -> HttpPhone:
    """The lead of another building of the same compound."""
    return phone(town, clock, "building_lead", f"{COMPOUND}.4", "别栋楼长")


def listed(person: Person, place: str = COMMUNITY) -> list[Any]:
    answer = person.get(f"/api/v1/matters?place={place}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(said(answer)["matters"])


def words(side: Any) -> dict[str, str]:
    return {one["field"]: one["words"]["zh"] for one in side["values"]}


def test_without_anything_to_settle_the_list_is_empty(secretary: Person) -> None:
    assert listed(secretary) == []


def test_values_that_did_not_see_each_other_are_told_with_who_and_when(
    secretary: Person, lead: HttpPhone, worker: HttpPhone, clock: Clock
) -> None:
    opened = lead.screen(DOOR, SLOT)
    lead.settle()
    worker.settle()
    clock.advance(minutes=5)
    for one, outcome in ((lead, "no_answer"), (worker, "exception")):
        changed: dict[str, Any] = {"outcome": outcome}
        one.record("screening", DOOR, changed, root=opened.id, parents=[opened.id])
        one.settle()
    (matter,) = listed(secretary)
    assert (matter["type"], matter["severity"], matter["slot"]) == ("conflict", "high", SLOT)
    assert matter["place"]["name"] == "3栋 101"
    told = {side["by"]["name"]: words(side)["outcome"] for side in matter["sides"]}
    assert told == {"小王": "没人", "老李头": "异常"}
    assert {side["observed_at"] for side in matter["sides"]} == {clock.ms}
    assert "take" in matter["actions"]


def test_two_people_with_different_ends_of_one_round_are_a_matter(
    secretary: Person, lead: HttpPhone, worker: HttpPhone, clock: Clock
) -> None:
    lead.screen(DOOR, SLOT)
    clock.advance(minutes=38)
    worker.screen(DOOR, SLOT, "exception", temperature=378, method="phone")
    lead.settle()
    worker.settle()
    (matter,) = listed(secretary)
    assert matter["type"] == "two_records"
    assert [words(side)["outcome"] for side in matter["sides"]] == ["正常", "异常"]
    assert words(matter["sides"][1])["temperature"] == "37.8 ℃"
    assert matter["sides"][1]["method"]["zh"] == "电话"


def test_a_second_look_by_the_same_person_or_a_door_that_opened_at_last_is_none(
    secretary: Person, lead: HttpPhone, worker: HttpPhone
) -> None:
    lead.screen(DOOR, SLOT)
    lead.screen(DOOR, SLOT, "exception", symptoms=["returned"])
    lead.screen(DOORS[1], SLOT, "no_answer")
    lead.settle()
    worker.screen(DOORS[1], SLOT)
    worker.settle()
    assert listed(secretary) == []


def test_a_round_in_a_building_of_another_waits_as_one_matter(
    secretary: Person, stranger: HttpPhone
) -> None:
    for door in DOORS[:3]:
        stranger.screen(door, SLOT)
    stranger.settle()
    (matter,) = listed(secretary)
    assert (matter["type"], matter["why"], matter["count"]) == ("quarantined", "scope", 3)
    assert matter["who"]["name"] == "别栋楼长"
    assert matter["place"]["name"] == "3栋"
    assert matter["actions"] == ["admit", "refuse"]
    assert matter["sides"][0]["place"]["name"] == "3栋 101"
    assert listed(secretary, COMPOUND) == [matter]
    assert listed(secretary, f"{COMMUNITY}.2") == []


def test_what_nothing_can_be_made_of_can_only_be_refused(
    secretary: Person, lead: HttpPhone
) -> None:
    opening: dict[str, Any] = {"person": "c7", "category": "fever", "event": "opened",
                               "happened_on": "2020-03-10"}  # fmt: skip
    lead.record("case_event", "nowhere", opening)
    lead.settle()
    (matter,) = listed(secretary)
    assert (matter["why"], matter["actions"]) == ("place", ["refuse"])


def test_a_step_that_a_phone_took_can_only_be_refused_for_it_would_move_nothing(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    abroad = phone(town, clock, "community", FOREIGN_COMMUNITY, "陈书记")
    step: dict[str, Any] = {"step": "declare", "role": "community", "policy": "p",
                            "policy_version": 1}  # fmt: skip
    abroad.record("standing_step", COMPOUND, step)
    abroad.settle()
    (matter,) = listed(secretary)
    assert (matter["why"], matter["actions"]) == ("office", ["refuse"])
    asked = {"place": COMMUNITY, "ops": matter["records"], "decision": "admit"}
    assert secretary.post("/api/v1/matters/decide", asked).status_code == 409
    refused = secretary.post("/api/v1/matters/decide", asked | {"decision": "refuse"})
    assert refused.status_code == 200
    assert listed(secretary) == []


def test_a_fever_waits_after_two_hours_and_a_case_takes_it_off(
    town: Flask, secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    fever = lead.screen(DOOR, SLOT, "exception", temperature=378, note="老人咳嗽")
    lead.settle()
    clock.advance(minutes=119)
    assert listed(secretary) == []
    clock.advance(minutes=1)
    (matter,) = listed(secretary)
    assert (matter["type"], matter["severity"]) == ("fever", "high")
    assert matter["records"] == [fever.id]
    assert matter["due_at"] == clock.ms
    assert {"case", "correct", "open"} == set(matter["actions"])
    opening = {"person": "c7", "category": "fever", "event": "opened",
               "happened_on": "2020-03-10", "found_in": fever.id}  # fmt: skip
    author(town, Draft("case_event", DOOR, opening), by=secretary.id)
    assert listed(secretary) == []


def test_a_fever_at_the_gate_waits_for_what_became_of_it(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    gate = f"{COMPOUND}.@east"
    stated: dict[str, Any] = {"type": "gate", "name": "东门", "parent": COMPOUND, "sort": 1}
    entry: dict[str, Any] = {"direction": "in", "decision": "turned_away", "temperature": 373,
                             "four_musts": ["temperature"], "name": "陈大文"}  # fmt: skip
    author(town, Draft("place", gate, stated), Draft("gate_entry", gate, entry))
    assert gate != GATE
    clock.advance(hours=2)
    (matter,) = listed(secretary)
    assert (matter["type"], matter["place"]["name"]) == ("gate_fever", "东门")
    assert "陈**" in [one["words"]["zh"] for one in matter["values"]]


def test_needs_wait_when_refused_or_past_their_time(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, Draft("need", DOOR, {"what": "medicine", "state": "asked", "detail": "降压药"}))
    author(town, Draft("need", DOORS[1], {"what": "food", "state": "refused", "why": "没有车"}))
    assert [one["type"] for one in listed(secretary)] == ["need_refused"]
    clock.advance(hours=24)
    assert {one["type"] for one in listed(secretary)} == {"need_refused", "need_late"}


def test_a_round_that_arrives_a_day_late_is_one_matter_of_its_building(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    for door in DOORS[:2]:
        lead.screen(door, SLOT)
    clock.advance(hours=25)
    lead.screen(DOOR, "2020-03-11/am")
    lead.settle()
    (matter,) = listed(secretary)
    assert (matter["type"], matter["count"], matter["slot"]) == ("late", 2, SLOT)
    assert (matter["place"]["name"], matter["people"]) == ("3栋", ["小王"])
    clock.advance(days=14)
    assert listed(secretary) == []


def test_rounds_of_days_ago_written_down_in_one_evening_are_found_as_late(
    secretary: Person, lead: HttpPhone
) -> None:
    for day in (7, 8):
        for door in DOORS[:2]:
            lead.screen(door, f"2020-03-{day:02}/am")
    lead.settle()
    found = {(one["type"], one["slot"], one["count"]) for one in listed(secretary)}
    assert found == {("late", f"2020-03-{day:02}/am", 2) for day in (7, 8)}


def test_a_door_said_to_be_empty_waits_for_a_look_the_more_so_when_somebody_answered(
    secretary: Person, lead: HttpPhone
) -> None:
    lead.screen(DOOR, SLOT)
    for door in DOORS[:2]:
        lead.record("occupancy", door, {"state": "vacant", "said_by": "neighbour"})
    lead.settle()
    answered, silent = listed(secretary)
    assert (answered["type"], answered["severity"], answered["slot"]) == ("emptied", "middle", SLOT)
    assert (silent["severity"], silent["slot"], silent["who"]["name"]) == ("low", None, "小王")


def test_what_the_roster_says_is_empty_is_no_matter(town: Flask, secretary: Person) -> None:
    author(town, Draft("occupancy", DOOR, {"state": "vacant", "said_by": "roster"}))
    assert listed(secretary) == []


def test_a_declared_loss_is_told_with_its_number(
    town: Flask, secretary: Person, lead: HttpPhone
) -> None:
    lead.screen(DOOR, SLOT)
    lead.settle()
    with town.app_context(), writing() as session:
        (phone,) = session.query(Replica).filter(Replica.user_key.is_not(None)).all()
        session.add(Loss(replica_key=phone.key, n=4, kept=1, why="evicted", declared_at=5))
    (matter,) = listed(secretary)
    assert (matter["type"], matter["count"], matter["why"]) == ("lost", 3, "evicted")
    assert matter["who"]["name"] == "小王"


def test_the_gravest_comes_first_and_then_the_oldest(
    town: Flask, secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    lead.record("occupancy", DOORS[1], {"state": "vacant"})
    author(town, Draft("need", DOOR, {"what": "food", "state": "refused"}))
    lead.screen(DOOR, SLOT, "exception", temperature=378)
    lead.settle()
    clock.advance(hours=2)
    assert [one["type"] for one in listed(secretary)] == ["fever", "need_refused", "emptied"]


def test_the_list_keeps_its_tag_while_nothing_changes(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    path = f"/api/v1/matters?place={COMMUNITY}"
    tag = secretary.get(path).headers["ETag"]
    clock.advance(minutes=1)
    assert secretary.get(path, headers={"If-None-Match": tag}).status_code == 304
    lead.record("occupancy", DOOR, {"state": "vacant"})
    lead.settle()
    assert secretary.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_street_reads_the_list_and_decides_nothing(town: Flask, lead: HttpPhone) -> None:
    lead.record("occupancy", DOOR, {"state": "vacant"})
    lead.settle()
    street = signed_in(town, "street", STREET)
    answer = said(street.get(f"/api/v1/matters?place={COMMUNITY}"))
    assert answer["settles"] is False
    assert answer["matters"][0]["actions"] == ["open"]


def test_words_about_people_are_not_in_the_list(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    lead.screen(DOOR, SLOT, "exception", temperature=378, note="李建国家老人咳嗽", who="李建国")
    lead.settle()
    clock.advance(hours=3)
    text = secretary.get(f"/api/v1/matters?place={COMMUNITY}").get_data(as_text=True)
    assert "咳嗽" not in text
    assert "李建国" not in text
    assert "打开记录看" in text  # three dots alone would look like a fault


def test_a_fever_that_the_office_touched_still_names_who_was_at_the_door(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    record = lead.screen(DOOR, SLOT, "exception", temperature=378)
    lead.settle()
    clock.advance(hours=3)
    (before,) = (one for one in listed(secretary) if one["type"] == "fever")
    for outcome in ("normal", "exception"):
        seen = said(secretary.get(f"/api/v1/records/{record.id}"))["record"]["heads"]
        body = {"record": record.id, "heads": seen, "fields": {"outcome": outcome}}
        assert secretary.post("/api/v1/matters/amend", body).status_code == 200
    (after,) = (one for one in listed(secretary) if one["type"] == "fever")
    assert before["who"]["name"] in after["who"]["name"]
    assert [one["field"] for one in after["values"]] == [one["field"] for one in before["values"]]
