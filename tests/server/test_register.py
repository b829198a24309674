"""The office's register over HTTP: stated, changed, taken away, and every change taken back."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from server.db import db
from server.models import Audit, Place
from tests import town as here
from tests.people import Person, said

REGISTER = "/api/v1/register"


def state(person: Person, kind: str, place: str, record: str | None = None, **fields: Any) -> Any:
    body = {"kind": kind, "place": place, "fields": fields, "record": record}
    answer = person.post(REGISTER, body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def undo(person: Person, ops: list[str]) -> Any:
    answer = person.post(f"{REGISTER}/undo", {"ops": ops})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def people(person: Person) -> Any:
    answer = person.get(f"/api/v1/people?place={here.COMMUNITY}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def post_of(person: Person, place: str) -> Any:
    return next(one for one in people(person)["posts"] if one["place"]["id"] == place)


def test_a_building_gets_its_lead_and_deputy(secretary: Person) -> None:
    state(secretary, "assignment", here.BUILDING, lead="王桂兰", deputy="李建国", grid="第3网格")
    post = post_of(secretary, here.BUILDING)
    assert post["assignment"]["fields"] == {"lead": "王桂兰", "deputy": "李建国", "grid": "第3网格"}
    assert post["assignment"]["by"]["name"] == "肖姐"
    assert post["households"] == 6
    assert people(secretary)["grids"] == [{"name": "第3网格", "buildings": ["3栋"]}]


def test_a_household_in_care_is_named_with_its_building(secretary: Person) -> None:
    state(secretary, "special_care", here.DOOR, group=["alone"], helper="小刘")
    (one,) = people(secretary)["care"]
    assert one["place"]["name"].startswith("3栋 ")


def test_a_grid_gets_its_lead_and_deputy_and_they_are_taken_back(secretary: Person) -> None:
    said_of = {"grid": "第3网格", "lead": "张敏", "deputy": "李建国"}
    written = state(secretary, "grid_lead", here.COMPOUND, **said_of)
    (one,) = people(secretary)["grid_leads"]
    assert one["fields"] == said_of
    undo(secretary, written["ops"])
    assert people(secretary)["grid_leads"] == []


def test_a_change_is_taken_back_to_what_stood_before(secretary: Person) -> None:
    state(secretary, "assignment", here.BUILDING, lead="王桂兰", deputy="李建国")
    changed = state(secretary, "assignment", here.BUILDING, lead="张敏", deputy=None)
    assert post_of(secretary, here.BUILDING)["assignment"]["fields"]["lead"] == "张敏"
    back = undo(secretary, changed["ops"])
    fields = post_of(secretary, here.BUILDING)["assignment"]["fields"]
    assert (fields["lead"], fields["deputy"]) == ("王桂兰", "李建国")
    undo(secretary, back["ops"])
    assert post_of(secretary, here.BUILDING)["assignment"]["fields"]["lead"] == "张敏"


def test_taking_back_the_first_word_leaves_nothing(secretary: Person) -> None:
    made = state(secretary, "team", here.COMPOUND, task="group_buying", lead="周敏")
    assert [one["fields"]["lead"] for one in people(secretary)["teams"]] == ["周敏"]
    undo(secretary, made["ops"])
    assert people(secretary)["teams"] == []


def test_what_was_taken_away_comes_back(secretary: Person) -> None:
    made = state(secretary, "supply_channel", here.COMPOUND, goods="food", state="open", name="群")
    body = {"kind": "supply_channel", "place": here.COMPOUND, "record": made["record"]}
    gone = said(secretary.post(f"{REGISTER}/void", body))
    assert people(secretary)["channels"] == []
    assert secretary.post(f"{REGISTER}/void", body).status_code == 409
    undo(secretary, gone["ops"])
    assert [one["fields"]["name"] for one in people(secretary)["channels"]] == ["群"]


def test_what_somebody_built_on_is_not_taken_back(secretary: Person) -> None:
    first = state(secretary, "assignment", here.BUILDING, lead="王桂兰")
    state(secretary, "assignment", here.BUILDING, lead="张敏")
    refused = secretary.post(f"{REGISTER}/undo", {"ops": first["ops"]})
    assert (refused.status_code, said(refused)["code"]) == (409, "conflict")
    assert post_of(secretary, here.BUILDING)["assignment"]["fields"]["lead"] == "张敏"


def test_what_somebody_changed_meanwhile_is_not_overwritten_unseen(secretary: Person) -> None:
    made = state(secretary, "assignment", here.BUILDING, lead="王桂兰", deputy="李建国")
    body = {"kind": "assignment", "place": here.BUILDING, "record": made["record"]}
    began = {"deputy": "李建国"}
    first = secretary.post(REGISTER, body | {"fields": {"deputy": "张敏"}, "before": began})
    assert first.status_code == 200
    late = secretary.post(REGISTER, body | {"fields": {"deputy": "赵强"}, "before": began})
    assert late.status_code == 409
    assert said(late)["why"]["zh"] == "别人刚改过「副手」,请关上再打开看看"
    other = secretary.post(
        REGISTER, body | {"fields": {"grid": "第3网格"}, "before": {"grid": None}}
    )
    assert other.status_code == 200, "what the other did not touch is free"
    fields = post_of(secretary, here.BUILDING)["assignment"]["fields"]
    assert fields == {"lead": "王桂兰", "deputy": "张敏", "grid": "第3网格"}
    empty = {"kind": "assignment", "place": here.BUILDING, "fields": {"lead": "周洁"}}
    taken = secretary.post(REGISTER, empty | {"before": {"lead": None}})
    assert taken.status_code == 409, "two name the first lead of a building"


def test_a_post_that_was_ended_may_be_filled_again(secretary: Person) -> None:
    made = state(secretary, "assignment", here.BUILDING, lead="王桂兰")
    body = {"kind": "assignment", "place": here.BUILDING, "record": made["record"]}
    assert secretary.post(f"{REGISTER}/void", body).status_code == 200
    assert post_of(secretary, here.BUILDING)["assignment"] is None
    state(secretary, "assignment", here.BUILDING, lead="张敏")
    assert post_of(secretary, here.BUILDING)["assignment"]["fields"]["lead"] == "张敏"


def test_a_field_that_the_kind_refuses_is_named(secretary: Person) -> None:
    body = {"kind": "assignment", "place": here.BUILDING, "fields": {"deputy": "李建国"}}
    refused = secretary.post(REGISTER, body)
    assert refused.status_code == 422
    assert [one["field"] for one in said(refused)["errors"]] == ["lead"]


def test_a_period_that_ends_before_it_begins_is_refused_and_nothing_is_changed(
    secretary: Person,
) -> None:
    made = state(secretary, "assignment", here.BUILDING, lead="王桂兰", since_on="2020-03-05")
    fields: dict[str, Any] = {"until_on": "2020-03-01"}
    body = {"kind": "assignment", "place": here.BUILDING, "record": made["record"]}
    refused = secretary.post(REGISTER, body | {"fields": fields})
    assert refused.status_code == 422
    assert [one["field"] for one in said(refused)["errors"]] == ["until_on"]
    assert said(refused)["why"]["zh"] == "结束在开始之前,请改一下日期"
    assert "until_on" not in post_of(secretary, here.BUILDING)["assignment"]["fields"]
    fields = {"stage": "planned", "task": "gate", "who": "小吴", "started_at": 2, "ended_at": 1}
    shift = {"kind": "duty_shift", "place": here.COMPOUND, "fields": fields}
    assert secretary.post(REGISTER, shift).status_code == 422
    one_day = secretary.post(REGISTER, body | {"fields": {"until_on": "2020-03-05"}})
    assert one_day.status_code == 200, one_day.get_data(as_text=True)


def test_a_planned_shift_stands_on_the_roster(secretary: Person) -> None:
    state(
        secretary, "duty_shift", here.COMPOUND, stage="planned", task="gate", who="小吴",
        started_at=1_583_827_200_000, ended_at=1_583_841_600_000,
    )  # fmt: skip
    assert [one["fields"]["who"] for one in people(secretary)["shifts"]] == ["小吴"]


def add(person: Person, **fields: Any) -> Any:
    answer = person.post(f"{REGISTER}/places", fields)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def test_an_area_is_added_renamed_and_taken_back(town: Flask, secretary: Person) -> None:
    fields = {"type": "area", "name": "后门", "area_kind": "lobby", "sessions": ["am"]}
    made = add(secretary, parent=here.BUILDING, **fields)
    new = made["record"].removeprefix("place/")
    assert name_of(town, new) == ("后门", False)
    renamed = state(secretary, "place", new, name="后门厅")
    assert name_of(town, new) == ("后门厅", False)
    undo(secretary, renamed["ops"])
    assert name_of(town, new) == ("后门", False)
    undo(secretary, made["ops"])
    assert name_of(town, new) == ("后门", True)
    add(secretary, parent=here.BUILDING, **fields)
    assert name_of(town, new) == ("后门", False), "it may be added again"
    again = secretary.post(f"{REGISTER}/places", {"parent": here.BUILDING, **fields})
    assert again.status_code == 409


def test_a_compound_gets_the_next_number(town: Flask, secretary: Person) -> None:
    made = add(secretary, parent=here.COMMUNITY, type="compound", name="新小区")
    assert made["record"] == f"place/{here.COMMUNITY}.3"


def test_a_building_goes_with_its_doors_and_comes_back_with_them(
    town: Flask, secretary: Person
) -> None:
    gone = said(secretary.post(f"{REGISTER}/places/remove", {"place": here.BUILDING}))
    assert len(gone["ops"]) == 9, "the building, its stairwell, six doors and the lift"
    assert (name_of(town, here.DOOR)[1], name_of(town, here.LIFT)[1]) == (True, True)
    assert name_of(town, here.SIBLING_DOOR)[1] is False
    undo(secretary, gone["ops"])
    assert (name_of(town, here.DOOR)[1], name_of(town, here.LIFT)[1]) == (False, False)


def test_a_door_is_marked_empty_and_taken_back(town: Flask, secretary: Person) -> None:
    made = state(secretary, "occupancy", here.DOOR, state="vacant", said_by="seen")
    assert occupancy_of(town, here.DOOR) == "vacant"
    undo(secretary, made["ops"])
    assert occupancy_of(town, here.DOOR) is None


def occupancy_of(town: Flask, place: str) -> str | None:
    with town.app_context():
        return db.session.scalar(select(Place.occupancy).where(Place.id == place))


def name_of(town: Flask, place: str) -> tuple[str, bool]:
    with town.app_context():
        row = db.session.execute(select(Place.name, Place.left).where(Place.id == place)).one()
        return row.name, row.left


def test_another_community_is_not_found(secretary: Person) -> None:
    body = {"kind": "assignment", "place": here.FOREIGN_BUILDING, "fields": {"lead": "某某"}}
    assert secretary.post(REGISTER, body).status_code == 404
    assert secretary.post(f"{REGISTER}/undo", {"ops": ["AAAA"]}).status_code == 404


def test_every_change_is_in_the_audit(town: Flask, secretary: Person) -> None:
    made = state(secretary, "assignment", here.BUILDING, lead="王桂兰")
    undo(secretary, made["ops"])
    with town.app_context():
        rows = db.session.scalars(select(Audit).where(Audit.act.startswith("register")))
        notes = [(row.act, row.about, row.details) for row in rows]
    assert [note[:2] for note in notes] == [
        ("register", here.BUILDING), ("register_undo", here.BUILDING)]  # fmt: skip
    assert not any("王桂兰" in note[2] for note in notes)
