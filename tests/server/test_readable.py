"""No answer names a record that its reader would then be told is not theirs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.log.authoring import Draft
from server.roles import ROLES, Permission
from sync.ops import Value
from sync.policy_file import load_policy
from tests.people import Person, said, signed_in
from tests.server.standings import case
from tests.town import BUILDING, CITY, COMMUNITY, COMPOUND, DISTRICT, DOORS, LIFT, STREET, author

TODAY = "2020-03-10"
READERS = {"community": COMMUNITY, "street": STREET, "district": DISTRICT, "city": CITY}


@pytest.fixture
def worked(town: Flask) -> Flask:
    """A morning with a visit, a fever, a disinfection and somebody in quarantine."""
    visits = [
        Draft("screening", door, {"outcome": outcome, "method": "door"}, slot=f"{TODAY}/am")
        for door, outcome in zip(DOORS, ("normal", "exception", "no_answer"), strict=False)
    ]
    fields: dict[str, Value] = {"agent": "chlorine", "mg_l": 500, "contact_minutes": 30}
    author(
        town,
        *visits,
        Draft("disinfection", LIFT, fields, slot=f"{TODAY}/am"),
        case("opened", "close_contact", "2020-03-08"),
    )
    return town


def criterion(person: Person, id: str) -> Any:
    answer = person.get(
        f"/api/v1/checklist/{id}", query_string={"compound": COMPOUND, "day": TODAY}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def named(told: Any) -> set[str]:
    """Every record that an answer names for somebody to open."""
    gaps = {id for gap in told["missing"] for id in gap["record_ids"]}
    return gaps | set(told["records"])


def opens(person: Person, record: str) -> bool:
    return person.get(f"/api/v1/records/{record}").status_code == 200


@pytest.mark.parametrize("role", READERS)
def test_every_record_that_a_verdict_names_opens_for_its_reader(worked: Flask, role: str) -> None:
    person = signed_in(worked, role, READERS[role])
    policy = load_policy("wuhan-2020-03")
    found = set().union(*(named(criterion(person, one.id)) for one in policy.criteria_on(TODAY)))
    assert found, "a disinfection at least may be opened by everybody"
    assert [id for id in sorted(found) if not opens(person, id)] == []


@pytest.mark.parametrize("role", READERS)
def test_every_record_that_the_fourteen_days_name_opens_for_their_reader(
    worked: Flask, role: str
) -> None:
    person = signed_in(worked, role, READERS[role])
    query = {"compound": COMPOUND, "day": TODAY, "released": ["k"]}
    told = said(person.get("/api/v1/zero", query_string=query))
    assert told["blocks"], "the close contact is in the way"
    found = {id for one in told["blocks"] for id in one["records"]}
    assert bool(found) == (role in ("community", "street"))
    assert all(opens(person, id) for id in found)


def test_a_district_is_told_how_many_visits_there_were_and_the_rule_instead_of_a_dead_link(
    worked: Flask,
) -> None:
    district = criterion(signed_in(worked, "district", DISTRICT), "S3.5")
    street = criterion(signed_in(worked, "street", STREET), "S3.5")
    assert district["records"] == []
    assert district["closed"] == len(street["records"]) > 0
    assert (district["records_total"], district["rule"]) == (
        street["records_total"],
        street["rule"],
    )
    assert (street["closed"], street["kinds"], district["kinds"]) == (0, ["screening"], [])


def test_a_gap_tells_where_it_lies_on_the_register(worked: Flask) -> None:
    told = criterion(signed_in(worked, "community", COMMUNITY), "S3.1")
    found = {gap["place"]["id"]: gap["place"] for gap in told["missing"]}
    door = {"id": DOORS[0], "name": "3栋 101", "type": "household", "building": BUILDING}
    assert found[DOORS[0]] == door


def test_the_readers_are_all_that_may_open_a_checklist() -> None:
    """A role that is let in later must be tried here too."""
    assert {role for role, may in ROLES.items() if Permission.CHECKLIST in may} == set(READERS)
