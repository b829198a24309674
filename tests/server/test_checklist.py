"""The checklist over HTTP: judged from what arrived, opened down to the records."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.log.authoring import Draft
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.heard import heard
from tests.town import COMMUNITY, COMPOUND, DISTRICT, DOORS, FOREIGN_COMPOUND, author

TODAY = "2020-03-10"


def checklist(person: Person, **query: Any) -> Any:
    answer = person.get("/api/v1/checklist", query_string={"compound": COMPOUND} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def opened(person: Person, criterion: str, **query: Any) -> Any:
    path = f"/api/v1/checklist/{criterion}"
    answer = person.get(path, query_string={"compound": COMPOUND} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def test_six_pillars_are_judged_and_name_what_they_rest_on(secretary: Person) -> None:
    answer = checklist(secretary)
    assert answer["day"] == TODAY
    assert answer["compound"] == {"id": COMPOUND, "name": "华氏儒商花园"}
    assert [pillar["label"]["zh"] for pillar in answer["pillars"]] == [
        "宣传引导", "封闭管理", "排查摸底", "消杀卫生", "供应保障", "组织发动"]  # fmt: skip
    assert answer["policy"]["id"] == "wuhan-2020-03"
    assert len(answer["evidence"]["digest"]) == 43
    for pillar in answer["pillars"]:
        for criterion in pillar["criteria"]:
            assert criterion["rule"]["source"]
            assert criterion["verdict"] in ("met", "not_met", "not_yet_known", "waived")


def test_missing_doors_lead_to_their_places_and_recorded_ones_to_their_records(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    slot = f"{TODAY}/am"
    fields = {"outcome": "normal", "method": "door"}
    ids = author(town, *(Draft("screening", door, fields, slot=slot) for door in DOORS[:4]))
    clock.advance(days=1)
    answer = opened(secretary, "S3.2", day=TODAY, size=500)
    missing = {(gap["place"]["id"], gap["day"]) for gap in answer["missing"]}
    assert (DOORS[4], TODAY) in missing
    assert (DOORS[0], TODAY) not in missing
    assert set(ids) <= set(answer["records"])
    assert answer["verdict"] != "met"
    assert answer["would_change"]["zh"]


def test_a_round_that_is_filled_in_the_day_before_lies_in_the_future(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    fields = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOORS[0], fields, slot=f"{TODAY}/am"))
    author(town, Draft("screening", DOORS[1], fields, slot="2020-03-11/am"))
    assert opened(secretary, "I1")["verdict"] == "met"
    clock.advance(days=1)
    assert opened(secretary, "I1")["verdict"] == "not_met"


@pytest.mark.parametrize("page", ["checklist", "checklist/S3.1", "zero", "exports/checklist"])
def test_a_day_that_has_not_come_is_not_judged(secretary: Person, clock: Clock, page: str) -> None:
    at = clock.ms
    clock.advance(days=1)
    file = page.startswith("exports/")
    whose = {"place": COMPOUND, "format": "csv"} if file else {"compound": COMPOUND}
    name = "to" if file else "day"

    def ask(day: str, **more: Any) -> Any:
        return secretary.get(f"/api/v1/{page}", query_string=whose | {name: day} | more)

    assert ask("2020-03-11").status_code == 200
    for told in (ask("2020-03-12"), ask("2020-03-11", known_at=at)):
        assert (told.status_code, said(told)["code"]) == (422, "day_ahead")
    assert said(ask("2020-03-12"))["today"] == "2020-03-11"


def test_what_is_missing_comes_page_by_page(secretary: Person, clock: Clock) -> None:
    clock.advance(days=1)
    first = opened(secretary, "S3.1", day=TODAY, size=5)
    second = opened(secretary, "S3.1", day=TODAY, size=5, start=first["next"])
    assert len(first["missing"]) == len(second["missing"]) == 5
    assert first["missing"] != second["missing"]


def test_the_same_evidence_is_told_by_its_tag(town: Flask, secretary: Person, clock: Clock) -> None:
    path = f"/api/v1/checklist?compound={COMPOUND}&day={TODAY}"
    first = secretary.get(path)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert secretary.get(path, headers=tag).status_code == 304
    fields = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOORS[0], fields, slot=f"{TODAY}/am"))
    assert secretary.get(path, headers=tag).status_code == 200


def test_a_checklist_that_is_unchanged_is_not_judged_again(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    before = checklist(secretary)
    clock.advance(minutes=1)
    with town.app_context(), heard() as statements:
        again = checklist(secretary)
    assert not any("p_record" in one for one in statements), statements
    assert again == before | {"known_at": clock()}


def test_what_was_known_at_a_moment_stays_what_it_was(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    clock.advance(days=1)
    then, before = clock.ms, checklist(secretary, day=TODAY)
    clock.advance(hours=1)
    fields = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOORS[0], fields, slot=f"{TODAY}/am"))
    assert checklist(secretary, day=TODAY)["evidence"] != before["evidence"]
    again = checklist(secretary, day=TODAY, known_at=then)
    assert again["evidence"] == before["evidence"]
    assert again["pillars"] == before["pillars"]
    assert again["known_at"] == then


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"?compound={FOREIGN_COMPOUND}", 404),
        (f"?compound={COMMUNITY}", 404),
        ("?compound=nowhere", 404),
        (f"?compound={COMPOUND}&day=2019-12-31", 404),
        (f"?compound={COMPOUND}&day=2020-02-30", 422),
        (f"?compound={COMPOUND}&known_at=-1", 422),
        (f"?compound={COMPOUND}&known_at=99999999999999999999", 422),
        ("", 422),
        (f"/Z9.9?compound={COMPOUND}", 404),
        (f"/S3.1?compound={COMPOUND}&size=501", 422),
        (f"/S3.1?compound={COMPOUND}&start=1e3", 422),
    ],
)
def test_a_question_that_has_no_answer_is_told_so(
    secretary: Person, path: str, status: int
) -> None:
    assert secretary.get(f"/api/v1/checklist{path}").status_code == status


def test_a_district_sees_the_verdicts_of_its_compounds(town: Flask) -> None:
    district = signed_in(town, "district", DISTRICT)
    assert checklist(district, compound=FOREIGN_COMPOUND)["verdict"]
