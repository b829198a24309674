"""Who read what, as the community reads it: acts and counts at its own places, and no data."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.acts import ACTS
from tests import town as here
from tests.people import Person, said, signed_in

ROOT = Path(__file__).resolve().parents[2]
AUDIT = f"/api/v1/audit?place={here.COMMUNITY}"


@pytest.fixture
def lead(town: Flask) -> Person:
    return signed_in(town, "building_lead", here.BUILDING, name="王桂兰")


def rows(person: Person, more: str = "") -> Any:
    answer = person.get(AUDIT + more)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)["rows"]


def test_who_looked_at_a_household_is_told(secretary: Person, lead: Person) -> None:
    lead.get(f"/api/v1/doors/{here.DOOR}/history")
    lead.get(f"/api/v1/doors/{here.DOORS[1]}/history")
    (row,) = rows(secretary, f"&about={here.DOOR}")
    assert (row["act"], row["by"]["name"]) == ("read_door", "王桂兰")
    assert row["place"]["name"] == "华氏儒商花园 3栋 101"
    assert row["details"] == {"persons": 0}


def test_acts_are_found_by_person_and_by_day(secretary: Person, lead: Person) -> None:
    lead.get(f"/api/v1/doors/{here.DOOR}/history")
    body = {"kind": "assignment", "place": here.BUILDING, "fields": {"lead": "某某某"}}
    secretary.post("/api/v1/register", body)
    assert {row["act"] for row in rows(secretary, f"&user={lead.id}")} == {"read_door"}
    assert "register" in {row["act"] for row in rows(secretary, "&day=2020-03-10")}
    assert rows(secretary, "&day=2020-03-09") == []
    assert "某某某" not in secretary.get(AUDIT).get_data(as_text=True)


def test_another_communitys_acts_are_not_told(town: Flask, secretary: Person) -> None:
    stranger = signed_in(town, "building_lead", here.FOREIGN_BUILDING, name="外人")
    stranger.get(f"/api/v1/doors/{here.FOREIGN_DOOR}/history")
    assert "外人" not in secretary.get(AUDIT).get_data(as_text=True)
    assert secretary.get(f"{AUDIT}&about={here.FOREIGN_DOOR}").status_code == 404


def test_a_long_audit_comes_in_pages(secretary: Person, lead: Person) -> None:
    for _ in range(103):
        lead.get(f"/api/v1/doors/{here.DOOR}/history")
    first = said(secretary.get(f"{AUDIT}&user={lead.id}"))
    assert len(first["rows"]) == 100
    second = rows(secretary, f"&user={lead.id}&before={first['next']}")
    assert len(second) == 3


def noted_acts() -> set[str]:
    """Every act that the server's code names when it writes into the audit."""
    found = set()
    for path in sorted((ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and {"note", "note_"} & {
                ast.unparse(node.func).split(".")[-1][:5]
            }:
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str)}
    return found


def test_every_act_is_told_in_words() -> None:
    """The page once showed "watch_matters" between the Chinese lines."""
    acts = noted_acts()
    assert {"watch_board", "export", "sign_in"} <= acts
    assert not acts - ACTS.keys()
