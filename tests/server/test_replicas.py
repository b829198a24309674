"""The phones of a place: what each holds, who has not been heard, and a friendly reminder."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from server.db import writing
from server.models import Device, Grant, Loss, Replica
from sync.ops import bytes_to_text
from tests.conftest import MORNING, Clock
from tests.people import OWN_PAGE, Person, said, signed_in
from tests.town import BUILDING, COMMUNITY, COMPOUND, FOREIGN_COMMUNITY, SIBLING_COMPOUND

HOUR = 3_600_000


@pytest.fixture
def wang(town: Flask, secretary: Person) -> int:
    """The account key of 王姨, whose phone was let in by invitation and never exchanged."""
    body = {"name": "王姨", "role": "building_lead", "places": [BUILDING]}
    made = said(secretary.post("/api/v1/invitations", body))
    phone = {"token": made["token"], "device": {"label": "红米", "platform": "Android"}}
    answer = town.test_client().post("/api/v1/enrol", json=phone, headers=OWN_PAGE)
    return int(said(answer)["user"]["id"][1:])


def phones(person: Person, place: str = COMMUNITY) -> list[Any]:
    answer = person.get(f"/api/v1/replicas?place={place}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[Any] = said(answer)["phones"]
    return found


def said_of_itself(app: Flask, user: int, **values: Any) -> None:
    """What the phone told of itself when it was last heard."""
    with app.app_context(), writing() as session:
        device = session.query(Device).filter_by(user_key=user).one()
        known: dict[str, Any] = {
            "id": user.to_bytes(16, "big"), "device_key": device.key, "user_key": user,
            "opened_at": 0, "head_n": 0, "head_link": bytes(32), "reported_n": 0,
        }  # fmt: skip
        session.add(Replica(**known | values))


def test_a_phone_that_never_exchanged_is_listed_as_silent(wang: int, secretary: Person) -> None:
    (phone,) = phones(secretary)
    assert phone["user"] == {"id": f"u{wang}", "name": "王姨"}
    assert phone["label"] == "红米"
    assert phone["places"] == [{"id": BUILDING, "name": "3栋"}]
    assert (phone["state"], phone["held"], phone["drained_at"]) == ("silent", 0, None)
    assert phone["reminder"]["zh"].startswith("王姨,3栋的记录社区还没收到")


def test_a_phone_that_holds_records_owes_them(town: Flask, wang: int, secretary: Person) -> None:
    said_of_itself(town, wang, reported_n=11, head_n=4, oldest_unacked_at=MORNING - HOUR,
                   last_seen_at=MORNING, clk_off_ms=-1200, persisted=True, free_bytes=9_000_000_000,
                   app_build="1.2")  # fmt: skip
    (phone,) = phones(secretary)
    assert (phone["sealed"], phone["received"], phone["held"]) == (11, 4, 7)
    assert (phone["state"], phone["oldest_held_at"]) == ("owes", MORNING - HOUR)
    assert (phone["clock_offset_ms"], phone["persisted"], phone["build"]) == (-1200, True, "1.2")


def test_a_phone_heard_in_this_round_is_all_right_until_it_is_silent_for_two_hours(
    town: Flask, wang: int, secretary: Person, clock: Clock
) -> None:
    said_of_itself(town, wang, drained_at=MORNING, last_seen_at=MORNING)
    assert phones(secretary)[0]["state"] == "ok"
    clock.advance(hours=2, minutes=1)
    assert phones(secretary)[0]["state"] == "silent"


def test_while_a_round_has_hardly_begun_the_one_before_counts(
    town: Flask, wang: int, secretary: Person, clock: Clock
) -> None:
    clock.advance(hours=22)
    said_of_itself(town, wang, drained_at=clock.ms - 6 * HOUR)
    assert phones(secretary)[0]["state"] == "ok", "heard after the end of last evening's round"


def test_a_revoked_phone_is_waited_for_by_nobody(town: Flask, wang: int, secretary: Person) -> None:
    with town.app_context(), writing() as session:
        session.execute(update(Device).where(Device.user_key == wang).values(revoked_at=1))
    assert phones(secretary)[0]["state"] == "revoked"


def test_a_declared_loss_stays_in_sight_until_the_records_arrive(
    town: Flask, wang: int, secretary: Person
) -> None:
    said_of_itself(town, wang, reported_n=9, head_n=4, closed_at=MORNING)
    with town.app_context(), writing() as session:
        replica = session.query(Replica).filter_by(user_key=wang).one()
        session.add(Loss(replica_key=replica.key, n=9, kept=0, why="evicted", declared_at=MORNING))
    (phone,) = phones(secretary)
    assert phone["lost"] == [{"n_declared": 9, "n_received": 4, "why": "evicted"}]


def enrolled_on_the_same_phone(app: Flask, by: Person, *gone: Any) -> int:
    """Somebody else is let in on a phone that was cleared; returns the status of the answer."""
    body = {"name": "李叔", "role": "building_lead", "places": [BUILDING]}
    made = said(by.post("/api/v1/invitations", body))
    phone = {"token": made["token"], "gone": list(gone)}
    return app.test_client().post("/api/v1/enrol", json=phone, headers=OWN_PAGE).status_code


def test_what_a_cleared_phone_held_is_told_when_somebody_else_is_let_in_on_it(
    town: Flask, wang: int, secretary: Person
) -> None:
    said_of_itself(town, wang, reported_n=7, head_n=4)
    replica = bytes_to_text(wang.to_bytes(16, "big"))
    gone = {"replica": replica, "n": 9, "kept": 0}
    assert enrolled_on_the_same_phone(town, secretary, gone, gone | {"replica": "A" * 22}) == 200
    (old,) = [phone for phone in phones(secretary) if phone["replica"] == replica]
    assert old["lost"] == [{"n_declared": 9, "n_received": 4, "why": "passed_on"}]
    # Somebody else's word closes nobody's phone: its rounds stay not yet known.
    assert (old["state"], old["held"]) == ("owes", 3)


@pytest.mark.parametrize("gone", [{"replica": "?" * 22, "n": 1}, {"replica": "A" * 22, "n": "1"}])
def test_a_tale_of_a_cleared_phone_that_makes_no_sense_is_refused_whole(
    town: Flask, secretary: Person, gone: Any
) -> None:
    assert enrolled_on_the_same_phone(town, secretary, gone) == 422


def test_the_phones_of_another_place_are_not_among_them(
    town: Flask, wang: int, secretary: Person
) -> None:
    assert len(phones(secretary, COMPOUND)) == 1
    assert phones(secretary, SIBLING_COMPOUND) == []
    foreign = signed_in(town, "community", FOREIGN_COMMUNITY)
    assert phones(foreign, FOREIGN_COMMUNITY) == []


def ended(app: Flask, user: int, at: int) -> None:
    with app.app_context(), writing() as session:
        session.execute(update(Grant).where(Grant.user_key == user).values(valid_to=at))


def test_a_phone_that_was_not_heard_since_its_duty_ended_may_still_hold_the_building(
    town: Flask, wang: int, secretary: Person, clock: Clock
) -> None:
    said_of_itself(town, wang, last_seen_at=MORNING, scope_version=2, scope_acked=2)
    ended(town, wang, MORNING + HOUR)
    clock.advance(hours=3)
    (phone,) = phones(secretary)
    assert (phone["places"], phone["leaving"]) == ([], [{"id": BUILDING, "name": "3栋"}])
    assert (phone["state"], phone["scope_confirmed"]) == ("silent", True)
    assert phone["reminder"]["zh"].startswith("王姨,3栋")


def test_a_phone_that_was_told_but_has_not_answered_may_still_hold_the_building(
    town: Flask, wang: int, secretary: Person, clock: Clock
) -> None:
    said_of_itself(town, wang, opened_at=MORNING, last_seen_at=MORNING + 2 * HOUR,
                   scope_version=3, scope_acked=2)  # fmt: skip
    ended(town, wang, MORNING + HOUR)
    clock.advance(hours=3)
    (phone,) = phones(secretary)
    assert phone["leaving"] and not phone["scope_confirmed"]


def test_a_phone_that_has_let_go_of_everything_is_no_longer_listed(
    town: Flask, wang: int, secretary: Person, clock: Clock
) -> None:
    said_of_itself(town, wang, last_seen_at=MORNING + 2 * HOUR, scope_version=3, scope_acked=3)
    ended(town, wang, MORNING + HOUR)
    clock.advance(hours=3)
    assert phones(secretary) == []
