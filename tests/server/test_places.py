"""The place tree as people browse it: only their own, with what stands below."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.models import Place
from server.roster import imports
from tests.people import Person, said, signed_in
from tests.server.test_rosters import COMMUNITY, DIVISIONS, OTHER, ROSTER

AREA = "华氏儒商花园,大门,大门,物业\n"


@pytest.fixture
def town(app: Flask) -> Flask:
    with app.app_context():
        imports.apply_lists([("divisions.csv", DIVISIONS.encode())], None)
        place = db.session.scalars(select(Place).where(Place.id == COMMUNITY)).one()
        imports.apply_roster(imports.read(ROSTER.encode()), place, None)
        areas = "小区,点位,点位类型,消杀责任\n" + AREA
        imports.apply_roster(imports.read(areas.encode()), place, None)
    return app


def names(person: Person, query: str) -> list[str]:
    answer = person.get(f"/api/v1/places{query}")
    assert answer.status_code == 200, said(answer)
    return [place["name"] for place in said(answer)["places"]]


def test_without_a_question_the_tops_of_what_was_granted_are_listed(secretary: Person) -> None:
    assert names(secretary, "") == ["西桥社区"]


def test_an_operator_begins_at_the_city(town: Flask) -> None:
    operator = signed_in(town, "operator", None)
    assert names(operator, "") == ["武汉市"]
    assert names(operator, "?parent=4201") == ["江汉区", "东西湖区"]


def test_the_children_of_a_place_are_listed(secretary: Person) -> None:
    assert names(secretary, f"?parent={COMMUNITY}") == ["华氏儒商花园"]
    assert names(secretary, f"?parent={COMMUNITY}.1") == ["大门", "3栋"]


def test_compounds_come_with_counts_of_what_stands_below(secretary: Person) -> None:
    found: dict[str, Any] = said(secretary.get(f"/api/v1/places?within={COMMUNITY}&type=compound"))
    (compound,) = found["places"]
    assert compound["counts"] == {"building": 1, "household": 12, "area": 1}
    assert compound["path_names"] == ["武汉市", "江汉区", "唐家墩街道", "西桥社区"]
    assert (compound["parent"], found["more"]) == (COMMUNITY, False)


def test_places_are_found_by_a_part_of_their_name(town: Flask, secretary: Person) -> None:
    assert names(secretary, "?search=儒商") == ["华氏儒商花园"]
    assert names(secretary, "?search=汽运") == []
    assert names(signed_in(town, "operator", None), "?search=汽运") == ["汽运社区"]


def test_wildcards_in_a_search_are_letters(secretary: Person) -> None:
    assert names(secretary, "?search=%25") == []
    assert names(secretary, "?search=_") == []


@pytest.mark.parametrize("query", [f"?parent={OTHER}", f"?within={OTHER}", "?parent=4201"])
def test_foreign_places_are_not_there(secretary: Person, query: str) -> None:
    assert secretary.get(f"/api/v1/places{query}").status_code == 404


@pytest.mark.parametrize("query", ["?type=castle", "?search=", "?within=" + "9" * 300])
def test_questions_without_sense_are_refused(secretary: Person, query: str) -> None:
    assert secretary.get(f"/api/v1/places{query}").status_code == 422
