"""What has come in since a moment, what it is, and which verdicts it changed."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.log.authoring import Draft
from tests.conftest import Clock
from tests.people import Person, said
from tests.town import COMMUNITY, COMPOUND, DOORS, FOREIGN_COMPOUND, author

TODAY = "2020-03-10"
HOUR = 3_600_000


def since(person: Person, at: int, place: str = COMPOUND, **query: Any) -> Any:
    asked = {"place": place, "known_at": at} | query
    answer = person.get("/api/v1/since", query_string=asked)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def screened(door: str, day: str = TODAY) -> Draft:
    fields = {"outcome": "normal", "method": "door", "note": "家里有老人"}
    return Draft("screening", door, fields, slot=f"{day}/am")


def test_nothing_has_come_since_now(secretary: Person, clock: Clock) -> None:
    told = since(secretary, clock.ms)
    assert (told["total"], told["records"], told["flips"]) == (0, [], [])


def test_what_came_is_counted_by_kind_and_told_without_its_words(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    at = clock.ms
    clock.advance(hours=30)
    author(town, screened(DOORS[0]), screened(DOORS[1]))
    told = since(secretary, at)
    assert [(one["kind"], one["count"]) for one in told["counts"]] == [("screening", 2)]
    assert {one["place"]["id"] for one in told["records"]} == set(DOORS[:2])
    assert not any(one["late"] for one in told["records"]), "recorded as it was seen"
    assert "家里有老人" not in str(told)
    assert since(secretary, clock.ms)["total"] == 0
    assert since(secretary, at, COMMUNITY)["total"] == 2


def test_the_records_of_one_kind_are_told_page_by_page_beyond_the_newest_of_all(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    """They were once sought among the newest of every kind."""
    at = clock.ms
    clock.advance(hours=30)
    author(town, Draft("occupancy", DOORS[0], {"state": "vacant"}))
    clock.advance(hours=1)
    author(town, *(screened(door) for door in DOORS))
    told = since(secretary, at, kind="occupancy", size=3)
    assert ([one["kind"] for one in told["records"]], told["next"]) == (["occupancy"], None)
    assert told["total"] == len(DOORS) + 1, "all are counted"
    first = since(secretary, at, kind="screening", size=3)
    rest = since(secretary, at, kind="screening", size=3, start=first["next"])
    assert (len(first["records"]), first["next"], rest["next"]) == (3, 3, None)
    assert {one["place"]["id"] for one in first["records"] + rest["records"]} == set(DOORS)


def test_a_round_of_days_ago_written_down_now_is_called_late(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    at = clock.ms
    clock.advance(minutes=1)
    author(town, screened(DOORS[0], "2020-03-07"))
    assert [one["late"] for one in since(secretary, at)["records"]] == [True]


def test_a_late_record_is_called_late(town: Flask, secretary: Person, clock: Clock) -> None:
    at = clock.ms
    clock.advance(hours=30)
    draft = screened(DOORS[0])
    author(town, Draft(draft.kind, draft.place, draft.fields, slot=draft.slot, at=at))
    assert [one["late"] for one in since(secretary, at)["records"]] == [True]


def test_a_verdict_that_what_came_has_changed_is_named(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(hours=6)
    at = clock.ms
    clock.advance(hours=1)
    doors = [*DOORS, *(door.replace(".3.1.", ".4.1.") for door in DOORS)]
    author(town, *(screened(door) for door in doors))
    flips = {one["criterion"]: (one["then"], one["now"]) for one in since(secretary, at)["flips"]}
    assert flips["S3.5"] == ("not_yet_known", "met")
    assert since(secretary, at, verdicts="false")["flips"] == []


def test_what_came_in_one_hour_is_set_against_what_was_known_before_it(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(hours=30)
    at = clock.ms
    clock.advance(hours=1)
    doors = [*DOORS, *(door.replace(".3.1.", ".4.1.") for door in DOORS)]
    author(town, *(screened(door) for door in doors))
    until = clock.ms
    clock.advance(hours=1)
    author(town, screened(DOORS[0], "2020-03-11"))
    told = since(secretary, at, until=until, day=TODAY)
    assert (told["total"], told["now"]) == (len(doors), until)
    flips = {one["criterion"]: (one["day"], one["now"]) for one in told["flips"]}
    assert flips["S3.5"] == (TODAY, "met")
    assert since(secretary, at)["total"] == len(doors) + 1


def test_a_foreign_place_is_not_found(secretary: Person, clock: Clock) -> None:
    query = {"place": FOREIGN_COMPOUND, "known_at": clock.ms}
    assert secretary.get("/api/v1/since", query_string=query).status_code == 404


def test_a_moment_before_the_compound_was_known_has_no_verdicts(secretary: Person) -> None:
    """It once answered with an error of the server."""
    long_ago = 1_000_000_000_000
    assert since(secretary, long_ago)["flips"] == []
    asked = {"compound": COMPOUND, "known_at": long_ago}
    assert secretary.get("/api/v1/checklist", query_string=asked).status_code == 404
