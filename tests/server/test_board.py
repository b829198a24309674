"""The board shows every door and area in its state, and says what is not known yet."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from server.db import db, writing
from server.log.authoring import Draft
from server.models import Audit, Replica
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.heard import heard
from tests.town import (
    BUILDING,
    COMMUNITY,
    COMPOUND,
    DOORS,
    FOREIGN_COMMUNITY,
    GATE,
    LIFT,
    SIBLING_BUILDING,
    author,
)

TODAY = "2020-03-10"


def board(person: Person, **query: str) -> Any:
    answer = person.get("/api/v1/board", query_string={"place": COMMUNITY} | query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return said(answer)


def screened(door: str, outcome: str, session: str = "am", **more: Any) -> Draft:
    fields = {"outcome": outcome, "method": "door", **more}
    return Draft("screening", door, fields, slot=f"{TODAY}/{session}")


def doors_of(answer: Any, building: str = BUILDING) -> dict[str, Any]:
    found = next(one for one in answer["buildings"] if one["id"] == building)
    return {
        door["id"]: door
        for stairwell in found["stairwells"]
        for floor in stairwell["floors"]
        for door in floor["doors"]
    }


def test_the_running_session_is_shown_as_the_building_stands(secretary: Person) -> None:
    answer = board(secretary)
    assert (answer["day"], answer["session"]) == (TODAY, "am")
    assert [one["id"] for one in answer["buildings"]] == [BUILDING, SIBLING_BUILDING]
    floors = answer["buildings"][0]["stairwells"][0]["floors"]
    assert [(f["floor"], [d["door"] for d in f["doors"]]) for f in floors] == [
        (3, ["301", "302"]), (2, ["201", "202"]), (1, ["101", "102"])]  # fmt: skip
    assert answer["totals"]["due"] == answer["totals"]["open"] == 12


def test_a_door_shows_what_its_records_come_to(town: Flask, secretary: Person) -> None:
    author(
        town,
        screened(DOORS[0], "normal"),
        screened(DOORS[1], "exception", temperature=378),
        screened(DOORS[2], "no_answer"),
        screened(DOORS[3], "normal"),
        screened(DOORS[3], "exception"),
    )
    answer = board(secretary)
    doors = doors_of(answer)
    assert [(doors[id]["state"], doors[id]["code"]) for id in DOORS[:4]] == [
        ("done", "normal"), ("done", "exception"), ("attempted", "no_answer"),
        ("done", "exception")]  # fmt: skip
    counts = answer["buildings"][0]["counts"]
    assert counts == {
        "due": 6, "done": 3, "attempted": 1, "exceptions": 2, "missed": 0, "not_yet_known": 0,
        "open": 2}  # fmt: skip
    assert answer["totals"]["done"] == 3


def test_an_empty_home_is_shown_as_such_and_owes_nothing(town: Flask, secretary: Person) -> None:
    author(
        town,
        Draft("occupancy", DOORS[0], {"state": "vacant"}),
        Draft("occupancy", DOORS[1], {"state": "away"}),
        Draft("occupancy", DOORS[2], {"state": "vacant"}),
        screened(DOORS[2], "normal"),
    )
    answer = board(secretary)
    doors = doors_of(answer)
    assert [doors[id]["state"] for id in DOORS[:3]] == ["vacant", "away", "done"]
    assert answer["buildings"][0]["counts"]["due"] == 3


def test_what_nobody_did_is_missed_only_when_nobody_can_still_hold_it(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = signed_in(town, "building_lead", BUILDING)
    clock.advance(hours=6)
    answer = board(secretary, day=TODAY, session="am")
    assert doors_of(answer)[DOORS[0]]["state"] == "missed", "nobody has a phone there"
    heard_at(town, lead, clock.ms - 5 * 3_600_000)
    answer = board(secretary, day=TODAY, session="am")
    assert doors_of(answer)[DOORS[0]]["state"] == "not_yet_known"
    assert doors_of(answer, SIBLING_BUILDING)[f"{SIBLING_BUILDING}.1.101"]["state"] == "missed"
    assert answer["buildings"][0]["silent_since"] == clock.ms - 5 * 3_600_000
    assert answer["buildings"][1]["silent_since"] is None
    assert answer["phones"] == {"silent": 1, "total": 1}
    heard_at(town, lead, clock.ms)
    answer = board(secretary, day=TODAY, session="am")
    assert doors_of(answer)[DOORS[0]]["state"] == "missed"
    assert answer["phones"] == {"silent": 0, "total": 1}


def heard_at(app: Flask, person: Person, at: int | None) -> None:
    """Give the person's device an installation that was last heard at a moment."""
    with app.app_context(), writing() as session:
        key = int(person.id[1:])
        changed = session.execute(
            update(Replica).where(Replica.user_key == key).values(drained_at=at)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]  # a cursor's, for UPDATE
            session.add(replica_of(key, at))


def replica_of(user_key: int, drained_at: int | None) -> Replica:
    return Replica(
        id=user_key.to_bytes(16, "big"), device_key=user_key, user_key=user_key, opened_at=0,
        head_n=0, head_link=bytes(32), reported_n=0, drained_at=drained_at,
    )  # fmt: skip


def test_areas_are_shown_in_the_sessions_that_owe_them(town: Flask, secretary: Person) -> None:
    author(town, Draft("disinfection", LIFT, {"agent": "chlorine", "mg_l": 500, "method": ["wipe"]},
                       slot=f"{TODAY}/am"))  # fmt: skip
    morning = {one["id"]: one for one in board(secretary)["areas"]}
    assert morning[LIFT]["state"] == "done"
    assert morning[LIFT]["parent"] == {"id": BUILDING, "name": "3栋"}
    assert len(morning[LIFT]["records"]) == 1
    assert morning[GATE]["state"] == "open"
    evening = {one["id"] for one in board(secretary, day=TODAY, session="pm")["areas"]}
    assert evening == {LIFT}


def test_a_compound_shows_itself_alone(secretary: Person) -> None:
    answer = board(secretary, place=COMPOUND)
    assert answer["place"] == {"id": COMPOUND, "name": "华氏儒商花园"}
    assert {one["compound"]["id"] for one in answer["buildings"]} == {COMPOUND}


def test_whoever_holds_the_same_board_is_told_so(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    query = {"place": COMMUNITY}
    first = secretary.get("/api/v1/board", query_string=query)
    tag = {"If-None-Match": first.headers["ETag"]}
    clock.advance(minutes=1)
    again = secretary.get("/api/v1/board", query_string=query, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    author(town, screened(DOORS[0], "normal"))
    changed = secretary.get("/api/v1/board", query_string=query, headers=tag)
    assert changed.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"place": FOREIGN_COMMUNITY},
        {"place": BUILDING},
        {"place": "nowhere"},
        {"place": COMMUNITY, "session": "night"},
    ],
)
def test_a_board_that_is_none_is_a_404(secretary: Person, query: dict[str, str]) -> None:
    assert secretary.get("/api/v1/board", query_string=query).status_code == 404


def test_the_board_takes_as_many_statements_for_many_doors_as_for_one(
    town: Flask, secretary: Person
) -> None:
    with town.app_context(), heard() as statements:
        board(secretary)
    selects = [one for one in statements if one.startswith("SELECT")]
    # One each for the sign-in, the scope and the audit, three for what it stands on and three for
    # the board itself.
    assert len(selects) == 9, selects


def test_a_board_that_is_unchanged_is_not_read_again(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    first = board(secretary)
    clock.advance(minutes=1)
    with town.app_context(), heard() as statements:
        again = board(secretary)
    assert not any("p_slot" in one for one in statements), statements
    assert again == first | {"known_at": clock()}


def test_watching_a_board_is_noted_once_an_hour(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    for _ in range(3):
        board(secretary)
        clock.advance(minutes=25)
    with town.app_context():
        rows = db.session.execute(select(Audit.user_key).where(Audit.act == "watch_board")).all()
    assert rows == [(int(secretary.id[1:]),)]
    clock.advance(minutes=1)
    board(secretary)
    with town.app_context():
        acts = db.session.scalars(select(Audit.act).where(Audit.act == "watch_board")).all()
    assert len(acts) == 2


def test_a_phone_that_owes_the_last_round_is_silent_from_the_first_minute_of_the_next(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    """The board said that no phone was silent while the page of the phones named one."""
    lead = signed_in(town, "building_lead", BUILDING)
    heard_at(town, lead, clock.ms)
    clock.advance(hours=22)  # half past six
    told = said(secretary.get(f"/api/v1/replicas?place={COMMUNITY}"))["phones"]
    assert [one["state"] for one in told] == ["silent"]
    assert board(secretary)["phones"] == {"silent": 1, "total": 1}
