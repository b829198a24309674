"""Looking back at spot checks: what the page said at a moment it says of that moment ever after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from server.log.authoring import Draft
from sync.kinds import VOID
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.test_matters_settled import amend
from tests.town import COMMUNITY, COMPOUND, DOORS, STREET, author

DAY, DAY_MS = "2020-03-10", 86_400_000
OLD = f"{COMMUNITY}.7"
SAMPLES, CHECKS = "/api/v1/spot-samples", "/api/v1/spot-checks"
VISIT: dict[str, Value] = {"outcome": "normal", "method": "door"}


def shown(person: Person, at: int | None = None) -> dict[str, Any]:
    asked = f"{SAMPLES}?place={COMPOUND}" + ("" if at is None else f"&known_at={at}")
    answer = said(person.get(asked))
    assert answer.pop("draws") is (at is None)
    return dict(answer)


def shown_matters(person: Person, at: int) -> list[Any]:
    asked = f"/api/v1/matters?place={COMMUNITY}&known_at={at}"
    return list(said(person.get(asked))["matters"])


def story(town: Flask, secretary: Person) -> Iterator[None]:
    """Doors drawn, checked, corrected, one renamed, one gone; a second sample, one voided."""
    author(town, *(Draft("screening", door, VISIT, slot=f"{DAY}/am") for door in DOORS))
    yield
    body: dict[str, Any] = {"place": COMPOUND, "day": DAY, "checker": "王桂兰"}
    first = said(secretary.post(SAMPLES, body))["sample"]
    yield
    checks = []
    for door in DOORS[:2]:
        check = {"sample": first, "place": door, "outcome": "disagrees"}
        checks.append(said(secretary.post(CHECKS, check))["record"])
        yield
    author(town, Draft("place", DOORS[0], {"name": "101甲", "sort": 999}))
    yield
    author(town, Draft("place", DOORS[5], {VOID: True}))
    yield
    second = said(secretary.post(SAMPLES, body | {"second_of": first}))["sample"]
    yield
    assert amend(secretary, checks[0], {"outcome": "agrees"}, "看错了门").status_code == 200
    yield
    # What was drawn is taken back by nobody at a desk; an operator of the log may have to.
    assert amend(secretary, second, {VOID: True}).status_code == 403
    author(town, Draft("spot_sample", COMPOUND, {VOID: True}, root=second, parents=[second]))
    yield


def lived(clock: Clock, acts: Iterator[None], read: Callable[[], Any]) -> dict[int, Any]:
    """Return what a page said at a moment after every act, by the moment."""
    found = {}
    clock.advance(hours=2)
    for _ in acts:
        clock.advance(minutes=7)
        found[clock.ms] = read()
        clock.advance(minutes=1)
    clock.advance(days=2)
    return found


def test_a_moment_is_told_ever_after_as_the_page_told_it(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    above = signed_in(town, "street", STREET, name="街道刘")
    was = lived(clock, story(town, secretary), lambda: (shown(secretary), shown(above)))
    told = {str((one[0]["samples"], one[0]["size"])) for one in was.values()}
    assert len(told) == len(was), "every act is seen"
    for at, (here, up) in was.items():
        assert shown(secretary, at) == here, at
        assert shown(above, at) == up, at


def test_a_page_that_looks_back_keeps_its_tag_and_a_moment_to_come_is_now(
    secretary: Person, clock: Clock
) -> None:
    path = f"{SAMPLES}?place={COMPOUND}&known_at="
    at = clock.ms
    clock.advance(hours=1)
    tag = secretary.get(f"{path}{at}").headers["ETag"]
    assert secretary.get(f"{path}{at}", headers={"If-None-Match": tag}).status_code == 304
    assert said(secretary.get(f"{path}{clock.ms + 5}"))["draws"] is True


def test_before_the_compound_was_listed_there_is_nothing_to_look_at(secretary: Person) -> None:
    assert secretary.get(f"{SAMPLES}?place={COMPOUND}&known_at=1").status_code == 404


def test_before_the_rules_were_in_force_no_spot_check_was_asked_for(
    secretary: Person, town: Flask, clock: Clock
) -> None:
    clock.ms -= 20 * DAY_MS
    author(town, Draft("place", OLD, {"type": "compound", "name": "老小区", "parent": COMMUNITY}))
    at = clock.ms
    clock.ms += 20 * DAY_MS
    for path in (f"{SAMPLES}?place={OLD}", f"/api/v1/gates/watch?place={OLD}"):
        assert secretary.get(f"{path}&known_at={at}").status_code == 422, path
    assert shown_matters(secretary, at) == []


def test_the_export_is_that_of_the_moment_and_says_which(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    author(town, Draft("screening", DOORS[0], VISIT, slot=f"{DAY}/am"))
    clock.advance(minutes=1)
    before = clock.ms
    clock.advance(minutes=1)
    assert secretary.post(SAMPLES, {"place": COMPOUND, "day": DAY}).status_code == 201
    drawn = clock.ms
    clock.advance(days=1)
    query = {"place": COMPOUND, "format": "csv"}
    for at, rows in ((before, 1), (drawn, 2)):
        answer = secretary.get("/api/v1/exports/spot", query_string=query | {"known_at": str(at)})
        assert len(answer.data.decode("utf-8-sig").splitlines()) == rows
        assert "20200310" in answer.headers["Content-Disposition"].replace("-", "")
