"""The zero-occurrence clock over HTTP: the date, its reason, and a what-if that changes nothing."""

from __future__ import annotations

from typing import Any

from flask import Flask

from server.log.authoring import Draft
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said
from tests.server.standings import heard
from tests.server.test_matters import phone
from tests.town import BUILDING, COMPOUND, DOORS, FOREIGN_COMPOUND, SIBLING_BUILDING, author

TODAY = "2020-03-10"


def asked(person: Person, **query: Any) -> Any:
    answer = person.get("/api/v1/zero", query_string={"compound": COMPOUND} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def case(person: str, category: str, event: str, on: str) -> Draft:
    fields = {
        "person": person,
        "category": category,
        "event": event,
        "happened_on": on,
        "name_masked": "张**",
    }
    return Draft("case_event", DOORS[0], fields)


def test_without_cases_it_can_be_declared_today(town: Flask, secretary: Person) -> None:
    author(town, heard(TODAY))
    shown = asked(secretary, day=TODAY)
    assert shown["earliest_on"] == TODAY
    assert shown["blocks"] == []
    assert len(shown["days"]) == 15


def test_of_a_compound_that_says_nothing_nobody_can_say_that_there_was_no_case(
    town: Flask, secretary: Person
) -> None:
    shown = asked(secretary, day=TODAY)
    assert (shown["earliest_on"], shown["blocks"]) == (None, [])
    assert (
        "3 天里没有入户排查、门岗登记、病例与三类人员的记录,不能说没有病例" in shown["words"]["zh"]
    )
    assert "it cannot be said that there was no case" in shown["words"]["en"]
    author(town, heard("2020-03-07"))
    assert asked(secretary, day=TODAY)["earliest_on"] is None, "that is the fourth day back"
    author(town, heard("2020-03-08"))
    assert asked(secretary, day=TODAY)["earliest_on"] == TODAY


def test_the_checklist_and_the_declaration_say_the_same_of_such_a_compound(
    town: Flask, secretary: Person
) -> None:
    shown = said(secretary.get("/api/v1/checklist", query_string={"compound": COMPOUND}))
    (zero,) = (group for group in shown["gates"] if group["id"] == "zero")
    told = {one["id"]: (one["verdict"], one["summary"]) for one in zero["criteria"]}
    words = "3 天里没有入户排查、门岗登记、病例与三类人员的记录,不能说没有病例"
    assert {id: verdict for id, (verdict, _) in told.items()} == dict.fromkeys(
        told, "not_yet_known"
    )
    assert [summary["zh"] for _, summary in told.values()] == [words] * len(told)
    standing = said(secretary.get("/api/v1/standings", query_string={"place": COMPOUND}))
    assert words in standing["conditions"]["parts"][0]["words"]["zh"]


def test_a_contact_blocks_until_her_fourteen_days_are_full(town: Flask, secretary: Person) -> None:
    author(town, case("c904", "close_contact", "opened", "2020-03-01"))
    shown = asked(secretary, day=TODAY)
    assert shown["earliest_on"] == "2020-03-15"
    assert "14 天满是 3月15日" in shown["words"]["zh"]
    assert [block["case"] for block in shown["blocks"]] == ["c904"]
    assert [day["unreleased"] for day in shown["days"]] == [0] * 5 + [1] * 10


def test_supposing_her_released_changes_the_answer_and_nothing_else(
    town: Flask, secretary: Person
) -> None:
    author(town, case("c904", "close_contact", "opened", "2020-03-01"))
    supposed = asked(secretary, day=TODAY, released="c904")
    assert supposed["what_if"]["earliest_on"] == TODAY
    assert supposed["earliest_on"] == "2020-03-15"
    assert asked(secretary, day=TODAY)["what_if"] is None


def test_a_confirmed_case_starts_the_days_anew(town: Flask, secretary: Person) -> None:
    author(town, case("k", "confirmed", "opened", "2020-03-08"))
    shown = asked(secretary, day=TODAY)
    assert (shown["days_since"], shown["min_days"]) == (2, 14)
    assert shown["earliest_on"] == "2020-03-22"


def test_a_day_is_complete_by_the_share_that_the_checklist_asks_for(
    town: Flask, secretary: Person
) -> None:
    more = [f"{BUILDING}.1.9{number:02}" for number in range(60)]
    fields: dict[str, Value] = {"type": "household", "parent": f"{BUILDING}.1", "stairwell": "1"}
    author(town, *(Draft("place", id, fields | {"name": id[-3:], "sort": 1}) for id in more))
    others = [door.replace(BUILDING, SIBLING_BUILDING) for door in DOORS]
    before = asked(secretary, day=TODAY)["days"][-2]
    author(town, *(heard("2020-03-09", door) for door in (*DOORS, *others, *more[1:])))
    day = asked(secretary, day=TODAY)["days"][-2]
    assert before["due"] == day["due"] == day["done"] + 1, day
    assert day["wanted"] == day["done"], "98 % of these doors is all but one"
    query = {"compound": COMPOUND, "day": TODAY}
    shown = said(secretary.get("/api/v1/checklist", query_string=query))
    (rule,) = (
        one for pillar in shown["pillars"] for one in pillar["criteria"] if one["id"] == "S3.2"
    )
    assert "3月9日" not in "".join(reason["zh"] for reason in rule["reasons"])


def test_a_foreign_compound_is_not_found(secretary: Person) -> None:
    answer = secretary.get("/api/v1/zero", query_string={"compound": FOREIGN_COMPOUND})
    assert answer.status_code == 404


def test_before_the_policy_there_is_no_clock(secretary: Person) -> None:
    query = {"compound": COMPOUND, "day": "2020-02-01"}
    assert secretary.get("/api/v1/zero", query_string=query).status_code == 404


def test_each_day_says_how_far_the_doors_were_visited(town: Flask, secretary: Person) -> None:
    fields = {"outcome": "normal", "method": "door"}
    author(town, Draft("screening", DOORS[0], fields, slot=f"{TODAY}/am"))
    today = asked(secretary, day=TODAY)["days"][-1]
    assert (today["day"], today["due"], today["done"]) == (TODAY, 12, 1)
    assert today["open"] == 11, "the last round of the day is not over"


def test_a_release_that_nobody_opened_is_shown_and_names_no_day(
    town: Flask, secretary: Person
) -> None:
    author(town, case("c9", "close_contact", "released", "2020-03-08"))
    shown = asked(secretary, day=TODAY)
    assert (shown["earliest_on"], shown["blocks"], shown["unsure"]) == (None, [], ["c9"])
    assert "1 人的记录不全" in shown["words"]["zh"]
    author(town, case("c9", "close_contact", "opened", "2020-02-20"))
    assert asked(secretary, day=TODAY)["earliest_on"] == TODAY


def test_a_phone_that_has_long_been_silent_may_hold_a_case(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    worker = phone(town, clock, "grid_worker", COMPOUND, "老李头")
    author(town, heard(TODAY))
    worker.settle()
    assert asked(secretary)["earliest_on"] == TODAY
    clock.advance(days=2)
    shown = asked(secretary)
    assert (shown["earliest_on"], shown["silent"]) == (None, 1)
    assert "1 台手机很久没上传" in shown["words"]["zh"]
