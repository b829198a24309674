"""The gate over the days: shifts as they were worked, and the stretches that nobody covered."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.log.authoring import Draft
from sync.days import HOUR, MINUTE, day_start
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import COMMUNITY, COMPOUND, STREET, author

TODAY, TOMORROW = "2020-03-10", "2020-03-11"
MIDNIGHT = day_start(TODAY)
GATE = f"{COMPOUND}.east"


@pytest.fixture
def secretary(town: Flask) -> Person:
    gate: dict[str, Value] = {
        "type": "gate",
        "name": "东门",
        "parent": COMPOUND,
        "sort": 1,
        "tags": ["open"],
    }
    author(town, Draft("place", GATE, gate))
    return signed_in(town, "community", COMMUNITY)


def shift(begun: int, ended: int | None, who: str = "小吴") -> Draft:
    fields: dict[str, Value] = {"stage": "worked", "task": "gate", "who": who, "started_at": begun}
    return Draft("duty_shift", GATE, fields | ({"ended_at": ended} if ended else {}), at=begun)


def day(person: Person, on: str, **query: Any) -> Any:
    answer = person.get("/api/v1/gates/watch", query_string={"place": COMPOUND} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return next(one for one in said(answer)["days"] if one["day"] == on)


def test_a_stretch_without_anybody_is_shown_between_the_shifts(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    morning, evening = MIDNIGHT + 8 * HOUR, MIDNIGHT + 20 * HOUR
    author(town, shift(MIDNIGHT, morning), shift(morning + 10 * MINUTE, evening, "小刘"),
           shift(evening + HOUR, MIDNIGHT + 30 * HOUR))  # fmt: skip
    clock.advance(days=1)
    shown = day(secretary, TODAY)
    assert [(one["who"], one["from"], one["to"]) for one in shown["shifts"]] == [
        ("小吴", MIDNIGHT, morning), ("小刘", morning + 10 * MINUTE, evening),
        ("小吴", evening + HOUR, MIDNIGHT + 24 * HOUR)]  # fmt: skip
    assert shown["gaps"] == [{"from": evening, "to": evening + HOUR, "state": "missing"}]
    assert [one["to"] for one in day(secretary, TOMORROW)["shifts"]] == [MIDNIGHT + 30 * HOUR]


def test_a_gap_is_not_yet_known_while_a_phone_of_the_gate_is_silent(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    guard = signed_in(town, "property_staff", COMPOUND, name="小吴")
    HttpPhone(ClientWire(guard.client), clock, guard.id, guard.access).exchange()
    clock.advance(days=1)
    assert [one["state"] for one in day(secretary, TODAY)["gaps"]] == ["not_yet_known"]
    assert {one["state"] for one in day(secretary, TOMORROW)["gaps"]} == {"open"}


def test_an_earlier_moment_shows_the_gate_as_it_was_known(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(days=1)
    then = clock.ms
    clock.advance(hours=1)
    author(town, shift(MIDNIGHT, MIDNIGHT + 12 * HOUR))
    assert len(day(secretary, TODAY)["shifts"]) == 1
    assert day(secretary, TODAY, known_at=then)["shifts"] == []


def test_upper_levels_see_no_guard_by_name(town: Flask, secretary: Person, clock: Clock) -> None:
    author(town, shift(MIDNIGHT, MIDNIGHT + 8 * HOUR, "吴小明"))
    street = signed_in(town, "street", STREET)
    assert [one["who"] for one in day(street, TODAY)["shifts"]] != ["吴小明"]
    assert [one["who"] for one in day(secretary, TODAY)["shifts"]] == ["吴小明"]


def test_the_gate_leaves_the_desk_as_it_is_shown_with_names_masked(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, shift(MIDNIGHT, MIDNIGHT + 8 * HOUR, "吴小明"))
    path = f"/api/v1/exports/gates?place={COMPOUND}&format=csv&lang=zh"
    lines = secretary.get(path).get_data(as_text=True).splitlines()
    assert f"{TODAY},{TODAY} 00:00,{TODAY} 08:00,东门,吴**,值守" in lines
    assert f"{TODAY},{TODAY} 08:00,{TODAY} 08:30,,,还没记" in lines
