"""A criterion set aside by the street, with a reason, until a day."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.town import COMMUNITY, COMPOUND, STREET

API = "/api/v1/waivers"
ASKED = {"compound": COMPOUND, "criterion": "S3.1", "reason": "外墙施工", "until": "2020-03-12"}


@pytest.fixture
def street(town: Flask) -> Person:
    return signed_in(town, "street", STREET, name="街道刘")


def verdict(person: Person, **query: Any) -> Any:
    path = "/api/v1/checklist/S3.1"
    return said(person.get(path, query_string={"compound": COMPOUND} | query))


def test_a_waived_criterion_says_by_whom_why_and_until_when(street: Person) -> None:
    before = verdict(street)
    assert (before["verdict"] != "waived", before["waivable"]) == (True, True)
    assert street.post(API, ASKED).status_code == 201
    shown = verdict(street)
    assert shown["verdict"] == "waived"
    waived = {"reason": "外墙施工", "by": "街道刘", "until": "2020-03-12"}
    assert shown["waived"] == waived | {"judged": before["verdict"]}


def test_it_ends_with_its_day(street: Person, clock: Clock) -> None:
    assert street.post(API, ASKED).status_code == 201
    clock.advance(days=3)
    assert verdict(street, day="2020-03-12")["verdict"] == "waived"
    assert verdict(street)["verdict"] != "waived"


def test_it_ends_when_somebody_ends_it(street: Person) -> None:
    made = said(street.post(API, ASKED))
    assert street.send("DELETE", f"{API}/{made['id']}").status_code == 204
    assert verdict(street)["verdict"] != "waived"
    [kept] = said(street.get(API, query_string={"compound": COMPOUND}))["waivers"]
    assert kept["ended_at"] is not None
    assert street.send("DELETE", f"{API}/{made['id']}").status_code == 404


def test_what_was_waived_then_is_shown_as_of_then(street: Person, clock: Clock) -> None:
    before = clock.ms
    clock.advance(hours=1)
    made = said(street.post(API, ASKED))
    clock.advance(hours=1)
    during = clock.ms
    clock.advance(hours=1)
    street.send("DELETE", f"{API}/{made['id']}")
    clock.advance(hours=1)
    then = {at: verdict(street, known_at=at)["verdict"] for at in (before, during)}
    assert (then[before] == "waived", then[during] == "waived") == (False, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"criterion": "S9.9"}, "criterion"),
        ({"criterion": "Z1"}, "criterion"),
        ({"until": "2020-03-09"}, "until"),
        ({"until": "2021-03-09"}, "until"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_waived_is_told(street: Person, change: dict[str, str], field: str) -> None:
    answer = street.post(API, ASKED | change)
    assert answer.status_code == 422
    assert [one["field"] for one in said(answer)["errors"]] == [field]


def test_a_community_cannot_waive_for_itself(town: Flask) -> None:
    secretary = signed_in(town, "community", COMMUNITY)
    assert secretary.post(API, ASKED).status_code == 403


def test_a_compound_that_does_not_exist_is_not_found(street: Person) -> None:
    assert street.post(API, ASKED | {"compound": "420103009003.1"}).status_code == 404
