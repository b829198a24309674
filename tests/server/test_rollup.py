"""The roll-up over HTTP: figures with denominators, published rounds, and what came too late."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import create_app
from server.db import Base, db, writer_engine
from server.log.authoring import Draft
from server.models import Place, Round
from server.rollup.ground import Ground
from server.rollup.judging import judge_below
from server.rollup.snapshot import levels_of, pack, unpack
from sync.days import DAY, HOUR, day_start
from tests.conftest import close_app
from tests.people import Person, said, signed_in
from tests.town import (
    BUILDING,
    CITY,
    COMMUNITY,
    COMPOUND,
    DISTRICT,
    DOORS,
    FOREIGN_COMMUNITY,
    FOREIGN_COMPOUND,
    SIBLING_COMPOUND,
    STREET,
    author,
    plant,
)

ROUND_3 = day_start("2020-03-11") + 16 * HOUR
ROUND_4 = ROUND_3 + 3 * DAY
ROLES = {
    "declare": "community",
    "community_check": "community",
    "street_review": "street",
    "certify": "district",
    "file": "city",
}


RULES = {"policy": "wuhan-2020-03", "policy_version": 1}


def the_city() -> Place:
    return db.session.scalars(select(Place).where(Place.id == CITY)).one()


def the_round() -> Round:
    return db.session.scalars(select(Round)).one()


class Time:
    """The server's clock, moved by hand."""

    ms = ROUND_3 - DAY

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def town(time: Time, tmp_path: Path) -> Iterator[Flask]:
    settings = {"TESTING": True, "RATELIMIT_ENABLED": False, "CLOCK": time}
    app = create_app({"SIX_DATA": str(tmp_path)} | settings)
    with app.app_context():
        Base.metadata.create_all(writer_engine())
    plant(app)
    yield app
    close_app(app)


@pytest.fixture
def city(town: Flask) -> Person:
    return signed_in(town, "city", CITY)


def step(town: Flask, place: str, name: str, at: int, role: str | None = None) -> None:
    fields: Any = {
        "step": name,
        "role": role or ROLES[name],
        "verdict": "met",
        "reason": "按表",
    } | RULES
    author(town, Draft("standing_step", place, fields, at=at))


def recognise(town: Flask, place: str, at: int) -> None:
    for minute, name in enumerate(("declare", "community_check", "street_review", "certify")):
        step(town, place, name, at + minute)


def rollup(person: Person, place: str, **more: Any) -> Any:
    answer = person.get("/api/v1/rollup", query_string={"place": place} | more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def published(person: Person, place: str = CITY) -> Any:
    answer = person.post("/api/v1/rounds", {"place": place})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def opened(person: Person, which: str, level: str = "compound") -> list[str]:
    query = {"place": CITY, "which": which, "level": level}
    answer = said(person.get("/api/v1/rollup/places", query_string=query))
    assert answer["total"] == len(answer["places"])
    return [place["id"] for place in answer["places"]]


def test_a_share_comes_with_its_denominator_at_every_level(town: Flask, city: Person) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    recognise(town, COMMUNITY, ROUND_3 - 2 * DAY)
    shown = rollup(city, CITY)
    assert shown["counts"]["compound"]["free"] == 1
    assert shown["counts"]["compound"]["all"] == 3
    assert shown["counts"]["compound"]["percent"] == "33.3"
    assert shown["counts"]["community"] == {
        "all": 2, "free": 1, "percent": "50.0", "incomplete": 0,
        "suspended": 0, "revoked": 0, "withdrawn": 0,
    }  # fmt: skip
    assert [row["id"] for row in shown["rows"]] == [DISTRICT]
    assert shown["rows"][0]["counts"]["compound"]["free"] == 1
    below = rollup(city, COMMUNITY)
    assert {row["id"]: row["state"] for row in below["rows"]} == {
        COMPOUND: "certified",
        SIBLING_COMPOUND: "none",
    }


def test_of_more_places_than_a_page_holds_the_rest_is_counted(
    town: Flask, city: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.api.rollup.MOST_ROWS", 1)
    for known_at in ({}, {"known_at": ROUND_3 - DAY}):
        shown = rollup(city, COMMUNITY, **known_at)
        assert ([row["id"] for row in shown["rows"]], shown["more"]) == ([COMPOUND], 1)
        assert shown["counts"]["compound"]["all"] == 2


def test_a_number_opens_into_the_places_that_it_counts(town: Flask, city: Person) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    assert opened(city, "free") == [COMPOUND]
    assert opened(city, "all") == [COMPOUND, SIBLING_COMPOUND, FOREIGN_COMPOUND]
    assert opened(city, "all", "community") == [COMMUNITY, FOREIGN_COMMUNITY]
    assert opened(city, "suspended") == []


def test_a_compound_of_which_too_little_is_known_stands_in_its_own_column(
    town: Flask, city: Person
) -> None:
    assert rollup(city, CITY)["counts"]["compound"]["incomplete"] == 3
    assert rollup(city, CITY)["judged"]["never"] == 3
    with town.app_context():
        assert judge_below(the_city()) == 2, "the third has neither building nor phone"
        assert judge_below(the_city()) == 0, "nothing was heard since"
    shown = rollup(city, CITY)
    assert shown["judged"]["never"] == 1
    assert shown["counts"]["compound"]["incomplete"] == 1
    assert opened(city, "incomplete") == [SIBLING_COMPOUND]
    author(town, Draft("screening", DOORS[0], {"outcome": "normal", "method": "door"}))
    with town.app_context():
        assert judge_below(the_city()) == 1, "its own compound only"


def test_a_round_is_published_once_and_bridges_to_the_next(
    town: Flask, city: Person, time: Time
) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    recognise(town, SIBLING_COMPOUND, ROUND_3 - 2 * DAY)
    time.ms = ROUND_3 + HOUR
    first = published(city)
    assert (first["new"], first["number"], first["cut_off"]) == (True, 1, ROUND_3)
    assert first["policy"] == "wuhan-2020-03"
    assert (first["version"], first["bridge"]) == (1, {})
    again = published(city)
    assert again == first | {"new": False}

    case = {"person": "c1", "category": "suspected", "event": "opened", "happened_on": "2020-03-13"}
    author(town, Draft("case_event", DOORS[0], case, at=ROUND_3 + DAY))
    recognise(town, FOREIGN_COMPOUND, ROUND_3 + DAY)
    time.ms = ROUND_4 + HOUR
    moved = rollup(city, CITY)["bridge"]["compound"]
    assert moved == {
        "previous": 2, "gained": 1, "removed": 1, "because": {"suspended": 1}, "current": 2,
    }  # fmt: skip
    assert (opened(city, "gained"), opened(city, "removed")) == ([FOREIGN_COMPOUND], [COMPOUND])
    second = published(city)
    assert second["number"] == 2
    assert second["bridge"]["compound"] == moved
    assert [each["id"] for each in second["changed"]["gained"]] == [FOREIGN_COMPOUND]
    assert [(e["id"], e["state"]) for e in second["changed"]["removed"]] == [
        (COMPOUND, "suspended")
    ]
    line = rollup(city, CITY)["line"]
    assert [one["counts"]["compound"]["free"] for one in line] == [2, 2]
    assert [one["counts"]["compound"]["removed"] for one in line] == [0, 1]
    assert rollup(city, STREET)["rows"][0]["trend"] == [[2, 2], [1, 2]]


def test_late_evidence_amends_a_round_with_a_note_and_never_rewrites_it(
    town: Flask, city: Person, time: Time
) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    time.ms = ROUND_3 + HOUR
    first = published(city)
    with town.app_context():
        before = the_round().snapshot
    assert first["pending"] == {}
    nothing = city.post(f"/api/v1/rounds/{first['id']}/amendments", {"place": CITY, "note": "补"})
    assert nothing.status_code == 422, "a note of two words says nothing"

    recognise(town, SIBLING_COMPOUND, ROUND_3 - DAY)  # heard after the round, done before it
    shown = said(city.get(f"/api/v1/rounds/{first['id']}?place={CITY}"))
    assert [one["id"] for one in shown["pending"]["compound"]["added"]] == [SIBLING_COMPOUND]
    assert shown["counts"]["compound"]["free"] == 1
    path = f"/api/v1/rounds/{first['id']}/amendments"
    answer = city.post(path, {"place": CITY, "note": "隔壁小区的材料晚到一天"})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    shown = said(answer)
    assert shown["pending"] == {}
    assert shown["counts"]["compound"]["free"] == 1, "as it was published"
    assert shown["amended"]["compound"] == {"free": 2, "all": 3, "percent": "66.7"}
    assert [one["note"] for one in shown["amendments"]] == ["隔壁小区的材料晚到一天"]
    with town.app_context():
        assert the_round().snapshot == before
    assert city.post(path, {"place": CITY, "note": "再来一次看看"}).status_code == 409
    assert rollup(city, CITY)["bridge"]["compound"]["previous"] == 2


def test_a_snapshot_made_again_has_the_same_bytes(town: Flask, city: Person, time: Time) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    time.ms = ROUND_3 + HOUR
    published(city)
    with town.app_context():
        held = the_round().snapshot
        assert pack(unpack(held)) == held
        ground = Ground(the_city(), at=ROUND_3)
        assert pack(levels_of(ground.tallies, ground.states, None)) == held


def test_the_roll_up_as_known_then_leaves_out_what_came_later(
    town: Flask, city: Person, time: Time
) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    then = time.ms = ROUND_3 + HOUR
    published(city)
    time.ms = ROUND_4
    recognise(town, SIBLING_COMPOUND, ROUND_3)
    assert rollup(city, CITY)["counts"]["compound"]["free"] == 2
    shown = rollup(city, CITY, known_at=then)
    assert shown["counts"]["compound"]["free"] == 1
    assert shown["known_at"] == then


def test_a_district_sees_the_rounds_of_the_city_cut_to_itself(
    town: Flask, city: Person, time: Time
) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    time.ms = ROUND_3 + HOUR
    first = published(city)
    community = signed_in(town, "community", FOREIGN_COMMUNITY)
    listed = said(community.get(f"/api/v1/rounds?place={FOREIGN_COMMUNITY}"))
    assert [one["number"] for one in listed["rounds"]] == [1]
    assert listed["rounds"][0]["counts"]["compound"]["free"] == 0
    shown = said(community.get(f"/api/v1/rounds/{first['id']}?place={FOREIGN_COMMUNITY}"))
    assert (shown["counts"]["compound"]["free"], shown["counts"]["compound"]["all"]) == (0, 1)
    assert community.post("/api/v1/rounds", {"place": FOREIGN_COMMUNITY}).status_code == 403


def test_before_the_first_cut_off_there_is_nothing_to_publish(town: Flask, time: Time) -> None:
    time.ms = day_start("2020-03-05")
    city = signed_in(town, "city", CITY)
    answer = city.post("/api/v1/rounds", {"place": CITY})
    assert (answer.status_code, said(answer)["detail"]) == (409, "the first round is not due yet")
    assert said(answer)["why"] == {"zh": "第一期还没到时候", "en": "the first round is not due yet"}


def test_a_round_is_published_by_command_too(town: Flask, time: Time) -> None:
    time.ms = ROUND_3 + HOUR
    for expected in ("is published", "was published before; nothing changed"):
        result = town.test_cli_runner().invoke(args=["rounds", "publish"])
        assert result.exit_code == 0, result.output
        last = result.output.strip().splitlines()[-1]
        assert last == f"Round 1 of 武汉市, as of 2020-03-11 16:00, {expected}."
    judged = town.test_cli_runner().invoke(args=["rounds", "judge", "--place", DISTRICT])
    assert re.search(r"\d compounds judged", judged.output)


def test_the_roll_up_goes_out_as_a_table(town: Flask, city: Person) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    query = {"place": STREET, "format": "csv", "lang": "zh"}
    answer = city.get("/api/v1/exports/rollup", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    head = next(at for at, line in enumerate(lines) if "无疫情小区" in line)
    own = rollup(city, STREET)
    assert [line[2:5] for line in lines[head + 1 :]] == [
        [str(one["free"]), str(one["all"]), one["percent"]]
        for one in (row["counts"]["compound"] for row in (*own["rows"], own))
    ]
    worker = signed_in(town, "building_lead", BUILDING)
    query["place"] = CITY
    assert worker.get("/api/v1/exports/rollup", query_string=query).status_code in (403, 404)


def test_no_person_is_in_any_answer(town: Flask, city: Person, time: Time) -> None:
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    time.ms = ROUND_3 + HOUR
    first = published(city)
    texts = [
        city.get(path).get_data(as_text=True)
        for path in (
            f"/api/v1/rollup?place={CITY}",
            f"/api/v1/rounds?place={CITY}",
            f"/api/v1/rounds/{first['id']}?place={CITY}",
        )
    ]
    for text in texts:
        assert not re.search(r'"(by|user|phone|replica|person)"', text), text


def test_nothing_that_goes_up_or_is_published_tells_one_ill_person_from_six(
    town: Flask, city: Person, time: Time
) -> None:
    """Figures are of places: in a small one, a count of persons would tell who is meant."""
    recognise(town, COMPOUND, ROUND_3 - 2 * DAY)
    time.ms = ROUND_3 + HOUR
    told = list[list[str]]()
    for number, door in enumerate(DOORS[:6]):
        case = {"person": f"c{number}", "category": "suspected", "event": "opened",
                "happened_on": "2020-03-10"}  # fmt: skip
        author(town, Draft("case_event", door, case, at=ROUND_3 - DAY))
        town.test_cli_runner().invoke(args=["rounds", "judge", "--place", DISTRICT])
        round = published(city)
        export = f"place={CITY}&format=csv&lang=zh"
        paths = (
            f"rollup?place={CITY}", f"rollup?place={STREET}", f"rounds?place={CITY}",
            f"rounds/{round['id']}?place={CITY}",
            f"rollup/places?place={CITY}&which=suspended&level=compound",
            f"exports/rollup?{export}", f"exports/rounds?{export}",
            f"exports/rollup_places?{export}&which=suspended&level=compound",
        )  # fmt: skip
        told.append([text_of(city, path) for path in paths])
    assert '"suspended":1' in told[0][0], "the place is counted"
    assert told[1:] == told[:1] * 5


def text_of(person: Person, path: str) -> str:
    answer = person.get(f"/api/v1/{path}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    return text
