"""Spot checks at the desk: doors drawn by the server, what was found, and the verdict."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.log.authoring import Draft
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.test_matters import phone
from tests.town import (
    BUILDING,
    COMPOUND,
    DOORS,
    FOREIGN_COMPOUND,
    GATE,
    LIFT,
    STREET,
    author,
)

DAY = "2020-03-10"
SAMPLES, CHECKS = "/api/v1/spot-samples", "/api/v1/spot-checks"
MANY = [f"{BUILDING}.1.{number}" for number in range(401, 441)]


@pytest.fixture
def visited(town: Flask) -> list[str]:
    """Forty more doors, all of them recorded as done on the day."""
    author(town, *(_door(id) for id in MANY))
    author(town, *(_visit(id) for id in MANY))
    return MANY


def _door(id: str) -> Draft:
    label = id.rsplit(".", 1)[1]
    fields: dict[str, Value] = {
        "type": "household", "name": label, "parent": f"{BUILDING}.1", "sort": int(label),
        "floor": 4, "door": label, "stairwell": "1",
    }  # fmt: skip
    return Draft("place", id, fields)


def _visit(id: str, outcome: str = "normal") -> Draft:
    return Draft("screening", id, {"outcome": outcome, "method": "door"}, slot=f"{DAY}/am")


def draw(person: Person, place: str = COMPOUND, **more: Any) -> Any:
    return person.post(SAMPLES, {"place": place, "day": DAY, **more})


def samples(person: Person) -> list[Any]:
    return list(said(person.get(f"{SAMPLES}?place={COMPOUND}"))["samples"])


def check_all(person: Person, misses: int) -> Any:
    """Check every door of the newest sample, so many of them disagreeing."""
    newest = samples(person)[0]
    for index, door in enumerate(newest["doors"]):
        outcome = "disagrees" if index < misses else "agrees"
        body = {"sample": newest["id"], "place": door["place"]["id"], "outcome": outcome}
        assert person.post(CHECKS, body).status_code == 201
    return samples(person)[0]


def test_thirty_of_the_doors_recorded_done_are_drawn(secretary: Person, visited: list[str]) -> None:
    assert said(draw(secretary))["drawn"] == 30
    (one,) = samples(secretary)
    drawn = {door["place"]["id"] for door in one["doors"]}
    assert len(drawn) == 30
    assert drawn <= set(visited)
    assert (one["verdict"], one["checked"], one["checker"]) == ("unfinished", 0, "肖姐")


def test_where_fewer_are_done_all_of_them_are_drawn(town: Flask, secretary: Person) -> None:
    author(town, _visit(DOORS[0]), _visit(DOORS[1]), _visit(DOORS[2], "no_answer"))
    draw(secretary)
    (one,) = samples(secretary)
    assert {door["place"]["id"] for door in one["doors"]} == set(DOORS[:2])


def test_an_empty_home_is_not_drawn(town: Flask, secretary: Person) -> None:
    author(town, _visit(DOORS[0]), _visit(DOORS[1]))
    author(town, Draft("occupancy", DOORS[1], {"state": "vacant"}))
    assert said(draw(secretary))["drawn"] == 1


def test_two_draws_are_not_the_same(secretary: Person, visited: list[str], clock: Clock) -> None:
    del visited
    for _ in range(3):
        draw(secretary)
        clock.advance(minutes=1)
    drawn = {frozenset(door["place"]["id"] for door in one["doors"]) for one in samples(secretary)}
    assert len(drawn) > 1


def test_thirty_with_one_miss_pass(secretary: Person, visited: list[str]) -> None:
    del visited
    draw(secretary)
    one = check_all(secretary, misses=1)
    assert (one["checked"], one["agrees"], one["disagrees"]) == (30, 29, 1)
    assert (one["verdict"], one["asks_second"]) == ("passed", False)


def test_two_misses_ask_for_a_second_sample_which_may_pass(
    secretary: Person, visited: list[str], clock: Clock
) -> None:
    del visited
    draw(secretary)
    first = check_all(secretary, misses=2)
    assert (first["verdict"], first["asks_second"]) == ("failed", True)
    clock.advance(minutes=1)
    assert draw(secretary, second_of=first["id"]).status_code == 201
    second = check_all(secretary, misses=0)
    assert (second["verdict"], second["second_of"]) == ("passed", first["id"])
    assert samples(secretary)[1]["asks_second"] is False


def test_nobody_at_home_is_counted_and_leaves_it_open(town: Flask, secretary: Person) -> None:
    author(town, _visit(DOORS[0]))
    sample = said(draw(secretary))["sample"]
    secretary.post(CHECKS, {"sample": sample, "place": DOORS[0], "outcome": "not_reached"})
    (one,) = samples(secretary)
    assert (one["not_reached"], one["verdict"]) == (1, "unfinished")


def test_said_again_the_last_word_counts(town: Flask, secretary: Person, clock: Clock) -> None:
    author(town, _visit(DOORS[0]))
    sample = said(draw(secretary))["sample"]
    for outcome in ("disagrees", "agrees"):
        secretary.post(CHECKS, {"sample": sample, "place": DOORS[0], "outcome": outcome})
        clock.advance(minutes=1)
    (one,) = samples(secretary)
    assert (one["checked"], one["agrees"], one["disagrees"]) == (1, 1, 0)


def test_a_door_that_was_not_drawn_is_not_checked(town: Flask, secretary: Person) -> None:
    author(town, _visit(DOORS[0]))
    sample = said(draw(secretary))["sample"]
    body = {"sample": sample, "place": DOORS[1], "outcome": "agrees"}
    assert secretary.post(CHECKS, body).status_code == 422


def test_another_kind_of_round_is_drawn_from_where_it_was_recorded(
    town: Flask, secretary: Person
) -> None:
    author(town, _visit(DOORS[0]))
    fields: dict[str, Value] = {"agent": "chlorine", "mg_l": 500, "method": ["wipe"]}
    for place in (LIFT, GATE):
        author(town, Draft("disinfection", place, fields, slot=f"{DAY}/am"))
    told = said(secretary.get(f"{SAMPLES}?place={COMPOUND}"))
    assert told["kinds"][0]["id"] == "screening"
    assert "disinfection" in {one["id"] for one in told["kinds"]}
    assert said(draw(secretary, kind="disinfection"))["drawn"] == 2
    done = check_all(secretary, misses=0)
    assert {door["place"]["id"] for door in done["doors"]} == {LIFT, GATE}
    assert (done["verdict"], done["kind"]["id"]) == ("passed", "disinfection")


def test_a_kind_without_rounds_is_not_drawn(town: Flask, secretary: Person) -> None:
    author(town, _visit(DOORS[0]))
    assert draw(secretary, kind="notice").status_code == 422


def test_a_street_checks_on_a_phone_of_its_own_and_holds_nothing_of_persons(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, _visit(DOORS[0]))
    sample = said(draw(secretary))["sample"]
    checker = phone(town, clock, "street", STREET, "老陈")
    checker.settle()
    assert "spot_sample" in "".join(checker.pulled("case"))
    assert DOORS[0] in "".join(checker.pulled("ref"))
    assert checker.pulled("person") == []
    checker.record("spot_check", DOORS[0], {"sample": sample, "outcome": "agrees"})
    checker.settle()
    (one,) = samples(secretary)
    assert (one["agrees"], one["verdict"]) == (1, "unfinished")


def test_a_streets_phone_is_sent_the_doors_of_the_compound_it_checks_and_of_no_other(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, _visit(DOORS[0]))
    checker = phone(town, clock, "street", STREET, "老陈")
    checker.settle()
    assert not [one for one in checker.pulled("ref") if DOORS[0] in one]
    assert any(COMPOUND in one for one in checker.pulled("ref"))
    draw(secretary)
    checker.settle()
    assert any(DOORS[0] in one for one in checker.pulled("ref"))
    clock.advance(days=9)
    checker.settle()
    assert not [one for one in checker.pulled("ref") if DOORS[0] in one]


@pytest.mark.parametrize("wrong", [{}, {"day": "2020-03-11"}, {"second_of": "A" * 22}])
def test_what_cannot_be_drawn_is_refused(secretary: Person, wrong: dict[str, Any]) -> None:
    assert draw(secretary, **wrong).status_code == 422
    assert samples(secretary) == []


def test_a_street_sees_the_checker_masked(town: Flask, secretary: Person) -> None:
    author(town, _visit(DOORS[0]))
    draw(secretary, checker="陈大文")
    (one,) = samples(signed_in(town, "street", STREET))
    assert one["checker"] == "陈**"


def test_another_community_s_compound_is_not_found(secretary: Person) -> None:
    assert draw(secretary, FOREIGN_COMPOUND).status_code == 404


def test_a_door_in_reserve_takes_the_place_of_one_where_nobody_was_met(
    secretary: Person, visited: list[str]
) -> None:
    draw(secretary)
    (before,) = samples(secretary)
    away = before["doors"][0]["place"]["id"]
    body = {"sample": before["id"], "place": away, "outcome": "not_reached"}
    assert secretary.post(CHECKS, body).status_code == 201
    (after,) = samples(secretary)
    assert len(after["doors"]) == 31
    done = {door["place"]["id"]: door["outcome"] for door in after["doors"]}
    assert done.pop(away) == "not_reached"
    for door in done:
        body = {"sample": before["id"], "place": door, "outcome": "agrees"}
        assert secretary.post(CHECKS, body).status_code == 201
    (passed,) = samples(secretary)
    assert (passed["verdict"], passed["agrees"], passed["not_reached"]) == ("passed", 30, 1)
